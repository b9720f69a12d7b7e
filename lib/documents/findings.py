"""The charts of the monthly document, each with the sentence that states its finding in numbers.

A chart that would show nothing is None: its matter is told by the section's sentences.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pandas as pd

from lib.documents.dynamics import recent
from lib.documents.model import Chart, Series, Shape, Tone, clean, up
from lib.documents.tables import heading
from lib.figures.definitions import Amount, share
from lib.figures.noted import noted
from lib.figures.summary import NO_OUTCOME, Month
from lib.words import phrases, words
from lib.words.words import DAY, MESSAGE, WORKING_DAY

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
    found = (
        answers(month, since),
        steps(month),
        outcomes(month),
        lacks(month),
        days(month),
        months(month, since),
        values(month, "topics", "Сообщения по темам", "по теме", month.topics),
        values(month, "locations", "Сообщения по локациям", "по локации", month.locations),
        backlog(month),
    )
    return {chart.key: chart for chart in found if chart is not None}


def answers(month: Month, since: np.datetime64) -> Chart | None:
    """Timely answers to ordinary messages by month."""
    trend = recent(month.trend, since)
    met, judged = trend["answer_ordinary_met"], trend["answer_ordinary_judged"]
    if not judged.sum():
        return None
    frame = pd.DataFrame({"met": met, "late": judged - met})
    before = share(int(met.iloc[:-1].sum()), int(judged.iloc[:-1].sum()))
    now = share(met.iloc[-1], judged.iloc[-1])
    told = (
        f"{phrases.within(month.period)} — {phrases.share(now)}"
        if now.known
        else "за месяц нет ни одного завершённого случая"
    )
    back = words.several(len(trend) - 1, ("месяц", "месяца", "месяцев"))
    past = f"; за {back} до него — {phrases.share(before)}"
    finding = f"Ответы на обычные сообщения в срок: {told}{past if before.known else ''}."
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
    return phrases.percent(amount, 0).replace(" ", "\u00a0")


def steps(month: Month) -> Chart | None:
    """Steps of ordinary messages: met, late, overdue."""
    frame = month.steps[~month.steps["high"].astype(bool) & (month.steps["judged"] > 0)]
    if frame.empty:
        return None
    broken = frame["judged"] - frame["good"]
    top = frame.iloc[int(broken.argmax())]
    worst = share(int(broken.max()), int(top["judged"]))
    finding = (
        f"Чаще всего срок нарушен на шаге «{top['step']}» (п. {top['clause']}): {phrases.share(worst)}."
        if broken.max()
        else "По обычным сообщениям все шаги, о которых можно судить, сделаны в срок."
    )
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
        f"Итог указан по {words.number(given.good)} из {words.number(total)} сообщений, на которые дан"
        f" ответ{part}"
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
    frame = frame.sort_values("cases", ascending=False, kind="stable").head(MOST)
    touched = found.index.nunique()
    cases = words.several(touched, ("сообщению", "сообщениям", "сообщениям"))
    finding = (
        f"Всего {words.several(len(found), ('недостаток', 'недостатка', 'недостатков'))} по {cases}; "
        f"чаще всего — на шаге «{frame.index[0]}» ({words.number(frame['cases'].iloc[0])})"
    )
    labels = (clean(name, _LONGEST) for name in frame.index)
    return _counted(("lacks", "Недостатки по шагам"), finding, Shape.BARS, labels, frame)


def days(month: Month) -> Chart | None:
    """Messages by day, up to the present one."""
    frame = month.days[month.days.index <= pd.Timestamp(month.now)]
    if not frame["cases"].sum():
        return None
    top = frame["cases"].idxmax()
    rate = month.value("per_day").current
    finding = f"Больше всего сообщений за день — {int(frame['cases'].max())} ({phrases.day(top)})"
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
    mean = frame["cases"].iloc[:-1].mean()
    top, low = (
        phrases.month(frame.index[int(place)]) for place in (frame["cases"].argmax(), frame["cases"].argmin())
    )
    before = words.several(len(frame) - 1, ("предыдущий месяц", "предыдущих месяца", "предыдущих месяцев"))
    number = words.several(int(frame["cases"].iloc[-1]), MESSAGE)
    finding = (
        f"{up(phrases.within(month.period))}{' пока' if month.incomplete else ''} {number}, "
        f"в среднем за {before} — {words.number(mean, 1)}; больше всего — {int(frame['cases'].max())} "
        f"({top}), меньше всего — {int(frame['cases'].min())} ({low})"
    )
    labels = (f"{start:{_MONTH_SHORT}}" for start in frame.index)
    return _counted(("months", "Сообщения по месяцам"), finding, Shape.COLUMNS, labels, frame)


def values(month: Month, key: str, title: str, noun: str, frame: pd.DataFrame) -> Chart | None:
    """Messages by the values of a dimension (`noun`: «по теме»), with marks for the earlier periods."""
    frame = frame[frame["cases"] > 0].head(MOST)
    if frame.empty:
        return None
    top = frame.iloc[0]
    total = int(month.value("cases").current.value)
    part = phrases.share(share(top["cases"], total))
    finding = f"Больше всего сообщений {noun} «{clean(top['value'], _LONGEST)}» — {part}"
    spans = {"previous": month.period.previous(), "year_ago": month.period.year_ago()}
    told = [
        f"{phrases.within(span)} — {words.number(top[name])}"
        for name, span in spans.items()
        if not math.isnan(top[name])
    ]
    marks = [
        Series(heading(span).lower(), tone, tuple(frame[name].astype(float)))
        for (name, span), tone in zip(spans.items(), (Tone.PREVIOUS, Tone.YEAR_AGO), strict=True)
        if frame[name].notna().any()
    ]
    finding += f"; {', '.join(told)}" if told else ""
    labels = (clean(value, _LONGEST) for value in frame["value"])
    return _counted((key, title), finding, Shape.BARS, labels, frame, marks=marks)


def backlog(month: Month) -> Chart | None:
    """What waited at the end of each day."""
    frame = month.backlog
    if len(frame) < 2 or not frame[["waiting", "promised"]].to_numpy().sum():
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
    days = f"{words.several(without, DAY)} из {words.number(len(frame))}"
    ended = words.form(without, ("закончился", "закончились", "закончилось"))
    finding += f"; {days} {ended} без остатка"
    left = int(frame["promised"].iloc[-1])
    present, past = ("ожидается", "ожидаются", "ожидается"), ("ожидался", "ожидались", "ожидалось")
    awaited = words.form(left, present if month.incomplete else past)
    finals = ("окончательный ответ", "окончательных ответа", "окончательных ответов")
    when = "сейчас" if month.incomplete else "на конец месяца"
    finding += f"; {when} {awaited} {words.several(left, finals)}."
    return Chart(
        "backlog",
        "Остаток без ответа на конец дня",
        words.typeset(finding),
        Shape.STAIRS,
        tuple(f"{day:%d.%m}" for day in frame.index),
        (
            Series("без ответа", Tone.WAITING, tuple(frame["waiting"].astype(float))),
            Series("ждут окончательного ответа", Tone.PROMISED, tuple(frame["promised"].astype(float))),
        ),
    )
