"""A trial notice to every address of `[notify]`, when the deployer asks for it; tells no address back."""

from __future__ import annotations

from pathlib import Path

from lib.base.errors import ConfigError
from lib.doctor.findings import Finding, Level
from lib.notices.message import places
from lib.notices.run import Send
from lib.notices.service import send
from lib.sources import config

STEP = "Уведомления"
_TITLE = "«Отклик»: пробное уведомление"
_BODY = "Это проверка: уведомления «Отклика» приходят сюда. Делать ничего не нужно."
_CURE = "Проверьте этот адрес в [notify.people]; как он пишется — docs/notices.md."


def trial(root: Path, deliver: Send = send) -> list[Finding]:
    """What came of each address, in the order of the settings."""
    try:
        settings = config.notices(root)
    except ConfigError as error:
        return [Finding(STEP, Level.FAIL, str(error), "Сверьтесь с docs/notices.md.")]
    there = places(settings.people)
    if not there:
        return [Finding(STEP, Level.FAIL, "в [notify.people] нет ни одного адреса", _CURE)]
    found = []
    for place in there:
        sent = deliver(place.address, _TITLE, _BODY)
        if sent.taken:
            found.append(Finding(STEP, Level.OK, f"{place.told}: сервис принял пробное уведомление"))
        else:
            found.append(Finding(STEP, Level.FAIL, f"{place.told}: {sent.why}", _CURE))
    return found
