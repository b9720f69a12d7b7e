"""The monthly summary of п. 21 as one content for all files and the page: `of(facts, period, …)`.

Every sentence, table and chart of the documents is made here, from `lib.figures.summary`,
`lib.words.statements` and the builders beside; the writers add nothing but layout.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache

import pandas as pd

from lib.documents import annex, dynamics, tables
from lib.documents import findings as report_findings
from lib.documents import past as report_past
from lib.documents.fingerprint import Marks
from lib.documents.fingerprint import compare as compare_prints
from lib.documents.model import Block, Chart, Document, Person, Section, Table, clean
from lib.documents.past import Previous
from lib.figures import summary
from lib.figures.definitions import FIGURE, Importance
from lib.figures.definitions import Section as Part
from lib.figures.facts import Facts
from lib.figures.noted import apart, noted
from lib.figures.summary import Month
from lib.words import absent, compared, phrases, words
from lib.words import statements as in_words
from lib.words.privacy import mask
from lib.worktime.period import Period, month_of

# What each table counts by, as `noted` knows it.
_KEPT_BY = {
    "topics": "topic",
    "groups": "topic_group",
    "locations": "location",
    "networks": "network",
    "excluded": "excluded_reasons",
}
REGULATION = (
    "п. 21 Положения об организации работы с сообщениями из открытых источников, утверждённого"
    " постановлением администрации от 30.06.2020 № 82,"
)
_LONGEST_NAME = 120
_LONGEST_SENTENCE = 900  # characters: names of topics may be absurdly long


@dataclass(frozen=True)
class _Source:
    """What the document is made of."""

    facts: Facts
    month: Month
    charts: dict[str, Chart]


def of(
    facts: Facts, period: Period, marks: Marks | None = None, previous: Previous | None = None
) -> Document:
    """The document of a month. `marks`: fingerprints already computed; `previous`: an earlier document."""
    marks = marks or Marks(facts.register)
    month = _shareable(summary.of(facts, period))
    charts = {
        key: chart
        for key, chart in report_findings.every(month, facts.since).items()
        if len(chart.labels) > 1  # one bar is no picture; its number stands in the table
    }
    source = _Source(facts, month, charts)
    settings = facts.register.settings.on(min(period.last, facts.today))
    name = phrases.period(period)
    print_ = marks.of(period)
    past = cache(lambda: report_past.past(facts, period, marks))
    since = None if previous is None else changed(past(), marks, previous)
    parts = (_timeliness(source), _quality(source), _dynamics(source), _lacks(source), since)
    return Document(
        month=f"{period.start:%Y-%m}",
        title=words.typeset(f"Сводная информация о работе с сообщениями из открытых источников за {name}"),
        subject=words.typeset(
            f"В соответствии с {REGULATION} докладываю о своевременности и качестве работы с сообщениями"
            f" и об их динамике за {name}; {as_of(facts)}."
        ),
        organisation=clean(settings.organisation, 250),
        curator=Person(
            "куратор", *map(_name, (settings.curator, settings.curator_from, settings.curator_post))
        ),
        deputy=Person("заместитель главы", *map(_name, (settings.deputy, settings.deputy_to))),
        drafter=_name(settings.drafter),
        as_of=as_of(facts),
        marks=_sentences(in_words.unfinished(month), *absent.torn(facts.register)),
        findings=_findings(source, since),
        parts=(*(part for part in parts if part), _method(source, str(print_))),
        fingerprint=str(print_),
        now=pd.Timestamp(facts.now).to_pydatetime(),
        figures=_figures(month),
        looked_back=past,
    )


def _name(text: str) -> str:
    return clean(text, _LONGEST_NAME)


def as_of(facts: Facts) -> str:
    """«данные на 23.11.2026 12:00»."""
    return f"данные на\u00a0{pd.Timestamp(facts.now):%d.%m.%Y %H:%M}"


def _sentences(*texts: str) -> tuple[str, ...]:
    return tuple(words.typeset(clean(text, _LONGEST_SENTENCE)) for text in texts if text)


def _blocks(*blocks: Table | Chart | None) -> tuple[Block, ...]:
    return tuple(block for block in blocks if block is not None)


def _findings(source: _Source, since: Section | None) -> tuple[Section, ...]:
    """The memorandum itself: what the summary found, in the order of п. 21."""
    sections = tuple(
        Section(part.name.lower(), part.heading, _sentences(*sentences))
        for part, sentences in in_words.by_part(source.month).items()
    )
    past = () if since is None else (Section("changed", "Прошлые месяцы", since.sentences),)
    return sections + past


def _timeliness(source: _Source) -> Section:
    month, charts = source.month, source.charts
    return Section(
        "timeliness",
        "Своевременность",
        _sentences(*_doubtful(source)),
        _blocks(
            tables.figures(month, Part.TIMELINESS),
            charts.get("usual_answer") or charts.get("answers"),  # of one and the same months
            charts.get("usual_preparing"),
            charts.get("steps"),
            tables.steps(month),
            tables.preparing(month),
            tables.executors(month),
        ),
    )


def _doubtful(source: _Source) -> list[str]:
    """How far timeliness may lie from what is shown, where steps are not noted or cannot be read."""
    return [
        f"{found.figure.title}, {found.importance.label}: {compared.bounds(found)}."
        for found in source.month.ranges
        if found.doubtful
    ]


def _quality(source: _Source) -> Section:
    month, charts = source.month, source.charts
    return Section(
        "quality",
        "Качество",
        (),
        _blocks(
            tables.figures(month, Part.QUALITY),
            charts.get("outcomes"),
            tables.outcomes(month),
            charts.get("lacks"),
            tables.lacks(month),
        ),
    )


def _dynamics(source: _Source) -> Section:
    month, charts, since = source.month, source.charts, source.facts.since

    def table(key: str, title: str, first: str, frame: pd.DataFrame) -> Table | None:
        kept = noted(month.kept, _KEPT_BY[key])
        return dynamics.breakdown(month, key, title, first, frame) if kept else None

    return Section(
        "dynamics",
        "Динамика",
        (),
        _blocks(
            tables.figures(month, Part.DYNAMICS),
            charts.get("days"),
            dynamics.weeks(month),
            charts.get("usual_cases") or charts.get("months"),
            dynamics.months(month, since),
            charts.get("topics"),
            table("topics", "Темы", "Тема", month.topics),
            table("groups", "Группы тем", "Группа", month.groups),
            charts.get("locations"),
            table("locations", "Локации", "Локация", month.locations),
            table("networks", "Источники", "Источник", month.networks),
            table("excluded", "Не подлежат обработке (п. 18)", "Причина", month.excluded),
            charts.get("backlog"),
        ),
    )


def _shareable(month: Month) -> Month:
    """Topics, places and reasons of exclusion may be typed by hand: whom they name is nobody's business."""
    return replace(
        month,
        topics=_masked(month.topics),
        groups=_masked(month.groups),
        locations=_masked(month.locations),
        networks=_masked(month.networks),
        excluded=_masked(month.excluded),
    )


