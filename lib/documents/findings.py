"""The charts of the monthly document, each with the sentence that states its finding in numbers.

A chart that would show nothing is None: its matter is told by the section's sentences.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from lib.base.plaintext import first_up
from lib.documents.dynamics import recent
from lib.documents.model import Chart, Series, Shape, Tone, clean
from lib.documents.tables import heading
from lib.figures.chance.limits import Side
from lib.figures.definitions import SOME, Amount, share
from lib.figures.dynamics import waited
from lib.figures.facts import NOT_GIVEN
from lib.figures.noted import noted
from lib.figures.summary import NO_OUTCOME, Month
from lib.words import compared, phrases, words
from lib.words.words import DAY, MESSAGE, WORKING_DAY
from lib.worktime.period import Period

MOST = 12  # bars of one chart
_LONGEST = 38  # characters of a label
_MONTH_SHORT = "%m.%y"
_BY_IMPORTANCE = (("обычные", Tone.ORDINARY, "ordinary"), ("повышенной важности", Tone.HIGH, "high"))
_BY_STATUS = (
    ("в срок", Tone.MET, "met"),
    ("с опозданием", Tone.LATE, "late"),
    ("просрочено", Tone.OVERDUE, "overdue"),
    ("не отмечено", Tone.UNPROVEN, "unproven"),
    ("в работе", Tone.RUNNING, "running"),
)


def _series(frame: pd.DataFrame, kinds: tuple[tuple[str, Tone, str], ...]) -> tuple[Series, ...]:
    """A series for each column of the frame that has anything in it; at least the first."""
    kept = [kind for kind in kinds if frame[kind[2]].sum() > 0] or list(kinds[:1])
    return tuple(Series(name, tone, tuple(frame[column].astype(float))) for name, tone, column in kept)


def _counted(
    named: tuple[str, str],
    finding: str,
    shape: Shape,
    labels: Iterable[str],
    frame: pd.DataFrame,
    *,
    marks: Iterable[Series] = (),
) -> Chart:
    """A chart of counts: columns ordinary and high, and their sum «cases» beside the bars."""
    tops = tuple(words.number(value) if value else "" for value in frame["cases"])
    series = (*_series(frame, _BY_IMPORTANCE), *marks)
    return Chart(*named, words.typeset(f"{finding}."), shape, tuple(labels), series, tops)


def every(month: Month, since: np.datetime64) -> dict[str, Chart]:
    """The charts of a month by their keys; `since`: the register's first day (`Facts.since`)."""
    made = ((key, make(month, since)) for key, make in _makers().items())
    return {key: chart for key, chart in made if chart is not None}


def finding(month: Month, since: np.datetime64, key: str) -> str:
    """The sentence of one of these charts alone; "" where there is none."""
    chart = _makers()[key](month, since)
    return "" if chart is None else chart.finding


def _makers() -> dict[str, Callable[[Month, np.datetime64], Chart | None]]:
    """What makes each chart, in their order."""
    topics, places = ("topics", "Сообщения по темам"), ("locations", "Сообщения по локациям")
    return {
        "answers": answers,
        "steps": lambda month, _: steps(month),
        "outcomes": lambda month, _: outcomes(month),
        "lacks": lambda month, _: lacks(month),
        "days": lambda month, _: days(month),
        "months": months,
        "topics": lambda month, _: values(month, topics, "topic", "по теме", month.topics),
        "locations": lambda month, _: values(month, places, "location", "по локации", month.locations),
        "backlog": lambda month, _: backlog(month),
        **{f"usual_{key}": partial(_usual, key) for key in USUAL},
    }


def _usual(key: str, month: Month, _: np.datetime64) -> Chart | None:
    return usual(month, key)


def answers(month: Month, since: np.datetime64) -> Chart | None:
    """Timely answers to ordinary messages by month."""
    trend = recent(month.trend, since)
    met, judged = trend["answer_ordinary_met"], trend["answer_ordinary_judged"]
    if not judged.sum():
        return None
    frame = pd.DataFrame({"met": met, "late": judged - met})
    now = share(met.iloc[-1], judged.iloc[-1])
    told = (
        f"{phrases.within(month.period)}{' пока' if month.incomplete else ''} — {phrases.share(now)}"
        if now.known
        else "за месяц нет ни одного завершённого случая"
    )
    finding = f"Ответы на обычные сообщения в срок: {told}."
    return Chart(
        "answers",
        "Своевременность ответов по месяцам, обычные сообщения",
        words.typeset(finding),
        Shape.COLUMNS,
        tuple(f"{start:{_MONTH_SHORT}}" for start in trend.index),
        _series(frame, (("в срок", Tone.MET, "met"), ("с опозданием и просрочено", Tone.LATE, "late"))),
        tuple(_part(share(good, of)) for good, of in zip(met, judged, strict=True)),
    )


