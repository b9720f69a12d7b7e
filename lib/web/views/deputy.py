"""The parts of «Заместителю главы»: the deputy head's own view, in the order of what cannot wait."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from lib.base.plaintext import plain, short
from lib.duties.kept import kept_ever
from lib.figures import headline, signals, summary, surges
from lib.figures.noted import noted
from lib.figures.signals import BROKEN, TODAY
from lib.lists import pointers, spans
from lib.web.html import blocks
from lib.web.html.blocks import Tile
from lib.web.parts import case_list, documents
from lib.web.parts.figures import findings, lacks_by_kind
from lib.web.shell import router
from lib.web.shell.derived import Insight
from lib.web.shell.store import View
from lib.web.views.signals import promises_due
from lib.words import phrases, words
from lib.words import surging as surging_words
from lib.words.words import BY_MESSAGES
from lib.worktime.period import Period, month_of


def _months(insight: Insight) -> tuple[Period, Period]:
    """The present month, and the last one that is over: the one to sign."""
    present = month_of(insight.standing.today.astype(object))
    return present, present.previous()


def to_do(insight: Insight) -> None:
    """What he can do at once, each a click away: to approve, to have the head told, to sign."""
    view, (_, last) = insight.view, _months(insight)
    kept = kept_ever(view.register)
    tiles = [
        _counted(len(rows), name, f"now?list={shown}")
        for figure, rows, name, shown in (
            ("with_deputy", headline.waiting_for_deputy(view.live), "Согласовать", "deputy"),
            ("unreported", view.live[view.live["unreported"]], "Главе не доложено", "head"),
        )
        if noted(kept, figure)
    ]
    if insight.standing.reach(last):
        name = phrases.period(last).removesuffix(" года")
        tiles.append(Tile("Подписать сводку", name, href=pointers.month_address(spans.token(last))))
    moment = router.moment_query()
    blocks.tiles(
        [
            replace(tile, href=pointers.with_moment([tile.href], moment)[0]) if tile.href else tile
            for tile in tiles
        ]
    )


def _counted(number: int, name: str, href: str) -> Tile:
    """How many wait, with the way to their list; none lead nowhere."""
    return Tile(name, words.number(number), href=href if number else "")


def head(insight: Insight) -> None:
    """What else there is, in a few sentences; what there is none of is not told."""
    present, _ = _months(insight)
    lacking = len(insight.lasting(signals.deficiencies, present))
    many = insight.lasting(signals.promised)
    finals = [f"просрочен по {words.several(many[BROKEN], BY_MESSAGES)}" if many[BROKEN] else ""]
    finals += [f"срок сегодня — по {words.several(many[TODAY], BY_MESSAGES)}" if many[TODAY] else ""]
    blocks.finding(
        f"Окончательный ответ: {', '.join(filter(None, finals))}." if any(finals) else "",
        f"Недостатков {phrases.within(present)} — {lacking}." if lacking else "",
    )


def surging(insight: Insight) -> None:
    """What the head must be told of at once (п. 22): one line while a surge runs, with the way to it."""
    known = insight.noted(surges.surges).found
    found = known[(known["state"] != surges.State.FADING).to_numpy()].to_dict("records")
    if not found:
        return
    first: dict[Any, Any] = {
        **found[0],
        **{name: short(plain(found[0][name]), 60) for name in ("topic", "location")},
    }
    told = surging_words.told(first, surging_words.surge)
    more = f" Всего всплесков — {len(found)}." if len(found) > 1 else ""
    blocks.finding(f"О всплеске сообщений докладывают главе незамедлительно (п. 22). {told}{more}")
    router.onward("signals.py", "Всплески и сообщения о них", signal="surges")


def waiting(view: View) -> None:
    """Drafts that lie with the deputy for approval (п. 12)."""
    if not noted(kept_ever(view.register), "with_deputy"):
        blocks.subheading("Ждут согласования")
        st.info("Согласование у заместителя главы в реестре не ведётся.")
        return
    rows = headline.waiting_for_deputy(view.live)
    blocks.subheading(f"Ждут согласования · {len(rows)}")
    if len(rows):
        alt = "Проекты ответов на согласовании у заместителя главы"
        case_list.open_cases(view, rows, "deputy", alt, turn=False)
    else:
        st.success("На согласовании ничего нет.")
    blocks.definition(
        "Проекты ответов на сообщения повышенной важности согласовывает заместитель главы (п. 12)."
        " Своего срока у согласования нет: его ограничивает срок ответа (п. 10)."
    )


def promises(insight: Insight) -> None:
    """Promises of a final answer that are broken, or due today (п. 15)."""
    promises_due(insight)
    router.onward("signals.py", "Все окончательные ответы", signal="promises")


def lacks(insight: Insight) -> None:
    """Deficiencies of the month by kind (п. 20)."""
    present, _ = _months(insight)
    told = summary.lacks(insight.lasting(signals.deficiencies, present), insight.standing.kept)
    title = f"Недостатки в работе (п. 20): {phrases.period(present)}"
    blocks.subheading(title)
    lacks_by_kind(insight, told, spans.token(present), title)
    router.onward("signals.py", "Список недостатков и файл для Excel", signal="lacks")


def summary_to_sign(insight: Insight) -> None:
    """The summary of the last month that is over (п. 21)."""
    _, last = _months(insight)
    blocks.subheading(f"Сводная информация на подпись: {phrases.period(last)}")
    if not insight.standing.reach(last):
        st.caption("За этот месяц в реестре ничего нет.")
        return
    findings(insight.settled(summary.of, last))
    documents.buttons(insight, last, "deputy")
    router.onward("month.py", "Открыть сводную информацию", period=spans.token(last))
