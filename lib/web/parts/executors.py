"""Executors as a funnel over twelve months: who lies outside the limits that chance alone gives."""

from __future__ import annotations

from functools import partial

from lib.base.plaintext import plain
from lib.charts import funnel
from lib.figures import people
from lib.figures.definitions import SOME
from lib.web.html import blocks
from lib.web.parts.figures import draw, palette
from lib.web.shell.derived import Insight
from lib.words import compared, words
from lib.worktime.period import Period

_TITLE = "Кто вне обычного"
_MEANS = (
    "Каждая точка — исполнитель. Между линиями доля лежит случайно: за пределами 95\u00a0% — редко, за"
    " пределами 99,8\u00a0% — почти никогда. Это не рейтинг: внутри линий разницы нет. У кого меньше"
    f" {SOME} случаев, того ни с кем не сравнивают."
)


def executor_funnel(insight: Insight, month: Period, key: str, *, paper: bool = False) -> None:
    """A heading, the sentence and the chart; on paper the sentence; of few cases that nothing can be said."""
    year, table = insight.lasting(people.year_of_executors, month)
    told = compared.executors(year, table, lambda name: words.cut(plain(name)))
    if not told:
        blocks.subheading(_TITLE)
        blocks.definition(compared.uncompared("исполнителей"))
        return
    if paper:
        blocks.finding(told)
        return
    blocks.explained(_TITLE, _MEANS)
    blocks.finding(told)
    names = [str(name) for name in table["person"]]
    counts = [(int(good), int(of)) for good, of in zip(table["good"], table["judged"], strict=True)]
    make = partial(funnel.shares, names, counts, "Проекты ответов", palette(), funnel.EXECUTORS)
    draw(insight, key, make)