def _part(amount: Amount) -> str:
    """A share above a bar, in whole per cent where that is true; of few «3 из 4»."""
    if not amount.known:
        return ""
    if amount.few:
        return f"{amount.good} из {amount.of}"
    return phrases.percent(amount, 0)


def steps(month: Month) -> Chart | None:
    """Steps of ordinary messages: met, late, overdue."""
    frame = month.steps[~month.steps["high"].astype(bool) & (month.steps["judged"] > 0)]
    if frame.empty:
        return None
    finding = _broken(frame.assign(broken=frame["judged"] - frame["good"]))
    return Chart(
        "steps",
        "Шаги по обычным сообщениям",
        words.typeset(finding),
        Shape.BARS,
        tuple(
            f"{step}, п.\u00a0{clause}" for step, clause in zip(frame["step"], frame["clause"], strict=True)
        ),
        _series(frame, _BY_STATUS),
        tuple(_part(share(met, judged)) for met, judged in zip(frame["good"], frame["judged"], strict=True)),
    )


def _broken(steps: pd.DataFrame) -> str:
    """On which step most terms were broken, and where the greatest part of them was."""
    if not steps["broken"].any():
        return "По обычным сообщениям все шаги, о которых можно судить, сделаны в срок."
    ranked = steps.sort_values("broken", ascending=False, kind="stable")
    names = [f"«{step}» (п. {clause})" for step, clause in zip(ranked["step"], ranked["clause"], strict=True)]
    parts = [share(*pair) for pair in zip(ranked["broken"], ranked["judged"], strict=True)]
    pairs = list(zip(names, ranked["broken"].tolist(), strict=True))
    told = f"Больше всего нарушений срока — на шаге {phrases.leading(pairs, 1, '{}')}"
    told += f": {phrases.share(parts[0])}"
    enough = [(part.value, place) for place, part in enumerate(parts) if part.of >= SOME]
    most = [place for value, place in enough if value == max(enough)[0]]
    if most and 0 not in most:
        worst = list(zip((names[place] for place in most), [1] * len(most), strict=True))
        where = phrases.leading(worst, 1, "{}")
        told += f"; наибольшая доля — на шаге {where}: {phrases.share(parts[most[0]])}"
    return f"{told}."


def outcomes(month: Month) -> Chart | None:
    """Answered cases by outcome; None where there is none, or no outcome is kept."""
    frame = month.outcomes
    total = int(frame["cases"].sum())
    if not total or not noted(month.kept, "resolved"):
        return None
    known = frame[frame["outcome"] != NO_OUTCOME]
    pairs = zip(known["outcome"], known["cases"], strict=True)
    told = [f"{name.lower()} — {cases}" for name, cases in pairs if cases]
    given = share(int(known["cases"].sum()), total)
    part = "" if given.few else f" ({phrases.percent(given)})"
    finding = (
        f"Итог указан по {words.number(given.good)} из {words.several(total, words.OF_MESSAGES)},"
        f" на {words.form(total, ('которое', 'которые', 'которые'))} дан ответ{part}"
    )
    finding += f": {', '.join(told)}" if told else ""
    named = ("outcomes", "Итоги сообщений, на которые дан ответ")
    return _counted(named, finding, Shape.BARS, frame["outcome"], frame)


def lacks(month: Month) -> Chart | None:
    """Deficiencies by the step that they are of."""
    found = month.deficiencies
    if found.empty:
        return None
    frame = (
        pd.DataFrame({"what": found["what"], "high": found["high"].astype(bool)})
        .assign(ordinary=lambda table: ~table["high"])
        .groupby("what", sort=True)[["ordinary", "high"]]
        .sum()
    )
    frame["cases"] = frame["ordinary"] + frame["high"]
    frame = frame.sort_values("cases", ascending=False, kind="stable")
    most = phrases.leading(list(zip(frame.index, frame["cases"].tolist(), strict=True)), 1, "«{}» ({})")
    frame = frame.head(MOST)
    touched = found.index.nunique()
    cases = words.several(touched, ("сообщению", "сообщениям", "сообщениям"))
    finding = (
        f"Всего {words.several(len(found), ('недостаток', 'недостатка', 'недостатков'))} по {cases}; "
        f"чаще всего — на шаге {most}"
    )
    labels = (clean(name, _LONGEST) for name in frame.index)
    return _counted(("lacks", "Недостатки по шагам"), finding, Shape.BARS, labels, frame)


