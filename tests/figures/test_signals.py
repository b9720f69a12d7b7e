"""Deficiencies, promises, reports to the head, surges, likely repeats."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import comb
from typing import Any

import numpy as np
import pandas as pd
import pytest

from benchmarks.insights import World, worth
from lib.figures import doubt, repeats, signals, surges
from lib.figures.facts import Facts
from lib.lists.signal_cases import came_back
from lib.register.several import combine
from lib.web.parts import case_table
from lib.words import surging
from lib.worktime.period import month_of
from tests import build
from tests.build import NOW, register

NOVEMBER = month_of("2026-11")


def facts_of(*rows: dict[str, Any], now: Any = NOW, **others: Any) -> Facts:
    return build.facts_of(register(*rows, **others), now)


def at(minutes: int, day: int = 17) -> str:
    return f"{datetime(2026, 11, day, 9) + timedelta(minutes=minutes):%d.%m.%Y %H:%M}"


HIGH = {"importance": "Повышенная", "detected": at(0), "reported": at(5), "sent": at(5)}
LINK = {"answer_url": "https://vk.com/1"}


# --- deficiencies (п. 20) ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "lacking"),
    [
        ({"drafted": at(20), "escalated": at(25), "approved": at(40), "posted": at(45)}, 0),
        ({"drafted": at(20), "approved": at(40), "posted": at(45)}, 1),
        ({"drafted": at(20), "approved": at(40)}, 1),  # not yet posted, already approved without the deputy
        ({"drafted": at(20), "posted": at(45)}, 1),
        ({"drafted": at(20), "escalated": at(25), "posted": at(45)}, 1),  # his approval is not noted
        ({"drafted": at(20)}, 0),
        (
            {
                "drafted": at(20),
                "escalated": at(22),
                "sent_back": at(25),
                "redrafted": at(35),  # the new draft did not reach him
                "approved": at(40),
                "posted": at(45),
            },
            1,
        ),
    ],
)
def test_an_important_answer_needs_the_deputy(steps: dict[str, str], lacking: int) -> None:
    found = signals.deficiencies(facts_of({"case": 1, **HIGH, **LINK, **steps}), NOVEMBER)
    mine = found[found["kind"] == signals.Lack.DEPUTY]
    assert len(mine) == lacking
    assert mine["clause"].isin(["12"]).all()
    assert mine["role"].isin(["curator"]).all()


def test_each_of_two_answers_is_judged_apart() -> None:
    row = {
        "case": 1,
        **HIGH,
        **LINK,
        "kind": "Промежуточный",
        "drafted": at(20),
        "escalated": at(25),
        "approved": at(40),
        "posted": at(45),
        "final_drafted": at(100),
        "final_approved": at(110),
        "final_posted": at(115),
    }
    found = signals.deficiencies(facts_of(row), NOVEMBER)
    assert found["kind"].tolist() == [signals.Lack.DEPUTY]
    assert found["closed"].tolist() == [pd.Timestamp("2026-11-17 10:50")]


def test_ordinary_messages_need_no_deputy() -> None:
    row = {"case": 1, **HIGH, "importance": "Обычная", "reported": None, **LINK, "drafted": at(20)}
    row |= {"approved": at(40), "posted": at(45)}
    assert signals.deficiencies(facts_of(row)).empty


def test_late_overdue_promise_and_link() -> None:
    found = signals.deficiencies(
        facts_of(
            {"case": 1, "detected": at(0), "posted": at(9 * 60 - 30)},  # late, and without a link
            {"case": 2, "detected": at(0)},  # nothing done
            {
                "case": 3,
                "detected": "02.11.2026 09:00",
                "kind": "Промежуточный",
                "posted": "02.11.2026 10:00",
                **LINK,
            },
            {"case": 4, "detected": at(0), "excluded": "угроза", "posted": at(500)},
            {"case": 5, "detected": "15.10.2026 09:00"},  # of another month
        ),
        NOVEMBER,
    )
    told = found[["case", "kind", "rule"]].values.tolist()
    assert told == [
        ["1", "late", "answer"],
        ["1", "link", ""],
        ["2", "overdue", "answer"],
        ["2", "overdue", "dispatch"],
        ["3", "promise", "final"],
    ]
    assert found["late"].iloc[0] == 210.0


def test_what_the_register_has_no_column_for_is_not_looked_for() -> None:
    row = {"case": 1, **HIGH, "drafted": at(20), "approved": at(40), "posted": at(45)}
    fields = ["case", "detected", "importance", "sent", "drafted", "approved", "posted", "reported", "topic"]
    assert signals.deficiencies(facts_of(row, fields=fields)).empty


def test_of_several_spreadsheets_each_is_judged_by_its_own_columns() -> None:
    row = {"case": 1, **HIGH, "drafted": at(20), "approved": at(40), "posted": at(45)}
    fields = ["case", "detected", "importance", "sent", "drafted", "approved", "posted", "reported", "topic"]
    both = combine([register(row), register({**row, "posted": "вечером"}, fields=fields)])
    facts = build.facts_of(both)
    found = signals.deficiencies(facts)
    mine = found[found["kind"].isin([signals.Lack.DEPUTY, signals.Lack.LINK])]
    assert mine.index.tolist() == [0, 0]
    assert mine["kind"].tolist() == ["deputy", "link"]
    _, high, *_ = doubt.ranges(facts)
    assert (high.worst.good, high.best.good, high.best.of) == (1, 2, 2)  # the answer of the second one


# --- promises and reports ----------------------------------------------------------------------------------


def interim(case: int, day: str, **steps: str) -> dict[str, Any]:
    times = {"detected": f"{day} 09:00", "posted": f"{day} 10:00"}
    return {"case": case, "kind": "Промежуточный", **times, **LINK, **steps}


def test_promises() -> None:
    facts = facts_of(
        interim(1, "13.11.2026"),  # due on 20.11
        interim(2, "16.11.2026"),  # due today
        interim(3, "19.11.2026"),
        interim(4, "13.11.2026", final_drafted="19.11.2026 12:00"),
        interim(5, "09.11.2026", final_drafted="19.11.2026 12:00"),
        interim(6, "09.11.2026", final_posted="19.11.2026 12:00"),  # its draft is not noted
    )
    found = signals.promises(facts)
    assert dict(zip(found["case"], found["state"], strict=True)) == {
        "1": signals.BROKEN,
        "2": signals.TODAY,
        "3": signals.OPEN,
        "4": signals.KEPT,
        "5": signals.LATE,
        "6": signals.UNKNOWN,
    }
    assert found["case"].tolist()[:3] == ["1", "2", "3"]
    assert set(found["state"]) == set(signals.PROMISE_STATES)


def test_reports_to_the_head() -> None:
    important = {"importance": "Повышенная"}
    found = signals.reports(
        facts_of(
            {"case": 1, **important, "detected": at(0), "reported": at(10)},
            {"case": 2, **important, "detected": "23.11.2026 11:00"},
            {"case": 3, "detected": "23.11.2026 11:00"},
        )
    )
    assert found["case"].tolist() == ["2", "1"]
    assert found["status"].tolist() == ["overdue", "met"]
    assert found["waited"].tolist() == [60.0, 10.0]
    assert found["passed"].tolist() == [60.0, 10.0]


# --- surges ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "share"), [(1, 0.5), (7, 0.03), (40, 0.008), (300, 0.2)])
def test_tails_are_those_of_the_binomial(number: int, share: float) -> None:
    tail = surges.tails(number, share)
    for k in range(number + 2):
        exact = sum(comb(number, j) * share**j * (1 - share) ** (number - j) for j in range(k, number + 1))
        assert tail[k] == pytest.approx(exact, rel=1e-9, abs=1e-300)


def quiet_year(*extra: dict[str, Any]) -> list[dict[str, Any]]:
    """A year in which «Снег · Вистино» and «Свет · Ручьи» get a message every tenth day."""
    day = datetime(2026, 11, 23) - timedelta(days=400)
    rows: list[dict[str, Any]] = []
    while day < datetime(2026, 11, 20):
        place = (
            {"topic": "Снег", "location": "Вистино"}
            if len(rows) % 2
            else {"topic": "Свет", "location": "Ручьи"}
        )
        rows.append({"case": len(rows) + 1, "detected": f"{day:%d.%m.%Y} 10:00", **place})
        day += timedelta(days=5)
    for row in extra:
        rows.append({"case": len(rows) + 1, "topic": "Снег", "location": "Вистино", **row})
    return rows


def test_a_surge_is_told_once_with_its_cases_and_in_words() -> None:
    surge = [{"detected": f"{day}.11.2026 10:0{n}"} for day in (22, 23) for n in range(3)]
    rows = quiet_year(*surge)
    found = surges.surges(facts_of(*rows))
    assert found.judged
    assert found.found["level"].tolist() == ["pair"]  # neither its topic nor its place again
    (told,) = found.found.to_dict("records")
    assert (told["topic"], told["location"]) == ("Снег", "Вистино")
    assert set(range(len(rows) - 6, len(rows))) <= set(told["cases"])
    assert surging.surge(told) == "«Снег · Вистино»: за 3 дня 6 сообщений, обычно 0–1"


def test_a_quiet_year_has_no_surge() -> None:
    assert surges.surges(facts_of(*quiet_year())).found.empty


def test_excluded_messages_and_absent_topics_make_no_surge() -> None:
    rows = [{"detected": f"23.11.2026 10:0{n}", "excluded": "угроза"} for n in range(8)]
    assert surges.surges(facts_of(*quiet_year(*rows))).found.empty
    rows = [{"detected": f"23.11.2026 10:0{n}", "topic": None, "location": None} for n in range(8)]
    assert surges.surges(facts_of(*quiet_year(*rows))).found.empty


def test_a_young_register_is_not_judged() -> None:
    rows = [{"case": n, "detected": f"{n % 20 + 1:02d}.11.2026 10:00"} for n in range(1, 60)]
    found = surges.surges(facts_of(*rows))
    assert not found.judged
    assert found.history == 22
    assert found.found.empty
    assert not surges.surges(facts_of()).judged


def test_weekdays_weigh_what_they_bring() -> None:
    first = np.datetime64("2026-11-02", "D")  # a Monday
    totals = np.tile([10, 2, 2, 2, 2, 0, 0], 52)
    weights = surges.day_weights(totals, first, np.tile([False] * 5 + [True] * 2, 52))
    assert weights.mean() == pytest.approx(1.0)
    assert weights[7] > 4 * weights[8] > 4 * weights[12] > 0


def test_what_piled_up_over_holidays_is_no_surge() -> None:
    """Messages come every day; the office detects them on working days: after New Year's ten days at once."""
    calendar = facts_of(*quiet_year(), now="2026-01-12T18:00").calendar
    days = np.arange(np.datetime64("2025-01-09"), np.datetime64("2026-01-13"))
    work = calendar.is_working_day(days)
    assert not work[-13:-1].any()  # 31 December to 11 January
    totals, waiting = [], 0
    for open_today in work:
        waiting += 2
        totals.append(waiting if open_today else 0)
        waiting = 0 if open_today else waiting
    weights = surges.day_weights(np.array(totals), days[0], ~work)
    assert totals[-1] == 26
    assert weights[-1] > 8  # average days' worth
    assert surges.judge(np.array([totals]), weights) == []
    assert surges.judge(np.array([totals]), np.ones(len(days)))  # were all days alike, it would be one


