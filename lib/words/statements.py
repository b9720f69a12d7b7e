"""The findings of a month in words: one sentence a matter, fixed phrases with their numbers (п. 21)."""

from __future__ import annotations

import math

import pandas as pd

from lib.base.plaintext import first_down, first_up
from lib.duties.kept import Kept
from lib.figures.definitions import APART, Amount, Importance, Section
from lib.figures.facts import ANSWERS, PREPARING
from lib.figures.noted import noted, whole
from lib.figures.summary import Month
from lib.words import compared, phrases, words
from lib.words.words import MESSAGE

# The matters of each part of п. 21, in the order in which they are told.
PARTS: dict[Section, tuple[str, ...]] = {
    Section.TIMELINESS: ("answer", "reports", "preparing", "speed"),
    Section.QUALITY: ("quality", "repeats", "deficiencies"),
    Section.DYNAMICS: ("cases", "topics", "backlog"),
}
_OF = {Importance.ORDINARY: "обычные сообщения", Importance.HIGH: "сообщения повышенной важности"}
_LACK = ("недостаток", "недостатка", "недостатков")
_ONE = {Importance.ORDINARY: "обычное сообщение", Importance.HIGH: "сообщение повышенной важности"}
_PREPARED = "Проекты, доработки и окончательные проекты подготовлены в срок"
_TO_ANSWERS = ("ответу", "ответам", "ответам")
_OF_ANSWERS = ("ответа", "ответов", "ответов")
_BY = {Importance.ORDINARY: "по обычным сообщениям", Importance.HIGH: "по сообщениям повышенной важности"}


def statements(month: Month) -> dict[str, str]:
    """The finding of each matter of PARTS; "" where there is nothing to say."""
    return {
        "cases": _cases(month),
        "topics": _topics(month),
        "answer": _timely(month, "answer", "Ответы размещены в срок", _OF, "на "),
        "reports": _reports(month),
        "preparing": _timely(month, "preparing", _PREPARED, _BY),
        "speed": _speed(month),
        "quality": _quality(month),
        "repeats": _repeats(month),
        "deficiencies": _deficiencies(month),
        "backlog": _backlog(month),
    }


def by_part(month: Month) -> dict[Section, tuple[str, ...]]:
    """The findings of each part of п. 21 that has any."""
    told = statements(month)
    found = {
        part: tuple(told[matter] for matter in matters if told[matter]) for part, matters in PARTS.items()
    }
    return {part: sentences for part, sentences in found.items() if sentences}


def unfinished(month: Month) -> str:
    """What qualifies a month that is not over; "" for one that is."""
    if not month.incomplete:
        return ""
    return "Месяц не закончен: показатели предварительные, сравнивать с полными месяцами рано."


def partly(month: Month) -> str:
    """Which of the compared months the register covers only in part; "" for none."""
    past = {"previous": month.period.previous(), "year_ago": month.period.year_ago()}
    told = [phrases.period(past[name]) for name in month.partly]
    return f"Реестр ведётся не с начала этих периодов: {phrases.listed(told)}." if told else ""


def untold(month: Month, section: Section) -> str:
    """Which figures of a section the register does not keep, once for all of them; "" where it keeps all."""
    names = [f"«{figure.title}»" for figure in month.untold(section)]
    return f"Не ведётся: {', '.join(names)}." if names else ""


def _sentence(parts: list[str]) -> str:
    text = "; ".join(filter(None, parts))
    return f"{first_up(text)}." if text else ""


def _cases(month: Month) -> str:
    value = month.value("cases")
    number = int(value.current.value)
    if not number:
        return f"{first_up(phrases.within(month.period))} сообщений не выявлено."
    so_far = "пока " if month.incomplete else ""
    important = _important(int(month.value("cases", Importance.HIGH).current.value))
    found = f"{phrases.within(month.period)} {so_far}выявлено {words.several(number, MESSAGE)}{important}"
    excluded = int(month.value("excluded").current.value)
    not_theirs = words.form(excluded, ("не подлежит", "не подлежат", "не подлежат"))
    end = f" Ещё {words.several(excluded, MESSAGE)} {not_theirs} обработке (п. 18)." if excluded else ""
    against = f"{compared.count(value, month)}.{compared.openings(month)}"
    usual = compared.usual(month, "cases")
    return first_up(found) + against + _per_day(month) + end + (f" {usual}" if usual else "")


