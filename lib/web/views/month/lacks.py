"""«Недостатки»: the deficiencies of п. 20 by kind, and the way to their list."""

from __future__ import annotations

from lib.web.parts.figures import lacks_by_kind
from lib.web.shell import router
from lib.web.views.month.shown import Shown


def draw(shown: Shown) -> None:
    """The kinds of which there are any."""
    lacks_by_kind(shown.insight, shown.month.lacks, shown.word, "Недостатки в работе (п. 20)")
    router.onward("signals.py", "Список и файл", signal="lacks", period=shown.word)
