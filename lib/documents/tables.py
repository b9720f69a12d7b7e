"""Tables of the monthly document: figures, steps, quality, definitions, norms.

Widths are millimetres of A4. Dynamics are in `dynamics`, the annex in `annex`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from lib.base.plaintext import first_up
from lib.documents.model import (
    Cell,
    Column,
    Kind,
    Row,
    Table,
    clean,
    figure,
    minutes,
    number,
    said,
    share,
    text,
)
from lib.duties.kept import Kept
from lib.figures.chance.limits import LIKELY, NEARLY_SURE, Side, limits, middle
from lib.figures.definitions import APART, FIGURES, SOME, TIMELY, Amount, Figure, Importance, Measure, Section
from lib.figures.definitions import share as share_of
from lib.figures.noted import apart, noted
from lib.figures.summary import Month
from lib.law.regulation import RULES
from lib.lists import norms as in_force
from lib.register import Register
from lib.words import absent, compared, phrases, privacy, statements, words
from lib.worktime.period import Period

GROUP = {
    Importance.ORDINARY: "Обычные сообщения",
    Importance.HIGH: "Сообщения повышенной важности",
    Importance.ALL: "Все сообщения",
}
_Counts = TypeVar("_Counts", bound=tuple[Any, ...])
_NUMBERS = (Importance.ALL, *APART)
_TITLES = {
    Section.TIMELINESS: "Показатели своевременности",
    Section.QUALITY: "Показатели качества",
    Section.DYNAMICS: "Показатели динамики",
}
SHORT = "С опозд. — с опозданием, проср. — просрочено, в раб. — в работе, не отм. — не отмечено."


def by_importance(kept: Kept, *columns: _Counts) -> list[_Counts]:
    """Those columns of counts, each known by its first word, that say anything: without importance of all."""
    return [column for column in columns if len(apart(kept)) > 1 or column[0] not in tuple(APART)]


def heading(span: Period) -> str:
    """A period at the head of a column: «Октябрь 2026»."""
    told = phrases.period(span).removesuffix(" года").removesuffix(" год")
    return first_up(told)


def spans(month: Month) -> tuple[Period, Period, Period]:
    """The month, the one before, the same a year ago."""
    return month.period, month.period.previous(), month.period.year_ago()


def figures(month: Month, section: Section) -> Table:
    """The figures of a section against the month before and the same month a year ago, by importance."""
    order = _NUMBERS if section is Section.DYNAMICS else APART
    rows = [
        (
            Cell(GROUP[importance]),
            said(_titled(value.figure) + _renormed(month, value.figure.key)),
            figure(value.figure, value.current),
            _interval(value.current if value.figure.measure is Measure.SHARE else None),
            *(figure(value.figure, amount) for amount in (value.previous, value.year_ago)),
        )
        for importance in order
        for value in month.told
        if value.figure.section is section and value.importance is importance and value.any
    ]
    now, *before = (Column(heading(span), width=29) for span in spans(month))
    untold = statements.untold(month, section)
    return Table(
        f"figures_{section.name.lower()}",
        _TITLES[section],
        (
            Column("Важность", width=34),
            Column("Показатель", width=54),
            now,
            Column("Вероятный интервал", width=24),
            *before,
        ),
        tuple(rows),
        grouped=1,
        note=" ".join(filter(None, (untold, *_empty(month, section), statements.partly(month), _LIKELY))),
        nothing=untold or "Нет данных.",
    )


def _empty(month: Month, section: Section) -> Iterator[str]:
    """Which figures have no row, for there was nothing in any of the months."""
    empty = [value for value in month.told if value.figure.section is section and not value.any]
    for importance in Importance:
        names = [f"«{value.figure.title}»" for value in empty if value.importance is importance]
        if names:
            yield f"{GROUP[importance]}: ни одного случая за эти месяцы — {', '.join(names)}."


_LIKELY = "Вероятный интервал — в каких пределах лежит доля с учётом числа случаев (95\u00a0%)."


def _interval(amount: Amount | None) -> Cell:
    """The likely interval of a share; a dash where none is told."""
    return said((compared.interval(amount) if amount is not None else "") or "—")


RENORMED = "норма менялась"


def _renormed(month: Month, key: str) -> str:
    """«; норма менялась» beside what was counted by more than one norm, or is compared with another's."""
    return f"; {RENORMED}" if key in month.renormed else ""


def _titled(known: Figure) -> str:
    return f"{known.title} (п. {known.clause})" if known.clause else known.title


# Counts by status: the column, its title, its width in millimetres — the title's longest word in a wide font.
_STATUSES = (
    ("total", "Всего", 11.2),
    ("met", "В срок", 10.0),
    ("late", "С опозд.", 12.2),
    ("overdue", "Проср.", 13.0),
    ("running", "В раб.", 9.5),
    ("cancelled", "Снято", 11.8),
    ("unproven", "Не отм.", 9.5),
)
_SHARE = 14.0
_COUNTED = sum(width for *_, width in _STATUSES) + _SHARE


