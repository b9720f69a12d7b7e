"""What messages say: addresses in their many forms, and repeats by them (п. 16)."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.repeats import Settlement, recall
from lib.base.remembered import Remembered
from lib.figures import repeats
from lib.figures.alike.addresses import Addresses, addresses
from lib.figures.alike.synonyms import SYNONYMS
from lib.figures.alike.texts import Read, stemmer, texts, thing
from tests.figures.test_signals import OTHERS, likely

STEM = stemmer()


def read(text: str) -> list[tuple[str, str]]:
    return [(address.street, address.house) for address in addresses(text, STEM)]


@pytest.mark.parametrize(
    "text",
    [
        "На ул. Школьной, д. 5 не горит фонарь",
        "не горит фонарь на школьной 5",
        "Не горит фонарь на Школьной 5",
        "улица Школьная, 5",
        "Школьная ул., дом № 5",
        "у дома 5 по улице Школьной яма",
        "на улице Школьной возле дома 5 яма",
        "д.5 на ул.Школьной",
        "на Школьной улице, напротив дома 5",
    ],
)
def test_a_house_is_read_in_every_form(text: str) -> None:
    assert read(text) == [("школьн", "5")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ул. Лесная 5а", [("лесн", "5а")]),
        ("Лесная, 5 А", [("лесн", "5а")]),
        ("Лесная, дом 12-а", [("лесн", "12а")]),
        ("пер. Лесной 12/2", [("лесн", "12/2")]),
        ("проспект Победы, 12к2", [("побед", "12/2")]),
        ("ул. 40 лет Октября, 12", [("октябр", "12")]),
        ("по Садовой улице яма", [("садов", "")]),
        ("во дворе дома 15 и дома 17 по Лесной", [("", "15"), ("лесн", "17")]),
        ("деревня Ручьи, д. 5", [("руч", "5")]),
        ("дом 5 а вокруг грязь", [("", "5")]),
        ("Крыша дома 5 по ул. Школьной течёт", [("школьн", "5")]),
        ("Жители дома 5 просят", [("", "5")]),
        ("на Ленина 15 нет воды", [("ленин", "15")]),
        ("Чехова, 15: нет воды", [("чехов", "15")]),
        ("у дома 15 на Мира яма", [("мир", "15")]),
        ("По Победы, д. 15", [("побед", "15")]),
    ],
)
def test_letters_buildings_and_more_addresses_than_one(text: str, found: list[tuple[str, str]]) -> None:
    assert read(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "На Центральной 3 дня нет света",
        "в доме 2 недели нет воды",
        "на Школьной 5 фонарей не горят",
        "автобус в 18:00 на Лесной 23.11",
        "Здравствуйте! 2 раза писали",
        "на детской площадке сломаны качели",
        "в д. Ручьи темно",
        "на нашей улице темно",
        "По Вистину 5 собак",
        "на Пасху 2 мая",
        "в Берёзове 12 ноября",
        "8 (000) 000-00-00",
    ],
)
def test_what_counts_something_else_is_no_address(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    "text", ["Школьная" + " " * 50_000 + "д", "Аа" * 25_000, "ул. " * 12_000, "д. 5/" * 9_000]
)
def test_a_long_cell_takes_no_time(text: str) -> None:
    start = time.process_time()
    addresses(text, STEM)
    assert time.process_time() - start < 2


LAMP = "Здравствуйте, на ул. Школьной у дома {} перегорел фонарь, ходим в темноте, примите меры"


def scores(*rows: dict[str, Any]) -> pd.Series:
    return likely(*rows[:1], *OTHERS, *rows[1:])["score"]


def test_the_same_house_lifts_and_another_lowers_most_of_all_in_a_template() -> None:
    here = {"topic": "Свет", "location": "Вистино"}
    first = {"text": LAMP.format(5), **here}
    same, none, other = (
        scores(first, {"text": text, **here}).max()
        for text in (
            "Школьная 5, опять фонарь перегорел, темнота",
            "На Школьной опять фонарь перегорел, темнота",
            "Школьная 7, опять фонарь перегорел, темнота",
        )
    )
    assert same > none > (0 if pd.isna(other) else other)
    assert scores(first, {"text": LAMP.format(7), **here}).empty  # one template, two houses
    assert scores(first, {"text": LAMP.format(5), **here}).tolist() == [pytest.approx(1.4)]


def test_the_same_house_is_reason_enough_to_look_and_is_told() -> None:
    one = {"text": LAMP.format(5), "topic": "Свет", "location": ""}
    two = {"text": "Школьная, 5: фонарь перегорел, темнота", "topic": "Быт", "location": ""}
    found = likely(one, *OTHERS, two)
    assert found["same_address"].tolist() == [True]
    assert found["reason"].iloc[0].startswith("тот же дом; общие слова: ")


def test_common_words_are_those_of_the_two_messages() -> None:
    """A word of one meaning is not told in the place of the one that somebody wrote."""
    known = texts(["Дерево у школы сухое", "Сухой тополь у школы", "Тополь у школы упал"])
    assert "тополь" in known.common(1, 2)
    assert "дерево / тополь" in known.common(0, 1)
    assert "школы" in known.common(0, 2)


def test_a_number_is_no_common_word_where_there_are_words() -> None:
    told = "На Солнечной, 2 нет тротуара, дети ходят по обочине."
    others = [f"На Солнечной {how}, нет света, дети дома" for how in ("темно", "сыро", "тихо")] * 3
    known = texts([told, f"Пишу снова. {told}", *others])
    assert known.common(0, 1) == ["тротуара", "ходят", "обочине"]


def test_nearly_the_same_words_need_nothing_else_in_common() -> None:
    one = {"text": "Не горит фонарь у магазина на площади второй месяц, жалуются все жители", "topic": ""}
    two = {"text": "не горит фонарь у магазина на площади второй месяц, жалуются жители!", "topic": "Быт"}
    other = {"text": "Фонарь у магазина мешает спать, выключите", "topic": "Быт"}
    unplaced = [{**row, "location": ""} for row in (one, two, other)]
    found = likely(unplaced[0], *OTHERS, *unplaced[1:])
    assert found["words"].tolist() == [pytest.approx(1, abs=0.2)]
    assert not found[["same_topic", "same_place", "same_author", "same_address"]].to_numpy().any()


def test_two_houses_are_two_texts() -> None:
    known = texts([LAMP.format(5), LAMP.format(7), LAMP.format(5)])
    assert known.text_of[0] == known.text_of[2] != known.text_of[1]


def test_addresses_find_more_paraphrases_at_the_same_noise() -> None:
    settlement = Settlement.drawn(1, matters=400, paraphrases=40)
    facts = settlement.facts()
    before, _ = recall(settlement, facts, before=True)
    after, _ = recall(settlement, facts)
    assert after >= before + 0.05
    assert repeats.ENOUGH == 0.5  # nothing of the measurement stays


def test_however_many_are_compared_at_a_time_the_same_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = Settlement.drawn(2, matters=120, paraphrases=60).facts()
    known = texts(facts.register.cases["text"])
    whole = repeats.likely(facts, known)
    assert len(whole) > 20
    monkeypatch.setattr(repeats, "_AT_ONCE", 7 * len(facts.register.cases))
    pd.testing.assert_frame_equal(repeats.likely(facts, known), whole)
    for at in whole.index.unique()[:5].tolist():
        pd.testing.assert_frame_equal(repeats.likely(facts, known, np.array([at])), whole.loc[[at]])


WRITTEN = st.lists(
    st.lists(
        st.sampled_from(["фонарь", "фонари", "Ёлка", "елка", "5", "ул. Лесная 5", "Лесная, 7"]), max_size=4
    ).map(" ".join),
    max_size=8,
)


@given(st.lists(WRITTEN, min_size=2, max_size=4))
def test_what_is_remembered_of_earlier_versions_reads_as_the_whole_does(versions: list[list[str]]) -> None:
    before: Remembered[Read] = Remembered()
    for messages in versions:
        told, whole = texts(messages, before), texts(messages)
        for name, value in vars(whole).items():
            found = getattr(told, name)
            if isinstance(value, np.ndarray):
                np.testing.assert_array_equal(found, value)
            elif isinstance(value, Addresses):
                assert found.texts == value.texts
            else:
                assert found == value
                assert list(found) == list(value)


def test_only_new_texts_are_read_and_no_old_ones_kept() -> None:
    asked: list[str] = []

    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    known: Remembered[int] = Remembered()
    for version in (["а", "бб", "а"], ["бб", "ввв"], ["а"]):
        assert known.read(version, length) == {text: len(text) for text in version}
    assert asked == ["а", "бб", "ввв", "а"]


def test_a_synonym_stands_on_one_line_only() -> None:
    stems = [stem for line in SYNONYMS for stem in {STEM(word) for word in line.split()}]
    assert len(stems) == len(set(stems))


def test_words_of_one_meaning_are_one_word() -> None:
    pothole, another, lamp = "Возле почты огромная яма", "у почты выбоина", "у почты погас фонарь"
    known = texts([pothole, another, lamp, *OTHER_MATTERS])
    like = known.likeness(int(known.text_of[0]))
    assert like[known.text_of[1]] > 2 * like[known.text_of[2]] > 0
    assert thing(STEM("ямы")) == thing(STEM("колдобиной")) == STEM("яма")
    assert thing(STEM("почта")) == STEM("почта")


OTHER_MATTERS = [f"Совсем иное дело номер {word}" for word in ("первое", "второе", "третье", "пятое")]