@pytest.mark.parametrize("field", ["topic", "location"])
def test_a_new_name_has_no_past_and_is_told_as_such(field: str) -> None:
    renamed = {"topic": "Уборка снега и наледи"} if field == "topic" else {"location": "Новый посёлок"}
    rows = [{"detected": f"{day}.11.2026 10:0{n}", **renamed} for day in (22, 23) for n in range(3)]
    found = surges.surges(facts_of(*quiet_year(*rows)))
    assert found.found["level"].tolist() == [
        "location" if field == "topic" else "topic"
    ]  # its old half knows
    (told,) = found.fresh.to_dict("records")
    assert told["level"] == field
    assert len(told["cases"]) == told["count"] == 6
    assert told["since"] == pd.Timestamp("2026-11-22")
    kind = "новой теме «Уборка снега и наледи»" if field == "topic" else "новому месту «Новый посёлок»"
    assert surging.fresh(told) == (
        f"за 3 дня 6 сообщений по {kind} (впервые 22.11.2026): мало данных, сравнить не с чем"
    )


def test_a_name_with_two_months_of_past_is_judged_by_those_alone() -> None:
    """One message a week since it was first written: six at once are many."""
    first = datetime(2026, 9, 14)
    past = [f"{first + timedelta(days=7 * n):%d.%m.%Y} 10:00" for n in range(10)]
    rows = [{"detected": time, "topic": "Лёд", "location": None} for time in past]
    rows += [{"detected": f"23.11.2026 10:0{n}", "topic": "Лёд", "location": None} for n in range(6)]
    found = surges.surges(facts_of(*quiet_year(*rows)))
    (told,) = found.found.to_dict("records")
    assert (told["level"], told["topic"], told["count"]) == ("topic", "Лёд", 6)
    assert (told["days"], told["low"], told["high"]) == (1, 0, 1)  # by its own weeks, not by a year's
    assert found.fresh.empty