def _counted(row: dict[Any, Any]) -> tuple[Cell, ...]:
    return (*(number(row[name]) for name, *_ in _STATUSES), share(row["good"], row["judged"]))


def _by_status(
    named: tuple[str, str],
    before: tuple[Column, ...],
    rows: Iterable[tuple[bool, Row]],
    *,
    note: str,
    nothing: str,
    after: tuple[Column, ...] = (),
) -> Table:
    """A table of counts by status under the headings of importance.

    rows: whether of high importance, and the cells: those of `before`, the counts, those of `after`.
    """
    found = [
        (high, (Cell(GROUP[Importance.HIGH if high else Importance.ORDINARY]), *row)) for high, row in rows
    ]
    columns = (
        Column("Важность", width=34),
        *before,
        *(Column(title, Kind.NUMBER, width) for _, title, width in _STATUSES),
        Column("Доля в срок", Kind.SHARE, _SHARE),
        *after,
    )
    ordered = tuple(row for _, row in sorted(found, key=lambda item: item[0]))
    return Table(*named, columns, ordered, grouped=1, note=note, nothing=nothing)


def steps(month: Month) -> Table:
    """Obligations by step and importance."""
    rows = [
        (
            row["high"],
            (
                said(f"{row['step']} (п. {row['clause']})"),
                said(words.term(row["limit"], row["unit"] or None) + _renormed(month, row["rule"])),
                *_counted(row),
                minutes(row["median"]),
            ),
        )
        for row in month.steps.to_dict("records")
    ]
    return _by_status(
        ("steps", "Шаги и их сроки"),
        (Column("Шаг", width=165 - 19.5 - _COUNTED - 19.3), Column("Норма", width=19.5)),
        rows,
        note=f"{_unkept(month)}{SHORT} Медиана — в рабочем времени, для норм в «мин» — в обычном.",
        nothing="Обязанностей за месяц нет.",
        after=(Column("Медиана", Kind.MINUTES, 19.3),),
    )


def _unkept(month: Month) -> str:
    told = absent.unkept(month.kept)
    return f"{told} " if told else ""


def preparing(month: Month) -> Table | None:
    """Timeliness of preparing answers by person: drafts, reworks, final drafts; None where none are kept."""
    if not noted(month.kept, "preparing"):
        return None
    rows = [
        (
            row["high"],
            (
                text(words.actor(row["role"], clean(privacy.person(row["person"]), 60)), 90),
                *_counted(row),
                _interval(share_of(row["good"], row["judged"])),
            ),
        )
        for row in month.preparing.to_dict("records")
    ]
    return _by_status(
        ("preparing", "Подготовка ответов по исполнителям"),
        (Column("Исполнитель", width=165 - 22 - _COUNTED),),
        rows,
        after=(Column("Вероятный интервал", width=22),),
        note="Проекты, доработки и окончательные проекты вместе; строки стоят по алфавиту, это не рейтинг."
        f" {SHORT}",
        nothing="Проектов за месяц не требовалось.",
    )


def executors(month: Month) -> Table | None:
    """Over a year, who prepares otherwise than usual: each share between the limits of chance; None for none.

    Of an executor with few cases nothing can be said: these are counted.
    """
    if month.year is None or not noted(month.kept, "preparing"):
        return None
    table = month.executors
    whole = middle(list(zip(table["good"], table["judged"], strict=True)))
    rows = []
    for row in table[table["judged"] >= SOME].to_dict("records"):
        good, judged = row["good"], row["judged"]
        rows.append(
            (
                text(clean(privacy.person(row["person"]), 60), 60),
                said(f"{words.number(good)} из {words.number(judged)}"),
                share(good, judged),
                _interval(share_of(good, judged)),
                *(said(compared.between(limits(whole, judged, width))) for width in (LIKELY, NEARLY_SURE)),
                said("—" if pd.isna(row["side"]) else compared.SIDES[Side(row["side"])]),
            )
        )
    few = int((table["judged"] < SOME).sum())
    left = f" Исполнителей, у которых меньше {SOME} случаев: {words.number(few)}." if few else ""
    alone = f" {compared.uncompared('исполнителей')}" if table["side"].isna().all() else ""
    titles = (
        ("Исполнитель", Kind.TEXT, 42),
        ("В срок", Kind.TEXT, 22),
        ("Доля", Kind.SHARE, 16),
        ("Вероятный интервал", Kind.TEXT, 22),
        ("Пределы 95\u00a0%", Kind.TEXT, 18),
        ("Пределы 99,8\u00a0%", Kind.TEXT, 18),
        ("Среди всех", Kind.TEXT, 27),
    )
    return Table(
        "executors",
        f"Подготовка ответов на обычные сообщения по исполнителям, {phrases.period(month.year)}",
        tuple(Column(title, kind, width) for title, kind, width in titles),
        tuple(rows),
        note="Пределы — между какими значениями доля лежит случайно, если работа та же, что у всех"
        f" вместе. Строки стоят по алфавиту, это не рейтинг.{left}{alone}",
        nothing=f"Ни у одного исполнителя нет {SOME} случаев.{left}",
    )


