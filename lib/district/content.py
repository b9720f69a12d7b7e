"""What a district's document and page say: sentences, the table, charts; the same for every kind of file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from lib.base.plaintext import first_up
from lib.district.summary import NEVER, Summary, bounds, combine, percentile
from lib.district.table import COLUMNS, Cell, judged, rows
from lib.documents import model
from lib.documents.model import Chart, Column, Kind, Section, Series, Shape, Table, Tone
from lib.figures.chance.limits import Side, funnel
from lib.figures.definitions import FEW, share
from lib.figures.facts import NOT_GIVEN
from lib.law.regulation import Status
from lib.words import compared, phrases, words
from lib.worktime.period import month_of

BARS = 30  # settlements in a chart: those with the most answers
_TONES = {Status.MET: Tone.MET, Status.LATE: Tone.LATE, Status.OVERDUE: Tone.OVERDUE}
_REGISTER = ("реестр", "реестра", "реестров")
_TIMES = ("раз", "раза", "раз")
_SETTLEMENT = ("поселении", "поселениях", "поселениях")


def sections(month: str, names: Sequence[str], summaries: Sequence[Summary]) -> tuple[Section, ...]:
    """Figures, messages, control codes: the whole content, by parts."""
    whole = combine(summaries)
    return (
        Section(
            "answers",
            "Главное за месяц",
            findings(month, names, summaries),
            answers_chart(names, summaries),
        ),
        Section("registers", "Реестры поселений", (), (table(names, summaries),)),
        Section("messages", "Сообщения района", (), messages(month, whole)),
        Section("limits", "Доли ответов и проектов в срок", (_LIMITS,), (limits(names, summaries),)),
        Section("codes", "Контрольные коды реестров", (_CODES,), (codes(names, summaries),)),
    )


_LIMITS = (
    "Вероятный интервал показывает, в каких пределах лежит доля с учётом числа случаев (95\u00a0%)."
    " «Ниже обычного» и «выше обычного» сказано только там, где доля поселения отличается от доли"
    " всего района больше, чем бывает случайно (95\u00a0%), «значительно» — если и больше, чем бывает почти"
    " никогда (99,8\u00a0%)."
)
_CODES = (
    "По контрольному коду видно, что документ посчитан по тем же данным: он совпадает с кодом сводной"
    " информации того же поселения за тот же месяц."
)


def findings(month: str, names: Sequence[str], summaries: Sequence[Summary]) -> tuple[str, ...]:
    """The state of the district in sentences; what there is nothing to say of is left out."""
    whole = combine(summaries)
    unread = [f"«{name}»" for name, one in zip(names, summaries, strict=True) if not one.registers]
    period = month_of(month)
    read = words.form(whole.registers, ("Прочитан", "Прочитано", "Прочитано"))
    told = [f"{read} {words.several(whole.registers, _REGISTER)} из {len(names)}."]
    if unread:
        told.append(f"Не прочитаны: {phrases.listed(unread)}; причины указаны в таблице.")
    cases = whole.numbers.get("cases", 0)
    told.append(f"{first_up(phrases.within(period))} выявлено {words.several(cases, words.MESSAGE)}.")
    met, of = judged(whole, "answer")
    if of:
        told.append(f"Ответы на обычные сообщения размещены в срок: {phrases.share(share(met, of))}.")
    if (median := percentile(whole, 0.5)) is not None:
        told.append(
            "Половина ответов не размещена и после срока."
            if median == NEVER
            else "Половина ответов на обычные сообщения размещена не позднее чем через"
            f" {words.at_most(bounds(median)[1])} рабочего времени после выявления."
        )
    told += _outside(names, summaries)
    told += [
        f"Сообщений на тему «{topic}» необычно много сразу в {words.several(count, _SETTLEMENT)}."
        for topic, count in shared_surges(whole)
    ]
    return tuple(map(words.typeset, told))


def shared_surges(whole: Summary) -> list[tuple[str, int]]:
    """Topics that surge in two settlements or more at once, the widest first."""
    return sorted(
        ((topic, count) for topic, count in whole.surging.items() if count > 1),
        key=lambda pair: (-pair[1], pair[0]),
    )


def _outside(names: Sequence[str], summaries: Sequence[Summary]) -> list[str]:
    counts = [judged(one, "answer") for one in summaries]
    sides = funnel(counts)
    if all(each is None for each in sides):
        return []
    told = []
    for side, word in ((Side.BELOW, "ниже"), (Side.ABOVE, "выше")):
        who = [f"«{name}»" for name, each in zip(names, sides, strict=True) if each and side * each > 0]
        if who:
            told.append(f"Доля ответов в срок {word}, чем бывает случайно: {phrases.listed(who)}.")
    return told or [
        f"Доли ответов в срок по поселениям, {compared.ENOUGH}, различаются не больше, чем бывает случайно."
    ]


def table(names: Sequence[str], summaries: Sequence[Summary]) -> Table:
    """The table of commands.md with its Russian heads; the sum last."""
    widths = {"name": 40.0, "read": 46.0, "timeliness": 17.0}
    kinds = {"name": Kind.TEXT, "read": Kind.TEXT, "timeliness": Kind.SHARE}
    return Table(
        "district",
        "Что посчитано по каждому реестру",
        tuple(
            Column(head, kinds.get(key, Kind.NUMBER), widths.get(key, 14)) for key, head in COLUMNS.items()
        ),
        tuple(
            tuple(_timely(one, value) if key == "timeliness" else _cell(value) for key, value in row.items())
            for row, one in zip(rows(names, summaries), (*summaries, combine(summaries)), strict=True)
        ),
        total=True,
        note="Пустая ячейка: реестр этого не ведёт. Доля по поселению, где случаев меньше 10, ненадёжна.",
    )


def _timely(summary: Summary, value: Cell) -> model.Cell:
    """The share of the answers: told of its counts, as everywhere; its number has four decimals."""
    if value is None:
        return model.Cell("")
    return model.Cell(phrases.percent(share(*judged(summary, "answer"))), float(value))


def _cell(value: Cell) -> model.Cell:
    """A cell as documents show it."""
    if value is None:
        return model.Cell("")
    return model.text(value, 300) if isinstance(value, str) else model.number(float(value))


def answers_chart(names: Sequence[str], summaries: Sequence[Summary]) -> tuple[Chart, ...]:
    """How ordinary answers went, a bar a settlement; the ones with the most, where there are many."""
    pairs = [judged(one, "answer") for one in summaries]
    some = [at for at, (_, of) in enumerate(pairs) if of]
    chosen = sorted(sorted(some, key=lambda at: -pairs[at][1])[:BARS])
    if not chosen:
        return ()
    left = len(some) - len(chosen)
    more = f" Показаны {len(chosen)} поселений, где ответов больше всего." if left else ""
    met, of = (sum(pairs[at][place] for at in chosen) for place in (0, 1))
    return (
        Chart(
            "answers",
            "Ответы на обычные сообщения по поселениям",
            f"В срок размещено {phrases.share(share(met, of))}.{more}",
            Shape.BARS,
            tuple(model.clean(names[at], 40) for at in chosen),
            tuple(
                Series(
                    COLUMNS[status],
                    tone,
                    tuple(float(summaries[at].duty("answer", status) or 0) for at in chosen),
                )
                for status, tone in _TONES.items()
            ),
            tuple(phrases.share(share(*pairs[at])) for at in chosen),
        ),
    )


def by_day(month: str, whole: Summary) -> pd.DataFrame:
    """Messages of each day of the month: index datetime64, columns ordinary, high, cases int64."""
    period = month_of(month)
    days = pd.date_range(period.start, period.end, inclusive="left", unit="s")
    counts: Counter[tuple[str, bool]] = Counter()
    for (day, _, high), count in whole.messages.items():
        counts[day, high] += count
    ordinary, important = ([counts[f"{day:%Y-%m-%d}", high] for day in days] for high in (False, True))
    found = pd.DataFrame({"ordinary": ordinary, "high": important}, index=days)
    return found.assign(cases=found["ordinary"] + found["high"])


def topics(whole: Summary) -> list[tuple[str, int, int]]:
    """Topic, its messages and those of high importance, the most frequent first; what is not given last."""
    counts: Counter[tuple[str, bool]] = Counter()
    for (_, topic, high), count in whole.messages.items():
        counts[topic or NOT_GIVEN["topic"], high] += count
    found = [
        (topic, counts[topic, False] + counts[topic, True], counts[topic, True])
        for topic in {topic for topic, _ in counts}
    ]
    return sorted(found, key=lambda row: (row[0] == NOT_GIVEN["topic"], -row[1], row[0]))


def messages(month: str, whole: Summary) -> tuple[Chart | Table, ...]:
    """Messages of the month over all settlements: by day, and by topic."""
    days = by_day(month, whole)
    chart = Chart(
        "days",
        "Сообщения по дням",
        _busiest(days["cases"]),
        Shape.COLUMNS,
        tuple(str(day.day) for day in days.index),
        (
            Series("обычные", Tone.ORDINARY, tuple(days["ordinary"].astype(float))),
            Series("повышенной важности", Tone.HIGH, tuple(days["high"].astype(float))),
        ),
    )
    counted = Table(
        "topics",
        "Сообщения по темам",
        (
            Column("Тема", width=70),
            Column("Сообщений", Kind.NUMBER),
            Column("из них повышенной важности", Kind.NUMBER),
            Column("Необычно много сейчас, поселений", Kind.NUMBER),
        ),
        tuple(
            (model.text(topic), *map(model.number, (count, high, whole.surging.get(topic, 0))))
            for topic, count, high in topics(whole)
        ),
        nothing="За месяц сообщений нет.",
    )
    return chart, counted


def _busiest(counts: pd.Series) -> str:
    told = f"За месяц выявлено {words.several(int(counts.sum()), words.MESSAGE)}"
    most = int(counts.max())
    if not most:
        return f"{told}."
    top = counts.index[counts == most]
    when = phrases.day(top[0]) if len(top) == 1 else f"такое число было {words.several(len(top), _TIMES)}"
    return f"{told}, больше всего за день — {words.number(most)} ({when})."


def limits(names: Sequence[str], summaries: Sequence[Summary]) -> Table:
    """Shares of answers and drafts in time with their likely intervals, and who is outside chance."""
    sides = {rule: funnel([judged(one, rule) for one in summaries]) for rule in ("answer", "draft")}
    told = []
    for at, (name, one) in enumerate(zip(names, summaries, strict=True)):
        cells = [model.text(name)]
        for rule, side in sides.items():
            good, of = judged(one, rule)
            cells += [
                model.Cell(f"{words.number(good)} из {words.number(of)}" if of else "—"),
                model.share(good, of) if of >= FEW else model.Cell("—"),
                model.Cell(compared.interval(share(good, of)) or "—"),
                model.Cell("—" if (found := side[at]) is None else compared.SIDES[found]),
            ]
        told.append(tuple(cells))
    heads = ("В срок", "Доля", "Вероятный интервал", "Среди всех")
    return Table(
        "limits",
        "Ответы на обычные сообщения и проекты ответов в срок",
        (
            Column("Поселение", width=40),
            *(
                Column(f"{what}: {head.lower()}", Kind.SHARE if head == "Доля" else Kind.TEXT, 22)
                for what in ("Ответы", "Проекты")
                for head in heads
            ),
        ),
        tuple(told),
        note="Строки стоят в порядке настроек, это не рейтинг."
        f" Доля меньше чем по {FEW} случаям не рассчитывается. Сравниваются хотя бы два поселения,"
        f" {compared.ENOUGH}.",
    )


def codes(names: Sequence[str], summaries: Sequence[Summary]) -> Table:
    """The control code of each register that was read."""
    return Table(
        "codes",
        "Контрольные коды",
        (Column("Поселение", width=60), Column("Контрольный код", width=60)),
        tuple(
            (model.text(name), model.Cell(one.prints[0] if one.prints else "не прочитан"))
            for name, one in zip(names, summaries, strict=True)
        ),
    )