def _important(number: int) -> str:
    """How many of what was just counted are of high importance: importance is told apart."""
    return f" (повышенной важности — {words.number(number)})" if number else ""


def _per_day(month: Month) -> str:
    """The same per working day: months are of unequal length, and the present one is not over."""
    value = month.value("per_day")
    if not value.current.known:
        return ""
    rate = phrases.rate(value.current.value)
    noun = words.form(int(rate), MESSAGE) if rate.isdigit() else MESSAGE[1]
    days, counted = words.several(value.current.of, words.WORKING_DAY), words.number(value.current.good)
    over = f" (за {days}, что уже прошли, — {counted})" if month.incomplete else ""
    return f" В среднем за рабочий день — {rate} {noun}{over}{compared.rate(value, month)}."


def _topics(month: Month) -> str:
    total = int(month.value("cases").current.value)
    if not total:
        return ""
    topics, untold = _named(month, "topic", month.topics)
    places, unplaced = _named(month, "location", month.locations)
    often = phrases.leading(topics, 3, "«{}» — {}")
    most = phrases.leading(places, 1, "«{}» ({})")
    return _sentence(
        [
            f"чаще всего жители писали на темы: {often}" if often else "",
            f"тема не указана у {untold} из {total}" if untold else "",
            f"больше всего сообщений — из локации {most}" if most else "",
            f"локация не указана у {unplaced} из {total}" if unplaced else "",
        ]
    )


def _named(month: Month, name: str, frame: pd.DataFrame) -> tuple[list[tuple[str, int]], int]:
    """`compared.named`; nothing where the register does not keep what is counted by."""
    return compared.named(frame, name) if noted(month.kept, name) else ([], 0)


def _timely(month: Month, key: str, verb: str, of: dict[Importance, str], before: str = "") -> str:
    parts = []
    ranges = {found.importance: found for found in month.ranges if found.figure.key == key}
    for importance in APART:
        value, found = month.value(key, importance), ranges.get(importance)
        uncertain = found is not None and found.wide
        running = 0 if month.incomplete else _running(month, key, importance)
        if not value.current.known and not uncertain and not running:
            continue
        told = f"{before}{of[importance]} — {phrases.share(value.current)}"
        told += compared.share(value, month)
        told += f", {compared.bounds(found)}" if found is not None and found.wide else ""
        told += f", ещё в работе — {words.number(running)}" if running else ""
        parts.append(told)
    told = f"{verb}: {'; '.join(parts)}." if parts else ""
    run = month.usual.get(key)
    signal = run is not None and run.signal() is not None
    return f"{told} {compared.usual(month, key)}" if told and signal else told


def _running(month: Month, key: str, importance: Importance) -> int:
    """How many answers, or drafts of a month have a term that still runs: what it shows will change."""
    rules = {"answer": ANSWERS, "preparing": PREPARING}[key]
    steps = month.steps
    mine = steps["rule"].isin(rules) & (steps["high"] == (importance is Importance.HIGH))
    return int(steps["running"][mine].sum())


def _reports(month: Month) -> str:
    """Whether the head was told of messages of high importance in time: an answer in time hides that."""
    found = month.value("report_head", Importance.HIGH).current
    about = "Доклады главе о сообщениях повышенной важности (п. 22) сделаны в срок"
    return f"{about}: {phrases.share(found)}." if found.known else ""


def _speed(month: Month) -> str:
    return " ".join(filter(None, (_how_soon(month, importance) for importance in APART)))


def _how_soon(month: Month, importance: Importance) -> str:
    """How long answers took: the half and nine tenths; of a few only how long the slowest took."""
    half, most = (month.value(key, importance).current for key in ("answer_median", "answer_p90"))
    if not half.known:
        return ""
    if half.few:
        told = _slowest(most, importance)
    elif math.isinf(half.value):
        told = f"на {_OF[importance]} размещено меньше половины ответов, остальные просрочены"
    else:
        told = f"половина ответов на {_OF[importance]} размещена {_within(half)}"
        told += (
            "; размещено меньше девяти ответов из десяти, остальные просрочены"
            if math.isinf(most.value)
            else f", девять из десяти — не позднее чем через {words.at_most(most.value)}"
        )
    if left := int(month.value("answer_untimed", importance).current.value):
        told += f" (срок ещё идёт или время неизвестно: {words.several(left, MESSAGE)})"
    return f"{first_up(told)}."