@pytest.mark.parametrize("world", [World(20, 15, 1.6), World(8, 5, 3), World(8, 5, 3, office=True)])
def test_false_alarms_and_delay_on_a_generated_year(world: World) -> None:
    """One year and forty planted surges; `benchmarks/insights.py` measures more."""
    measured = worth(world, years=1, trials=40)
    assert measured.alarms < 1
    assert measured.young < 1
    assert measured.named == 1


@pytest.mark.slow
@pytest.mark.parametrize(("season", "office"), [(0.0, False), (0.5, False), (0.5, True)])
@pytest.mark.parametrize("size", [(20, 15, 1.6), (8, 5, 3), (20, 15, 13)])
def test_false_alarms_and_delay_on_many_years(
    size: tuple[int, int, float], season: float, office: bool
) -> None:
    """Where nothing swings every planted surge is found; a season, or what days off pile up, hides few."""
    plain = not season and not office
    measured = worth(World(*size, season=season, office=office), years=3 if plain else 2)
    assert measured.alarms < 1
    assert measured.young < 1
    assert measured.found == 1 if plain else measured.found > 0.96


# --- likely repeats (п. 16) --------------------------------------------------------------------------------


def likely(*rows: dict[str, Any]) -> pd.DataFrame:
    facts = facts_of(*({"case": n + 1, "detected": at(n), **row} for n, row in enumerate(rows)))
    return repeats.likely(facts, repeats.texts(facts.register.cases["text"]))


