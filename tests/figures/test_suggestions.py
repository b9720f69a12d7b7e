"""Topic, place, executor and importance by the register's own past, where it says enough (пп. 7, 8, 10)."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from benchmarks.suggestions import measured, settlement
from lib.figures.alike.danger import Danger
from lib.figures.alike.suggestions import History
from lib.law.danger import DANGER
from lib.lists import suggested
from tests import build


def day(number: int, hour: int = 10, minute: int = 0) -> str:
    """A moment of that day since the first of September."""
    month, date = divmod(number, 28)
    return f"{date + 1:02}.{9 + month:02}.2026 {hour:02}:{minute:02}"


def sent(number: int, executor: str, *, back: bool = False, **row: Any) -> dict[str, Any]:
    """A message of that day that went to an executor, who drafted the answer or returned it."""
    own = {"case": number + 1, "detected": day(number), "executor": executor, "sent": day(number, 10, 10)}
    own |= {"returned": day(number, 10, 20)} if back else {"drafted": day(number, 10, 50)}
    return {**own, **row}


def history(*rows: dict[str, Any], **more: Any) -> History:
    return History(build.register(*rows, **more))


LATER = pd.Timestamp("2026-11-05T12:00")  # noon of the day of NEW


def told(*rows: dict[str, Any], **more: Any) -> list[str]:
    """What is suggested for the last of these messages."""
    past = history(*rows, **more)
    return [each.said for each in suggested.of_case(past, len(rows) - 1)]


WATER = (
    "Из крана на кухне течёт ржавая вода",
    "Ржавая вода из крана второй день",
    "Когда уйдёт ржавчина из воды",
)
PAST = [
    *(sent(n, "Исполнитель 2", text=text, topic="Водоснабжение") for n, text in enumerate(WATER)),
    *(
        sent(3 + n, "Исполнитель 1", text=text, topic="Дороги")
        for n, text in enumerate(("Яма", "Гололёд", "Снег"))
    ),
]
FIELDS = ("case", "detected", "text", "topic")
NEW = {"case": 50, "detected": day(60), "topic": "", "executor": "Исполнитель 9", "location": "Ручьи"}


def test_a_topic_is_told_by_the_messages_alike() -> None:
    new = {**NEW, "text": "Опять ржавая вода из крана"}
    assert told(*PAST, new) == ["Тема не указана. Возможно, «Водоснабжение»: похоже на № 2 и № 1."]


@pytest.mark.parametrize(
    "text", ["Опять ждём автобус", "Вода", "", "Покрасьте ржавый забор у магазина на въезде"]
)
def test_where_the_past_says_little_nothing_is_said(text: str) -> None:
    assert told(*PAST, {**NEW, "text": text}) == []


def test_an_empty_register_and_the_first_message_say_nothing() -> None:
    assert told({**NEW, "text": "Ржавая вода из крана"}) == []
    assert suggested.hints(history(), LATER).empty
    assert told(*PAST, {**NEW, "detected": "", "text": "Опять ржавая вода из крана"}) == []


def test_only_what_was_found_before_has_a_say() -> None:
    new = {**NEW, "detected": "01.08.2026 10:00", "text": "Опять ржавая вода из крана"}
    assert told(*PAST, new) == []


def streets(*places: str) -> list[dict[str, Any]]:
    return [
        sent(n, "Исполнитель 1", text=f"{what} на ул. Школьной, {n + 1}", location=place, topic=what)
        for n, (place, what) in enumerate(zip(places, ("Свет", "Снег", "Мусор", "Вода"), strict=False))
    ]


def test_a_street_tells_its_place_where_its_messages_agree() -> None:
    new = {**NEW, "topic": "Собаки", "location": "", "text": "Стая собак на Школьной 40"}
    agreed = streets("Берёзово", "Берёзово", "берёзово", "Берёзово")
    assert told(*agreed, new) == ["Локация не указана. Возможно, «Берёзово»: улица Школьная — Берёзово."]
    assert told(*streets("Берёзово", "Берёзово", "Заречье", "Берёзово"), new) == []
    assert told(*streets("Берёзово", "Берёзово"), new) == []


def test_a_place_that_the_message_names() -> None:
    past = streets("Берёзово", "Новый Посёлок")
    for text, place in (("Собаки в Берёзове", "Берёзово"), ("Собаки в новом поселке", "Новый Посёлок")):
        (said,) = told(*past, {**NEW, "topic": "Собаки", "location": "", "text": text})
        assert said == f"Локация не указана. Возможно, «{place}»: это место названо в сообщении."
    both = {**NEW, "topic": "Собаки", "location": "", "text": "Собаки в Берёзове и в новом поселке"}
    assert told(*past, both) == []
    street = {**NEW, "topic": "Собаки", "location": "", "text": "Собаки на ул. Берёзовой"}
    assert told(*past, street) == []


def test_the_usual_executor_of_the_topic_with_his_returns() -> None:
    past = [sent(n, "Исполнитель 3", topic="Дороги") for n in range(6)]
    new = {**NEW, "topic": "Дороги", "executor": ""}
    assert told(*past, new) == ["Исполнитель не указан: по этой теме обычно Исполнитель 3, возвратов 0 из 6."]
    assert told(*past[:4], new) == []  # too few
    mixed = [sent(6 + n, f"Исполнитель {n}", topic="Дороги") for n in range(6)]
    assert told(*past, *mixed, new) == []  # nobody's own
    back = [sent(6 + n, "Исполнитель 3", topic="Дороги", back=True) for n in range(3)]
    assert told(*past, *back, new) == []  # he gives them back
    assert told(*past, {**new, "posted": day(60, 12)}) == []  # answered without an executor
    assert told(*past, {**NEW, "topic": "Вода", "executor": ""}) == []


def test_of_a_topic_that_is_only_likely_the_usual_executor_too() -> None:
    said = ("Ржавая вода из крана", "Нет напора на кухне", "Колонка сломана") * 2
    past = [sent(n, "Исполнитель 3", topic="Вода", text=text) for n, text in enumerate(said)]
    found = told(*past, *PAST[3:], {**NEW, "executor": "", "text": "Ржавая вода из крана"})
    assert len(found) == 2
    assert found[1] == "Исполнитель не указан: по теме «Вода» обычно Исполнитель 3, возвратов 0 из 6."


def test_an_executor_from_whom_such_messages_came_back() -> None:
    past = [sent(n, "Исполнитель 3", topic="Дороги") for n in range(6)]
    back = [sent(6 + n, "Исполнитель 4", topic="Дороги", back=True) for n in range(2)]
    new = {**NEW, "topic": "Дороги", "executor": "Исполнитель 4", "sent": day(60, 10, 10)}
    usual = "Обычно их получает Исполнитель 3, возвратов 0 из 6."
    came_back = "возвращались куратору: 2 из 2 (п. 8)"
    assert told(*past, *back, new) == [
        f"Сообщения на тему «Дороги», направленные указанному исполнителю, {came_back}. {usual}"
    ]
    other = {**new, "executor": "Исполнитель 5"}
    assert told(*past, *back, other) == [
        f"Сообщения на тему «Дороги», направленные другим исполнителям, {came_back}. {usual}"
    ]
    assert told(*past, *back, {**new, "executor": "исполнитель  3"}) == []
    assert told(*past, new) == []  # nothing came back
    assert told(*past, *back, {**new, "drafted": day(60, 11)}) == []  # he has drafted it
    kept = [sent(8 + n, "Исполнитель 4", topic="Дороги") for n in range(7)]
    assert told(*past, *back[:1], *kept, new) == []  # he mostly keeps them


def test_a_message_that_came_back_needs_another_executor() -> None:
    past = [sent(n, "Исполнитель 3", topic="Дороги") for n in range(6)]
    back = {
        **NEW,
        "topic": "Дороги",
        "executor": "Исполнитель 4",
        "sent": day(60, 10, 10),
        "returned": day(60, 10, 20),
    }
    said = "Новый исполнитель не указан: по этой теме обычно Исполнитель 3, возвратов 0 из 6."
    assert told(*past, back) == [said]
    assert told(*past, {**back, "executor": "Исполнитель 3"}) == []  # he has just returned it
    assert told(*past, {**back, "executor2": "Исполнитель 5", "resent": day(60, 10, 30)}) == []


def test_a_return_and_the_next_sending_of_one_minute_are_told_apart() -> None:
    rows = [
        sent(n, "Исполнитель 4", topic="Дороги", back=True)
        | {"executor2": "Исполнитель 3", "resent": day(n, 10, 20), "drafted": day(n, 11)}
        for n in range(6)
    ]
    past = history(*rows, {**NEW, "topic": "Дороги"})
    assert [(c.executor, c.sent, c.returned) for c in past.executors(6)] == [("Исполнитель 3", 6, 0)]


def test_sending_and_return_of_one_minute_go_by_their_stage() -> None:
    """Minute, then stage, then second (rules.md, fine print 9)."""
    seconds = {"sent": f"{day(0)}:40", "returned": f"{day(0)}:10"}
    rows = [sent(0, "Исполнитель 4", topic="Дороги", back=True) | seconds, {**NEW, "topic": "Дороги"}]
    assert history(*rows).executors(1) == ()  # he kept none


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Прорвало трубу, ГАЗОМ пахнет", ("Прорвало", "ГАЗОМ")),
        ("Пожара нет, но была Авария и авария", ("Пожара", "Авария")),
        ("Дерево упало на забор", ("Дерево упало",)),
        ("Не горит фонарь у дома", ()),
        ("Покосите газон, привезите газету и пожарный рукав", ()),
        ("", ()),
    ],
)
def test_words_of_danger_in_any_form(text: str, found: tuple[str, ...]) -> None:
    assert Danger.of(DANGER).found(text) == found


def test_words_of_danger_suggest_asking_the_deputy() -> None:
    new = {**NEW, "topic": "Вода", "text": "Прорвало трубу, пахнет газом"}
    assert told(new) == [
        "В сообщении есть слова «Прорвало» и «газом». Спросите заместителя главы, не отнести ли сообщение к"
        " категории повышенной важности (п. 10)."
    ]
    for done in ({"importance": "Повышенная"}, {"posted": day(60, 12)}, {"excluded": "угрозы"}):
        assert told({**new, **done}) == []


def test_the_office_has_words_of_its_own() -> None:
    new = {**NEW, "topic": "Вода", "text": "Прорвало трубу, медведь в посёлке"}
    (said,) = told(new, lists=[{"danger": "Медведь"}, {"danger": "медведь "}])
    assert said.startswith("В сообщении есть слово «медведь».")
    found = build.register(new, lists=[{"danger": "медведь"}, {"danger": "—!"}])
    assert found.lists.danger == ("медведь",)
    assert found.problems[["tab", "kind", "value"]].values.tolist()[-1] == [
        "Справочники",
        "unknown_word",
        "—!",
    ]


def test_by_a_split_in_time_the_likeliest_beats_the_most_frequent() -> None:
    found = measured(settlement(3))
    for field in ("topic", "location", "executor"):
        _, floor, first, three, share, right = found[field]
        assert first > 2 * floor
        assert three >= first
        assert share > 0.25
        assert right > 0.85


def test_hints_stand_in_the_cells_and_nothing_is_counted() -> None:
    new = {**NEW, "text": "Ржавая вода из крана, авария"}
    found = suggested.hints(history(*PAST, new), LATER)
    row = len(PAST) + 2
    assert found[["cell", "level", "kind"]].values.tolist() == [
        [f"G{row}", "hint", "suggested"],
        [f"I{row}", "hint", "danger"],
    ]
    assert suggested.hints(history(*PAST, new, fields=FIELDS), LATER)["cell"].tolist() == [f"D{row}"]


def test_what_lies_ahead_silences_nothing_and_gets_nothing() -> None:
    danger = {**NEW, "topic": "Вода", "text": "Авария на трубе"}
    ahead = {**danger, "case": 51, "detected": "03.11.2027 10:00", "topic": ""}
    late = {**danger, "case": 52, "detected": day(60, 20)}
    past = history(*PAST, danger, ahead, late)
    row = len(PAST) + 2
    assert suggested.hints(past, LATER)["cell"].tolist() == [f"I{row}"]
    assert suggested.existing(past, LATER).tolist() == [True] * (len(PAST) + 1) + [False, False]
    assert suggested.hints(past, LATER.replace(hour=20))["cell"].tolist() == [f"I{row}", f"I{row + 2}"]
    # Of those that wait the check looks at two months, whatever the latest is.
    assert suggested.hints(history(*PAST, danger), LATER + pd.Timedelta(days=61)).empty


def test_where_the_register_has_no_column_for_it_nothing_is_missing() -> None:
    new = {**NEW, "topic": "Собаки", "text": "Собаки у магазина в Ручьях"}
    lists = [{"location": "Ручьи"}]
    assert told(new | {"location": ""}, lists=lists) == [
        "Локация не указана. Возможно, «Ручьи»: это место названо в сообщении."
    ]
    assert told(new, lists=lists, fields=FIELDS) == []
    assert (
        told(*PAST, {**NEW, "text": "Опять ржавая вода из крана"}, fields=("case", "detected", "text")) == []
    )


def test_hostile_names_stay_one_short_line() -> None:
    evil = "<b>Вода</b>\n" + "\u202e" + "х" * 400
    past = [sent(n, "Исполнитель 2", text=text, topic=evil) for n, text in enumerate(WATER)]
    (said,) = told(*past, *PAST[3:], {**NEW, "text": "Опять ржавая вода из крана"})
    assert "\n" not in said
    assert "\u202e" not in said
    assert len(said) < 450