def _slowest(most: Amount, importance: Importance) -> str:
    """Below ten, nine tenths of them are all of them."""
    late = math.isinf(most.value)
    if most.of == 1:
        done = "просрочен" if late else f"размещён {_within(most)}"
        return f"ответ на {_ONE[importance]} {done}"
    if late:
        number = words.number(most.of)
        return f"на {_OF[importance]} размещены не все ответы: есть просроченные, всего сообщений — {number}"
    every = "оба ответа" if most.of == 2 else f"все {words.several(most.of, words.ANSWER)}"
    return f"{every} на {_OF[importance]} размещены {_within(most)}"


def _within(percentile: Amount) -> str:
    return f"не позднее чем через {words.at_most(percentile.value)} рабочего времени после выявления"


def _quality(month: Month) -> str:
    parts = []
    for importance in APART:
        first, media = (month.value(key, importance).current for key in ("first_draft", "media"))
        told = [first_drafts(first)] if first.known else []
        if media.known:
            told.append(_with_media(media))
        if told:
            parts.append(f"{_BY[importance]}: {', '.join(told)}")
    return _sentence(parts)


def first_drafts(found: Amount) -> str:
    """«с первого проекта согласован 41 ответ из 45 (91,1 %)»."""
    approved = words.form(found.good, ("согласован", "согласовано", "согласовано"))
    return f"с первого проекта {approved} {phrases.share(found, words.ANSWER)}"


def _with_media(found: Amount) -> str:
    if found.good:
        return f"фото или видео приложены к {phrases.share(found, _TO_ANSWERS)}"
    if found.of == 1:
        return "к единственному ответу фото или видео не приложены"
    return f"фото или видео не приложены ни к одному из {words.several(found.of, _OF_ANSWERS)}"


def _repeats(month: Month) -> str:
    repeated = [month.value("repeated", importance).current.good for importance in APART]
    back = [month.value("came_back", importance).current.good for importance in APART]
    if not sum(repeated):
        return ""
    number = sum(repeated)
    came = words.form(number, ("Поступило", "Поступили", "Поступило"))
    repeats = ("повторное сообщение", "повторных сообщения", "повторных сообщений")
    told = f"{came} {words.several(number, repeats)}{_important(repeated[1])}"
    answered = "после окончательного ответа"
    match sum(back):
        case 0:
            return f"{told}, {answered} — ни одного."
        case after if after == number:
            return f"{told}, {'оно' if number == 1 else 'все'} — {answered}."
        case after:
            return f"{told}, из них {answered} — {words.number(after)}."


def no_lacks(kept: Kept, end: str, *, unjudged: bool) -> str:
    """«Недостатков» and the end; where some of them could not be seen, of the others alone.

    unjudged: of no step it can be told whether it was in time (`signals.unjudged`).
    """
    if unjudged:
        return "О недостатках судить нельзя: ни об одном шаге не известно, вовремя ли он сделан"
    return f"Недостатков {end}" if whole(kept) else f"По тому, что ведётся в реестре, недостатков {end}"


def _deficiencies(month: Month) -> str:
    if not month.kept.rules:
        return ""
    found = month.lacks[month.lacks["cases"] > 0]
    if found.empty:
        return f"{no_lacks(month.kept, 'в работе не выявлено', unjudged=month.unjudged)} (п. 20)."
    kinds = [
        f"{first_down(title)} — {cases}" for title, cases in zip(found["title"], found["cases"], strict=True)
    ]
    number, high = int(found["cases"].sum()), int(found["high"].sum())
    total = words.several(number, _LACK)
    verb = words.form(number, ("Выявлен", "Выявлено", "Выявлено"))
    relate = words.form(high, ("относится", "относятся", "относится"))
    important = f" К сообщениям повышенной важности {relate} {words.several(high, _LACK)}." if high else ""
    return f"{verb} {total} в работе (п. 20): {', '.join(kinds)}.{important}"


def _backlog(month: Month) -> str:
    if not month.value("backlog").current.kept:
        return ""
    waiting = int(month.value("backlog").current.value)
    when = "Сейчас" if month.incomplete else f"На конец {phrases.day(month.period.last)}"
    if not waiting:
        return f"{when} без ответа нет ни одного сообщения."
    oldest = int(month.backlog["oldest"].iloc[-1])
    age = f", самое давнее ждёт {words.several(oldest, words.DAY)}" if oldest else ""
    important = _important(int(month.value("backlog", Importance.HIGH).current.value))
    return f"{when} без ответа: {words.several(waiting, MESSAGE)}{important}{age}."