OTHERS = [
    {"text": "Когда привезут новые книги в библиотеку", "topic": "Культура"},
    {"text": "Автобус вечером приезжает переполненным", "topic": "Транспорт"},
    {"text": "Нет горячей воды второй подъезд", "topic": "Вода"},
]


def test_a_repeat_in_other_word_forms_is_suggested_with_its_reason() -> None:
    found = likely(
        {"text": "На улице Лесной яма на дороге, машины объезжают по обочине", "topic": "Дороги"},
        *OTHERS,
        {"text": "Яму на дороге по Лесной улице так и не засыпали, объезжаем обочиной", "topic": "Дороги"},
    )
    assert found[["case", "earlier"]].values.tolist() == [["5", "1"]]
    assert found["reason"].iloc[0].startswith("та же тема; то же место; общие слова: ")
    assert not found["linked"].any()


def test_other_words_another_place_or_a_later_message_are_no_repeat() -> None:
    text = "Не горит фонарь у магазина на центральной площади"
    here = {"topic": "Свет", "location": "Вистино"}
    assert likely({"text": text, **here}, *OTHERS, {"text": "Нужна новая скамейка возле дома", **here}).empty
    there = {"topic": "Быт", "location": "Ручьи"}
    nearly = "Опять не горит фонарь на площади, жители магазина просят починить"
    assert likely({"text": text, **here}, *OTHERS, {"text": nearly, **there}).empty
    late = {"detected": "17.11.2024 10:00", **here, "text": text}  # two years before
    assert likely(late, *OTHERS, {"text": text, **here}).empty
    assert likely({"text": text, **here, "excluded": "угроза"}, *OTHERS, {"text": text, **here}).empty


