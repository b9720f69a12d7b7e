"""«Статус»: words in any gender and number, the office's own words, what they do to a case."""

from __future__ import annotations

import pytest

from lib.law.statuses import WORDS, Said
from lib.register import parse
from lib.register.decode import decode
from lib.register.status import read_statuses, status_key
from lib.sources.tabs import Tab, Tabs
from tests.build import tabs


def said(word: object, own: dict[str, Said] | None = None) -> tuple[Said, bool]:
    codes, unknown = read_statuses(decode([word], 1), own or {})
    return Said(codes[0]), bool(unknown[0])


@pytest.mark.parametrize(("meaning", "word"), [(m, word) for m, words in WORDS.items() for word in words])
def test_every_built_in_word(meaning: Said, word: str) -> None:
    assert said(word) == (meaning, False)
    assert said(f" ✅ {word.upper()}. ") == (meaning, False)


@pytest.mark.parametrize(
    ("meaning", "words"),
    [
        (
            Said.ANSWERED,
            "закрыта закрыты закрыт решены решена решён решённая выполнена отработан исполнены завершён "
            "готов готова готовы размещена опубликованы выполненные закрытая",
        ),
        (Said.WORKING, "новый новая новые принята приняты назначена направлены открыта открыты"),
    ],
)
def test_any_gender_and_number(meaning: Said, words: str) -> None:
    assert {said(word) for word in words.split()} == {(meaning, False)}


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("Ответ дана", Said.ANSWERED),
        ("ответы размещены", Said.ANSWERED),
        ("не исполнена", Said.WORKING),
        ("не выполнен", Said.WORKING),
        ("отклонён модератором", Said.EXCLUDED),
        ("не подлежат обработке", Said.EXCLUDED),
        (True, Said.ANSWERED),
        (False, Said.NOTHING),
        (None, Said.NOTHING),
    ],
)
def test_words_that_are_known(word: object, meaning: Said) -> None:
    assert said(word) == (meaning, False)


@pytest.mark.parametrize("word", ["исполнение", "решение", "почти готово", "закрыто частично", "?", 7])
def test_words_that_are_not(word: object) -> None:
    assert said(word) == (Said.NOTHING, True)


def test_the_offices_own_words_prevail() -> None:
    own = {status_key("Закрыто"): Said.WORKING, status_key("У юристов"): Said.WORKING}
    assert said("закрыта", own) == (Said.WORKING, False)
    assert said("у ЮРИСТОВ!", own) == (Said.WORKING, False)
    assert said("решено", own) == (Said.ANSWERED, False)


def with_status(*words: str, lists: tuple[list[str | None], ...] = ()) -> Tabs:
    made = tabs(*({"case": n, "detected": "23.11.2026 10:00"} for n in range(1, len(words) + 1)))
    cases, *others = made.tabs
    cases = Tab(cases.title, (*cases.columns, ["Статус", *words]))
    more = (Tab("Справочники", lists),) if lists else ()
    return Tabs(made.title, (cases, *others, *more))


def test_what_a_register_says() -> None:
    found = parse(with_status("Ответ дан", "в работе", "Спам", "Думаем"))
    assert [Said(code) for code in found.cases["said"]] == [
        Said.ANSWERED,
        Said.WORKING,
        Said.EXCLUDED,
        Said.NOTHING,
    ]
    assert found.cases["status"].tolist() == ["Ответ дан", "в работе", "Спам", "Думаем"]
    assert found.cases["excluded"].tolist() == [False, False, True, False]
    assert found.cases["excluded_reason"][2] == "Спам"
    assert found.problems["kind"].tolist() == ["unknown_status"]
    assert "Статус" not in found.missing


def test_words_of_the_lists() -> None:
    lists: tuple[list[str | None], ...] = (
        ["Статус", "Думаем", "Закрыто", "Решено", "думаем", "Ясно", "Туман", None],
        ["Значит", "в работе", "В работе", None, "ответ дан", "ответ дан", "никогда", "в работе"],
    )
    found = parse(with_status("Думаем", "закрыта", "решена", "Ясно", "туман", lists=lists))
    assert [Said(code) for code in found.cases["said"]] == [
        Said.WORKING,
        Said.WORKING,
        Said.ANSWERED,
        Said.ANSWERED,
        Said.NOTHING,
    ]
    named = found.problems[["tab", "cell", "kind"]].values.tolist()
    assert [row for row in named if row[0] == "Справочники"] == [
        ["Справочники", "A5", "doubled_key"],
        ["Справочники", "B7", "unknown_word"],
        ["Справочники", "B8", "no_key"],
    ]


def test_a_list_of_statuses_without_meanings_is_only_a_list() -> None:
    lists: tuple[list[str | None], ...] = (["Статус", "Решено", "Закрыто"],)
    found = parse(with_status("Решено", lists=lists))
    assert found.problems.empty