def days(month: Month) -> Chart | None:
    """Messages by day, up to the present one."""
    frame = month.days[month.days.index <= pd.Timestamp(month.now)]
    if not frame["cases"].sum():
        return None
    rate = month.value("per_day").current
    finding = f"Больше всего сообщений за день — {_extreme(frame['cases'], phrases.day)}"
    if rate.known:
        finding += (
            f"; в среднем {phrases.rate(rate.value)} в рабочий день "
            f"({words.several(rate.good, MESSAGE)}, {words.several(rate.of, WORKING_DAY)})"
        )
    labels = (f"{start:%d.%m}" for start in frame.index)
    return _counted(("days", "Сообщения по дням"), finding, Shape.COLUMNS, labels, frame)


def months(month: Month, since: np.datetime64) -> Chart | None:
    """Messages by month."""
    frame = recent(month.months, since)
    if len(frame) < 2 or not frame["cases"].sum():
        return None
    number = words.several(int(frame["cases"].iloc[-1]), MESSAGE)
    finding = f"{first_up(phrases.within(month.period))}{' пока' if month.incomplete else ''} {number}"
    finding += _over_months(month, since)
    labels = (f"{start:{_MONTH_SHORT}}" for start in frame.index)
    return _counted(("months", "Сообщения по месяцам"), finding, Shape.COLUMNS, labels, frame)


def _extreme(counts: pd.Series, name: Callable[[Any], str], low: bool = False) -> str:
    """The greatest number of all, or the least, and when it was: «6 (12 октября и ещё 1 с тем же числом)»."""
    number = counts.min() if low else counts.max()
    when = counts.index[counts == number]
    told = phrases.leading([(name(start), 1) for start in when], 1, "{}")
    return f"{words.number(int(number))} ({told})"


def _over_months(month: Month, since: np.datetime64) -> str:
    """The mean of the months before, the greatest and the least of all: of whole months only."""
    whole = recent(month.months, since)["cases"]
    if since.astype("M8[M]").astype("M8[D]") != since:
        whole = whole[whole.index.to_numpy().astype("M8[M]") > since.astype("M8[M]")]
    before = whole[whole.index < pd.Timestamp(month.period.start)]
    if before.empty or month.incomplete:
        return ""
    back = words.several(len(before), ("предыдущий месяц", "предыдущих месяца", "предыдущих месяцев"))
    return (
        f"; в среднем за {back} — {words.number(before.mean(), 1)}; больше всего —"
        f" {_extreme(whole, phrases.month)}, меньше всего — {_extreme(whole, phrases.month, low=True)}"
    )


USUAL = {
    "cases": ("Сообщения по месяцам: что обычно", "сообщений"),
    "answer": ("Ответы на обычные сообщения в срок: что обычно", "в срок, %"),
    "preparing": ("Подготовка ответов на обычные сообщения в срок: что обычно", "в срок, %"),
}


def usual(month: Month, matter: str) -> Chart | None:
    """What is usual from month to month: the months round their mean, between their limits."""
    run = month.usual.get(matter)
    if run is None:
        return None
    title, named = USUAL[matter]
    scale = 1 if run.counts else 100
    lows, highs = zip(*map(run.limits, run.points), strict=True)
    signals = [run.signal(at) is not None for at in range(len(run.points))]
    values = [point.value for point in run.points]
    marked = [value if signal else math.nan for value, signal in zip(values, signals, strict=True)]
    series = (
        (named, Tone.VALUE, values),
        ("среднее", Tone.MEAN, [run.mean] * len(values)),
        ("нижняя граница", Tone.LIMIT, lows),
        ("верхняя граница", Tone.LIMIT, highs),
        *((("необычное", Tone.SIGNAL, marked),) if any(signals) else ()),
    )
    return Chart(
        f"usual_{matter}",
        title,
        words.typeset(compared.usual(month, matter)),
        Shape.RUN,
        tuple(_spanned(point.span) for point in run.points),
        tuple(Series(name, tone, tuple(scale * one for one in told)) for name, tone, told in series),
    )