def test_spellings_of_one_topic_are_the_same_topic() -> None:
    one = {"text": "Яма на дороге у школы, машины объезжают", "topic": "Ямы  на дороге"}
    two = {"text": "Объезжают яму у школы по обочине", "topic": "ямы на дороге", "location": "Ручьи"}
    (reason,) = likely(one, *OTHERS, two)["reason"]
    assert reason.startswith("та же тема; общие слова")


def test_the_author_counts_but_is_not_named() -> None:
    one = {"text": "Во дворе дома сломаны качели, дети падают", "author": "Пётр Секретный"}
    two = {"text": "Качели во дворе починить обещали весной", "author": "петр  секретный"}
    found = likely(
        {**one, "topic": "Дворы"}, *OTHERS, {**two, "topic": "Благоустройство", "location": "Ручьи"}
    )
    assert found["same_author"].tolist() == [True]
    assert "тот же автор" in found["reason"].iloc[0]
    assert "секретн" not in found.to_csv().lower()


def test_the_third_of_a_chain_is_linked_to_the_first_too() -> None:
    text = {"text": "На улице Лесной яма на дороге, машины объезжают по обочине", "topic": "Дороги"}
    again, further = ({**text, "repeat_of": number} for number in ("1", "5"))
    for last, linked in ((further, True), (text, False)):
        found = likely(text, *OTHERS, again, last)
        third = found[found["case"] == "6"][["earlier", "linked"]].values.tolist()
        assert sorted(third) == [["1", linked], ["5", linked]]


def test_one_case_is_answered_as_all_are() -> None:
    from benchmarks.insights import demonstration

    found = demonstration(300)
    facts = build.facts_of(found)
    texts = repeats.texts(found.cases["text"])
    every = repeats.likely(facts, texts)
    assert len(every)
    assert every.groupby(level=0).size().max() <= repeats.MOST
    detected = facts.cases["detected"]
    assert (detected.loc[every["earlier_at"]].to_numpy() <= detected.loc[every.index].to_numpy()).all()
    for position in [*every.index.unique()[:40], 0]:
        pd.testing.assert_frame_equal(
            repeats.likely(facts, texts, np.array([position])), every[every.index == position]
        )
    linked = found.cases["earlier"] >= 0
    noted = every[every["linked"]].index
    assert set(noted) <= set(np.flatnonzero(linked))


def test_texts_that_say_nothing() -> None:
    assert likely({"text": ""}, {"text": "!!! 123"}, {"text": "ну да"}).empty
    assert likely().empty


def test_chains() -> None:
    facts = facts_of(
        {"case": 1, "detected": at(0, 10)},
        {"case": 2, "detected": at(0, 12), "repeat_of": 1},
        {"case": 3, "detected": at(0, 15), "repeat_of": 2},
        {"case": 4, "detected": at(0, 16), "repeat_of": 5},  # the two name each other
        {"case": 5, "detected": at(0, 17), "repeat_of": 4},
        {"case": 6, "detected": at(0, 17)},
    )
    found = repeats.chains(facts)
    assert found["cases"].tolist() == [(0, 1, 2), (3, 4)]
    assert found["days"].tolist() == [5.0, 1.0]


def test_the_lists_of_repeats_open_the_earlier_card() -> None:
    answered = {"executor": "Исполнитель 1", "sent": at(5), "drafted": at(20), "approved": at(25)}
    first = {"case": 1, "detected": at(0), **answered, "posted": at(30), "text": "Фонарь не горит"}
    again = {"case": 2, "detected": at(0, day=18), "text": "Опять не горит", "repeat_of": 1}
    table, _ = came_back(facts_of(first, again))
    assert table["Прежнее №"].tolist() == ["1"]
    assert 'href="case?n=1"' in case_table.any_cases(table, {}, "Повторные")
    moved = case_table.any_cases(table, {"at": "2026-11-20T10:00"}, "Повторные")
    assert 'href="case?n=1&amp;at=2026-11-20T10%3A00"' in moved