def _masked(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(value=[mask(clean(value, 200)) for value in frame["value"]])


def changed(past: pd.DataFrame, marks: Marks, before: Previous) -> Section:
    """What past months show otherwise than an earlier document did; `past` is `report_past.past`."""
    told = report_past.changes(before.past, past)
    name = phrases.period(month_of(before.month))
    which = f"С прошлой сводкой за {name} (данные на {before.as_of}, контрольный код {before.fingerprint})"
    months = int(told["Месяц"].nunique())
    found = (
        f"расходятся данные за {words.several(months, ('месяц', 'месяца', 'месяцев'))}"
        if months
        else "расхождений в прошлых месяцах нет"
    )
    return Section(
        "changed",
        "Изменения в прошлых месяцах",
        _sentences(f"{which} {found}.", compare_prints(before.fingerprint, marks.of(month_of(before.month)))),
        _blocks(tables.changed(told) if months else None),
    )


def _lacks(source: _Source) -> Section:
    table = annex.deficiencies(source.month, source.facts.register)
    return Section(
        annex.KEY,
        words.typeset("Недостатки в работе (п. 20)"),
        (),
        (table,),
    )


def _method(source: _Source, print_: str) -> Section:
    register = source.facts.register
    whole = print_.replace("-", "\u2011")  # no line ends within it
    return Section(
        "definitions",
        "Как считаются показатели",
        _sentences(
            "Месяц сообщения — месяц, в котором оно выявлено. Своевременность = в срок / (в срок"
            " + с опозданием + просрочено). Доля меньше чем из 10 показана как «3 из 4*», от 10 до 29 —"
            " целыми процентами; обе ни с чем не сравниваются. Обычные сообщения и сообщения повышенной"
            " важности не смешиваются.",
            "«Больше», «меньше», «выше», «ниже» и знак сказаны только там, где отличие больше случайного: для"
            " долей — по точному критерию Фишера, для чисел — по точному биномиальному (95\u00a0%). Месяц,"
            " который не закончен или в котором реестр начат, ни с чем не сравнивается и в средние не входит;"
            " исключение — прошедшие рабочие дни текущего месяца рядом с таким же числом первых рабочих дней"
            " другого. Обычные пределы посчитаны по 13–25 полным месяцам (контрольные карты XmR, для долей"
            " p′).",
            "Нормы, часы и имена без даты действуют на всю историю: их изменение пересчитывает и прошлые"
            " месяцы. С датой («Действует с») они действуют с этого дня; у шага норма того дня, когда он"
            " начался.",
            *absent.lacking_besides(register),
            f"Контрольный код данных, норм и календаря, по которым составлена сводка: {whole}. Если код"
            " того же месяца на странице «Месяц» другой, реестр, нормы или календарь с тех пор изменились.",
        ),
        (
            tables.norms(
                register,
                source.facts.duties(source.month.period),
                min(source.month.period.last, source.facts.today),
            ),
            tables.definitions(source.month),
        ),
    )


def _figures(month: Month) -> pd.DataFrame:
    """Every figure as numbers: columns as in the sheet «Показатели», NaN and "" where there is nothing."""
    rows = []
    importances = (Importance.ALL, *apart(month.kept))
    for value in month.values:
        if value.importance not in importances:
            continue
        row: dict[str, object] = {
            "Раздел": str(value.figure.section),
            "Ключ": value.figure.key,
            "Показатель": FIGURE[value.figure.key].title,
            "Важность": Importance(value.importance).label,
            "Измеряется": str(value.figure.measure),
        }
        spans = (("", value.current), ("месяцем раньше", value.previous), ("годом раньше", value.year_ago))
        for when, amount in spans:
            known = amount is not None and amount.known
            told = amount is not None and known and math.isfinite(amount.value)
            row[f"Значение {when}".strip()] = amount.value if amount is not None and told else float("nan")
            row[f"Числитель {when}".strip()] = float(amount.good) if amount is not None else float("nan")
            row[f"Из скольких {when}".strip()] = float(amount.of) if amount is not None else float("nan")
            row[f"Показано {when}".strip()] = phrases.amount(value.figure, amount)
        rows.append(row)
    return pd.DataFrame(rows)