def _spanned(span: Period) -> str:
    """«10.26», of pooled months «08–10.26»."""
    last = f"{pd.Timestamp(span.last):{_MONTH_SHORT}}"
    return last if span.months == 1 else f"{span.start:%m}–{last}"


def values(
    month: Month, named: tuple[str, str], dimension: str, noun: str, frame: pd.DataFrame
) -> Chart | None:
    """Messages by the values of a dimension (`noun`: «по теме»), with marks for the earlier periods."""
    frame = frame[frame["cases"] > 0]
    spans = {
        "change": ("previous", month.period.previous()),
        "change_year": ("year_ago", month.period.year_ago()),
    }
    kept = {change: named for change, named in spans.items() if frame[change].notna().any()}
    pairs, untold = compared.named(frame, dimension)
    if not pairs:
        return None
    finding = _most(month, noun, frame, pairs, kept)
    if untold:
        every = words.number(int(frame["cases"].sum()))
        none = f"{NOT_GIVEN[dimension].lower()} у {words.number(untold)} из {every}"
        finding = f"{finding}; {none}"
    frame = frame.head(MOST)
    tones = {"change": Tone.PREVIOUS, "change_year": Tone.YEAR_AGO}
    marks = [
        Series(heading(span).lower(), tones[change], tuple(frame[name].astype(float)))
        for change, (name, span) in kept.items()
    ]
    labels = (clean(value, _LONGEST) for value in frame["value"])
    return _counted(named, finding, Shape.BARS, labels, frame, marks=marks)


def _most(
    month: Month,
    noun: str,
    frame: pd.DataFrame,
    pairs: list[tuple[str, int]],
    kept: dict[str, tuple[str, Period]],
) -> str:
    """Which value has the most, of all, against the earlier periods; `pairs` has one at least."""
    top = frame[frame["value"] == pairs[0][0]].iloc[0]
    cut = [(clean(value, _LONGEST), cases) for value, cases in pairs]
    total = int(month.value("cases").current.value)
    told = f"Больше всего сообщений {noun} {phrases.leading(cut, 1, '«{}»')}"
    told += f" — {phrases.share(share(top['cases'], total))}"
    if len(pairs) > 1 and pairs[1][1] == pairs[0][1]:
        return told  # of several that are as many, none is compared
    past = [
        compared.Against(compared.when(span, month), int(top[name]), Side(int(np.sign(top[change]))))
        for change, (name, span) in kept.items()
    ]
    return told + compared.numbers(int(top["cases"]), past)


def backlog(month: Month) -> Chart | None:
    """What waited at the end of each day."""
    frame = month.backlog
    if len(frame) < 2 or not waited(frame):
        return None
    most = int(frame["waiting"].max())
    when = phrases.day(frame["waiting"].idxmax())
    of = words.form(most, ("сообщения", "сообщений", "сообщений"))
    without = int((frame["waiting"] == 0).sum())
    finding = (
        f"К концу дня без ответа оставалось не больше {words.number(most)} {of} (впервые {when})"
        if most
        else "К концу каждого дня ответ был дан на все сообщения"
    )
    days, every = words.several(without, DAY), words.number(len(frame))
    ended = words.form(without, ("закончился", "закончились", "закончилось"))
    none = f"ни один день из {every} не закончился"
    finding += f"; {f'{days} из {every} {ended}' if without else none} без остатка"
    left = int(frame["promised"].iloc[-1])
    present, past = ("ожидается", "ожидаются", "ожидается"), ("ожидался", "ожидались", "ожидалось")
    awaited = words.form(left, present if month.incomplete else past)
    finals = ("окончательный ответ", "окончательных ответа", "окончательных ответов")
    when = "сейчас" if month.incomplete else "на конец месяца"
    promised = noted(month.kept, "promised")
    finding += f"; {when} {awaited} {words.several(left, finals)}." if promised else "."
    return Chart(
        "backlog",
        "Остаток без ответа на конец дня",
        words.typeset(finding),
        Shape.STAIRS,
        tuple(f"{day:%d.%m}" for day in frame.index),
        (
            Series("без ответа", Tone.WAITING, tuple(frame["waiting"].astype(float))),
            Series("ждут окончательного ответа", Tone.PROMISED, tuple(frame["promised"].astype(float))),
        )[: 1 + promised],
    )