def outcomes(month: Month) -> Table | None:
    """Answered cases by outcome; None where no outcome is kept."""
    if not noted(month.kept, "resolved"):
        return None
    titles = ("outcomes", "Итоги сообщений, на которые дан ответ", "Итог")
    return _counts(month, titles, month.outcomes, "outcome")


def lacks(month: Month) -> Table | None:
    """Deficiencies by kind; None where the register can show none of any kind."""
    if not noted(month.kept, "deficiencies"):
        return None
    return _counts(month, ("lacks", "Недостатки (п. 20)", "Вид"), month.lacks, "title")


def _counts(month: Month, titles: tuple[str, str, str], frame: pd.DataFrame, name: str) -> Table:
    key, title, first = titles
    counted = by_importance(
        month.kept, ("ordinary", "Обычные", 25), ("high", "Повыш. важности", 30), ("cases", "Всего", 25)
    )
    rows: list[Row] = [
        (Cell(row[name]), *(number(row[column]) for column, *_ in counted))
        for row in frame[frame["cases"] > 0].to_dict("records")
    ]
    sums = (number(float(frame[column].sum())) for column, *_ in counted)
    columns = (
        Column(first, width=85),
        *(Column(title, Kind.NUMBER, width) for _, title, width in counted),
    )
    total = ((Cell("Всего"), *sums),) if rows else ()
    return Table(key, title, columns, (*rows, *total), total=bool(rows), nothing="Ни одного.")


def definitions(month: Month) -> Table:
    """Every figure that the register keeps, with its one-line definition."""
    told = {value.figure.key for value in month.told}
    rows = [(said(_titled(known)), said(known.matter)) for known in FIGURES if known.key in told]
    return Table(
        "definitions",
        "Как считаются показатели",
        (Column("Показатель", width=55), Column("Определение", width=110)),
        tuple(rows),
        note=words.typeset(f"Доля в срок — {TIMELY}."),
    )


def norms(register: Register, opened: pd.DataFrame, day: Any) -> Table:
    """The norms, beside those of the regulation: of each step every version that an obligation used.

    opened: rule and opened of the period's obligations; of a step without any the norm in force on `day`.
    """
    grouped = opened.groupby(opened["rule"].astype(str))["opened"]
    times = {rule: found.to_numpy() for rule, found in grouped}
    frames = [in_force.norms_of(norms).to_dict("records") for norms in register.norms.values]
    present = np.array([day], "M8[D]")
    rows = []
    for code, rule in enumerate(RULES):
        own = register.norms.turned(itemgetter(rule.key))  # its own versions, not those of other steps
        used = sorted(set(own.places(times.get(rule.key, present)).tolist()))
        for place in used:
            begins = own.days[place - 1] if place else None
            row = frames[int(register.norms.places(np.datetime64(begins or "NaT", "D")))][code]
            since = f", с {begins:%d.%m.%Y}" if begins and len(used) > 1 else ""
            rows.append(
                (
                    said(f"{row['Шаг']} ({row['Пункт']}){since}"),
                    Cell(row["Кто"]),
                    said(row["Действует"]),
                    said(row["По положению"]),
                )
            )
    return Table(
        "norms",
        "Нормы, по которым считались сроки",
        (
            Column("Шаг", width=70),
            Column("Кто", width=35),
            Column("Действует", width=30),
            Column("По положению", width=30),
        ),
        tuple(rows),
    )


def changed(frame: pd.DataFrame) -> Table:
    """What past months show otherwise than the earlier document did (`report_past.changes`)."""
    rows = tuple(
        (
            Cell(row["Месяц"]),
            Cell(row["Показатель"]),
            Cell(Importance(row["Важность"]).label),
            text(row["Было"]),
            Cell(row["Стало"]),
        )
        for row in frame.to_dict("records")
    )
    return Table(
        "changed",
        "Что изменилось в прошлых месяцах",
        tuple(
            Column(title, width=width)
            for title, width in (
                ("Месяц", 25),
                ("Показатель", 55),
                ("Важность", 25),
                ("Было", 30),
                ("Стало", 30),
            )
        ),
        rows,
        nothing="Ничего не изменилось.",
    )
