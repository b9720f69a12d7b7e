"""What each role is sent: by page, by card, by file; nothing else is in its register (issue 5, section 1)."""

from __future__ import annotations

import ast
import io
import json
import time
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lib import sla
from lib.base.errors import UsageError
from lib.documents import report
from lib.figures.facts import gather
from lib.figures.headline import Filters
from lib.lists.scope import Scope, narrow, owed_by
from lib.register import Register, parse
from lib.sources import config
from lib.sources.config import Access, Config, Person
from lib.sources.feed import Snapshot
from lib.sources.login import Login
from lib.web.parts import case_list
from lib.web.shell import access, entry, store
from lib.web.shell.access import SESSION, Account, Visitor, account, decide
from lib.web.shell.store import Loaded, Visit
from lib.web.views import now as view_now
from lib.worktime.period import month_of
from tests.app import PAGES, ROOT, app, messages, serve, texts
from tests.build import NOW, tabs

PEOPLE = {
    "curator@example.org": Person("curator"),
    "deputy@example.org": Person("deputy"),
    "head@example.org": Person("head"),
    "viewer@example.org": Person("viewer"),
    "ivanov@example.org": Person("executor", "иванов И.И."),
    "lost@example.org": Person("executor", "Нетаков Н. Н."),
    "@example.org": Person("viewer"),
}
OIDC = Config(workbook=Path("register.xlsx"), access=Access("oidc", PEOPLE), login=Login(("",)))
IVANOV, PETROV = "Иванов И. И.", "Петров П. П."
SENT = {"detected": "23.11.2026 09:05", "sent": "23.11.2026 09:10"}

BACK = {"returned": "23.11.2026 09:15", "resent": "23.11.2026 09:30"}


def _case(number: int, word: str, executor: str, **others: str) -> dict[str, Any]:
    link = f"https://vk.com/wall{number}"
    written = {"text": f"Суть {word}", "url": link, "author": f"Автор{word}", "note": f"Заметка{word}"}
    return {"case": number, **SENT, **written, "executor": executor, **others}


ROWS = (
    _case(1, "ИвановаСлово", IVANOV, topic="Снег"),
    _case(2, "ПетроваСлово", PETROV, topic="Лифт"),
    _case(3, "ВажноеСлово", PETROV, importance="Повышенная"),
    _case(4, "ИсключеноСлово", PETROV, excluded="реклама +7 921 123-45-67"),
    _case(5, "БылоИвановаСлово", IVANOV, executor2=PETROV, **BACK),
    {"case": 6, "detected": "23.11.2026 11:30", "text": "Суть НеНаправленоСлово", "executor": IVANOV},
)
WORDS = {row["case"]: str(row["text"]).split()[-1] for row in ROWS}

pytestmark = pytest.mark.usefixtures("clean")


@pytest.fixture(scope="module")
def register() -> Register:
    return parse(tabs(*ROWS))


def come(monkeypatch: pytest.MonkeyPatch, address: str | None, since: float = 0.0) -> None:
    """Let the visitor have logged in with that address, so many seconds ago."""
    known = None if address is None else Account(address, True, time.time() - since)
    monkeypatch.setattr(access, "visitor", lambda: Visitor(account=known))


def opened(page: str, **query: str) -> AppTest:
    at = app()
    for name, value in query.items():
        at.query_params[name] = value
    return (at if page == "now.py" else at.switch_page(f"pages/{page}")).run()


def sent(at: AppTest) -> bytes:
    """Every message of the page as it goes to the browser."""
    return b"\n".join(message.SerializeToString() for _, message in messages(at))


def told(at: AppTest, word: str) -> bool:
    """Whether the word is in what is sent, plain or as JSON."""
    body = sent(at)
    return word.encode() in body or json.dumps(word)[1:-1].encode() in body


# --- the register of a role ---


def test_curator_and_deputy_have_the_register_itself(register: Register) -> None:
    assert narrow(register, Scope("curator")) is register
    assert narrow(register, Scope("deputy")) is register


def test_an_executor_has_what_was_sent_to_him(register: Register) -> None:
    own = narrow(register, Scope("executor", "ИВАНОВ  И.И."))
    assert own.cases["case"].tolist() == ["1", "5"]  # also what he gave back; not what was not sent yet
    assert own.people == (IVANOV, PETROV)  # Петров has case 5 now
    assert "Лифт" not in own.cases["topic"].cat.categories
    assert own.problems.empty
    assert set(own.events["at"]) == {0, 1}
    for name in own.cases:
        if isinstance(own.cases[name].dtype, pd.CategoricalDtype):
            assert not own.cases[name].cat.codes.max() >= len(own.cases[name].cat.categories)


def test_his_obligations_are_those_of_the_whole_register(register: Register) -> None:
    whole = sla.assess(register, NOW)
    own = sla.assess(narrow(register, Scope("executor", IVANOV)), NOW)
    expected = whole[whole["case"].isin(["1", "5"])]
    assert own.astype("str").to_numpy().tolist() == expected.astype("str").to_numpy().tolist()
    his = owed_by(own, "иванов и. и.")
    assert set(his["person"].astype(str)) == {IVANOV}
    assert set(his["rule"].astype(str)) == {"draft", "return"}


def test_repeats_point_only_to_what_is_there() -> None:
    rows = [
        _case(1, "а", PETROV),
        _case(2, "б", IVANOV, repeat_of="1"),
        _case(3, "в", IVANOV, repeat_of="2"),
    ]
    own = narrow(parse(tabs(*rows)), Scope("executor", IVANOV))
    assert own.cases["earlier"].tolist() == [-1, 0]


def test_an_event_of_the_journal_makes_a_case_his() -> None:
    journal = [{"case": 1, "time": "23.11.2026 10:00", "event": "Направлено", "executor": IVANOV}]
    own = narrow(parse(tabs(_case(1, "а", PETROV), journal=journal)), Scope("executor", IVANOV))
    assert own.cases["case"].tolist() == ["1"]


def test_nobody_by_that_name_has_nothing(register: Register) -> None:
    for name in ("Нетаков Н. Н.", "", "Иванов"):
        assert narrow(register, Scope("executor", name)).cases.empty


def test_the_head_has_all_for_the_figures_and_texts_of_high_importance(register: Register) -> None:
    found = narrow(register, Scope("head"))
    assert len(found.cases) == len(register.cases)
    written = found.cases[["text", "url", "author", "answer_url", "note", "excluded_reason"]]
    assert (written[~found.cases["high"]] == "").all(axis=None)
    assert found.cases["text"].iloc[2] == "Суть ВажноеСлово"


def test_a_viewer_has_no_texts_no_links_and_masked_words() -> None:
    rows = [_case(1, "Слово", IVANOV, topic="Звоните +7 921 123-45-67", location="Вистино")]
    found = narrow(parse(tabs(*rows, settings={"Официальные аккаунты": "https://vk.com/a"})), Scope("viewer"))
    body = found.cases.to_csv() + repr(found.settings) + repr(found.places)
    assert "Слово" not in body
    assert "vk.com" not in body
    assert "921" not in body
    assert found.cases["topic"].iloc[0] == "Звоните [телефон]"
    assert found.cases["location"].iloc[0] == "Вистино"
    assert found.problems.empty


def test_masked_words_that_become_one_are_one() -> None:
    topics = ("тел. +7 921 123-45-67", "тел. +7 921 123-45-68", "Снег")
    rows = [_case(number, "а", IVANOV, topic=topic) for number, topic in enumerate(topics, start=1)]
    found = narrow(parse(tabs(*rows)), Scope("viewer")).cases["topic"]
    assert len(found.cat.categories) == 2
    assert found.iloc[0] == found.iloc[1] != found.iloc[2]


# --- the door ---


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({}, None),
        ({"email": "a@b"}, None),  # a platform's own words are no login
        ({"is_logged_in": False, "email": "a@b"}, None),
        ({"is_logged_in": "yes", "email": "a@b"}, None),
        ({"is_logged_in": True, "email": " a@b ", "iat": 5}, Account("a@b", None, 5.0)),
        ({"is_logged_in": True, "email": "a@b", "email_verified": None}, Account("a@b", None)),
        ({"is_logged_in": True, "email": "a@b", "email_verified": 1}, Account("a@b", None)),
        ({"is_logged_in": True, "email": "a@b", "email_verified": "TRUE"}, Account("a@b", True)),
        ({"is_logged_in": True, "email": "a@b", "provider": "esia"}, Account("a@b", None, None, "esia")),
        ({"is_logged_in": True, "email": "a@b", "iat": 5, "email_verified": True}, Account("a@b", True, 5.0)),
        ({"is_logged_in": True, "email": "a@b", "email_verified": False}, Account("a@b", False)),
        ({"is_logged_in": True, "email": "a@b", "email_verified": "False"}, Account("a@b", False)),
        ({"is_logged_in": True, "email": ["a@b"], "iat": "5"}, Account("", None)),
    ],
)
def test_the_account_of_the_claims(claims: dict[str, Any], expected: Account | None) -> None:
    assert account(claims) == expected


@pytest.mark.parametrize(
    ("known", "title"),
    [
        (None, "Войдите, чтобы увидеть реестр"),
        (Account("curator@example.org", True, 1000.0), ""),
        (Account(" CURATOR@example.org", True, 1000.0), ""),
        (Account("stranger@elsewhere.org", True, 1000.0), "Вас нет в списке допущенных"),
        (Account("curator@example.org.evil", True, 1000.0), "Вас нет в списке допущенных"),
        (Account("a@sub.example.org", True, 1000.0), "Вас нет в списке допущенных"),
        (Account("boſs@example.ORG", True, 1000.0), "Вас нет в списке допущенных"),
        (Account("curator@example.org", False, 1000.0), "Адрес почты не подтверждён"),
        (Account("curator@example.org", None, 1000.0), "Адрес почты не подтверждён"),
        (Account("", True, 1000.0), "Адрес почты неизвестен"),
        (Account("curator@example.org", True, 1000.0 - SESSION), "Время входа истекло"),
        (Account("curator@example.org"), "Время входа истекло"),
        (Account("curator@example.org", True, float("nan")), "Время входа истекло"),
    ],
)
def test_who_is_let_in(known: Account | None, title: str) -> None:
    door = decide(OIDC, Visitor(account=known), now=1000.0)
    assert door.title == title
    assert door.open is not bool(title)


@pytest.mark.parametrize(
    ("provider", "verified", "opens"),
    [
        ("esia", None, True),
        ("esia", True, True),
        ("esia", False, False),  # it says that it is not: nobody answers for that
        ("google", None, False),
        ("", None, False),
        ("default", None, False),
    ],
)
def test_a_provider_that_says_nothing_of_an_address_may_be_trusted(
    provider: str, verified: bool | None, opens: bool
) -> None:
    settings = replace(OIDC, access=Access("oidc", PEOPLE, ("esia",)))
    known = Account("curator@example.org", verified, 1000.0, provider)
    assert decide(settings, Visitor(account=known), now=1000.0).open is opens


def test_a_login_that_was_ended_counts_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """«Выйти» ends the login: neither another tab nor a copy of its cookie goes on; a new login does."""
    monkeypatch.setattr(access, "_ended", {})
    known = Account("curator@example.org", True, 1000.0)
    assert decide(OIDC, Visitor(account=known), now=1001.0).open
    access.end(known, now=1001.0)
    assert decide(OIDC, Visitor(account=known), now=1001.0).title == "Вы вышли"
    assert decide(OIDC, Visitor(account=replace(known, since=1002.0)), now=1003.0).open
    assert decide(OIDC, Visitor(account=replace(known, address="deputy@example.org")), now=1003.0).open
    access.end(None, now=1000.0 + SESSION)
    assert not access._ended  # what has run out by itself is not kept
    access.end(Account("curator@example.org"), now=1001.0)
    assert not access._ended


def test_a_stranger_is_told_no_address_but_his_own() -> None:
    lines = " ".join(decide(OIDC, Visitor(account=Account("x@y.z", True, 0.0)), now=1.0).lines)
    assert "x@y.z" in lines
    assert "example.org" not in lines
    assert "куратору" in lines


def test_an_address_beats_its_domain() -> None:
    roles = {
        address: decide(OIDC, Visitor(account=Account(address, True, 0.0)), now=1.0).scope.role
        for address in ("deputy@example.org", "anybody@example.org", "ivanov@example.org")
    }
    assert list(roles.values()) == ["deputy", "viewer", "executor"]


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        (Config(workbook=Path("x"), access=Access("oidc", PEOPLE)), r"нет раздела \[auth\]"),
        (Config(workbook=Path("x"), access=Access("oidc"), login=Login(("",))), "access.people"),
    ],
)
def test_without_auth_the_door_tells_the_deployer(settings: Config, names: str) -> None:
    door = decide(settings, Visitor(account=Account("curator@example.org", True, time.time())))
    assert not door.open
    assert not door.logins
    assert pytest.approx(1) == len([line for line in door.lines if "Тому, кто разворачивает" in line])
    assert [line for line in door.lines if names.replace("\\", "") in line]


# --- pages ---


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("address", [None, "stranger@elsewhere.org"])
def test_not_one_cell_for_a_stranger(page: str, address: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    table = serve(monkeypatch, tabs(*ROWS, settings={"Организация": "Тайна"}), OIDC)
    come(monkeypatch, address)
    at = opened(page, n="1")
    assert not at.exception
    assert table.reads == 0
    for word in (*WORDS.values(), "Тайна", "Снег", "Иванов", "curator@example.org"):
        assert not told(at, word)
    labels = [button.label for button in at.button]
    assert labels == (["Войти"] if address is None else ["Выйти"])


def test_each_provider_has_its_button(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Config(workbook=Path("x"), access=Access("oidc", PEOPLE), login=Login(("google", "yandex")))
    serve(monkeypatch, tabs(*ROWS), settings)
    come(monkeypatch, None)
    assert [button.label for button in opened("now.py").button] == [
        "Войти через google",
        "Войти через yandex",
    ]


# Which words a role is sent by «Сейчас»; the counter-proof that they show at all is the curator's row.
@pytest.mark.parametrize(
    ("address", "cases"),
    [
        ("curator@example.org", {1, 2, 3, 5, 6}),
        ("deputy@example.org", {1, 2, 3, 5, 6}),
        ("ivanov@example.org", {1}),  # 5 is another executor's now: how long it lies there is his figure
        ("head@example.org", {3}),
        ("viewer@example.org", set()),
        ("lost@example.org", set()),
    ],
)
def test_the_live_list_of_a_role(address: str, cases: set[int], monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, tabs(*ROWS), OIDC)
    come(monkeypatch, address)
    at = opened("now.py", list="open")
    assert not at.exception
    assert {case for case, word in WORDS.items() if told(at, word)} == cases
    assert "Выйти" in [button.label for button in at.button]


@pytest.mark.parametrize(
    ("address", "cases"),
    [
        ("curator@example.org", {1, 2, 3, 4, 5, 6}),
        ("ivanov@example.org", {1, 5}),
        ("head@example.org", {3}),
        ("viewer@example.org", set()),
    ],
)
def test_the_cards_of_a_role(address: str, cases: set[int], monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, tabs(*ROWS), OIDC)
    come(monkeypatch, address)
    for case, word in WORDS.items():
        at = opened("case.py", n=str(case))
        assert not at.exception
        assert told(at, word) is (case in cases)
        assert told(at, f"wall{case}") is (case in cases and case != 6)


@pytest.mark.parametrize("address", ["ivanov@example.org", "head@example.org", "viewer@example.org"])
@pytest.mark.parametrize("page", PAGES)
def test_no_page_tells_more(page: str, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {"ivanov@example.org": {1, 5}, "head@example.org": {3}, "viewer@example.org": set()}[address]
    serve(monkeypatch, tabs(*ROWS), OIDC)
    come(monkeypatch, address)
    at = opened(page)
    assert not at.exception
    for case, word in WORDS.items():
        if case not in seen:
            assert not told(at, word)
            assert not told(at, f"wall{case}")
    if address == "ivanov@example.org":
        assert not told(at, "Лифт")  # a topic of another's case


def test_an_executor_sees_his_own_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, tabs(*ROWS), OIDC)
    come(monkeypatch, "ivanov@example.org")
    for query in ({}, {"who": f"executor:{PETROV}"}, {"who": "curator:Куратор"}):
        at = opened("people.py", period="all", **query)
        assert not at.exception
        assert IVANOV in texts(at)
        assert not told(at, PETROV)
        assert not told(at, "Куратор")


def test_an_executors_card_has_no_steps_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a case that he gave back: his own step and the curator's, not how long another sits on it."""
    serve(monkeypatch, tabs(*ROWS), OIDC)
    for address, steps in (("curator@example.org", 2), ("ivanov@example.org", 1)):
        come(monkeypatch, address)
        at = opened("case.py", n="5")
        shown = texts(at)
        assert shown.count('data-label="Шаг">Проект ответа<') == steps  # the table of a desk
        assert shown.count("<summary><b>Проект ответа<") == steps  # the lines of a telephone


@pytest.mark.parametrize("typed", [PETROV, "", "Куратор"])
@pytest.mark.parametrize("what", ["cases", "steps", "lacks", "held"])
def test_a_list_of_anothers_is_empty_or_his_own(
    what: str, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another's name in the address of a list asks for nothing that is not the asker's."""
    serve(monkeypatch, tabs(*ROWS), OIDC)
    come(monkeypatch, "ivanov@example.org")
    for role in ("executor", "curator"):
        at = opened("cases.py", what=what, role=role, period="all", **({"person": typed} if typed else {}))
        assert not at.exception
        for word in ("Куратор,", f"{PETROV},", "ПетроваСлово", "ВажноеСлово", "НеНаправленоСлово"):
            assert not told(at, word)


def test_what_the_filters_offer_an_executor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Choices are made of his cases alone: no topic, place or list name of the others'."""
    rows = (*ROWS, _case(7, "ДругоеСлово", PETROV, topic="Чужая тема", location="Чужое место"))
    serve(monkeypatch, tabs(*rows, lists=[{"topic": "Тема списка", "executor": "Кто-то Т. Т."}]), OIDC)
    come(monkeypatch, "ivanov@example.org")
    for page in ("now.py", "people.py", "cases.py"):
        at = opened(page)
        for word in ("Чужая тема", "Чужое место", "Тема списка", "Кто-то"):
            assert not told(at, word)
    come(monkeypatch, "curator@example.org")
    assert told(opened("now.py"), "Чужая тема")


@pytest.mark.parametrize("page", ["check.py", "deputy.py", "connect.py"])
def test_a_page_of_others_says_so_and_leads_back(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not Streamlit's own «Page not found», in English, over the first page."""
    serve(monkeypatch, tabs(*ROWS), OIDC)
    come(monkeypatch, "viewer@example.org")
    at = opened(page)
    assert not at.exception
    assert [text.value for text in at.text if "у вашей роли нет" in text.value]
    assert told(at, "Открыть «Месяц»")


def test_the_district_without_one_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, tabs(*ROWS), OIDC)
    come(monkeypatch, "curator@example.org")
    at = opened("district.py")
    assert not at.exception
    assert [text.value for text in at.text if "не названы" in text.value]


def test_pages_of_others_are_not_in_the_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, tabs(*ROWS), OIDC)
    come(monkeypatch, "ivanov@example.org")
    at = opened("check.py")
    assert "Проверка реестра" not in texts(at)
    assert told(at, "Открыть «Сейчас»")


def test_taken_off_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, tabs(*ROWS), OIDC)
    come(monkeypatch, "curator@example.org")
    at = opened("now.py", list="open")
    assert told(at, WORDS[1])
    people = {name: person for name, person in PEOPLE.items() if name.startswith("viewer")}
    fewer = Config(workbook=OIDC.workbook, access=Access("oidc", people), login=OIDC.login)
    monkeypatch.setattr(config, "load", lambda: fewer)
    at.run()
    assert "Вас нет в списке допущенных" in texts(at)
    assert not told(at, WORDS[1])


# --- files ---


def view(register: Register, scope: Scope) -> store.View:
    served = Visit("", narrow(register, scope))
    key = store.Key(served._number, 1, pd.Timestamp(NOW), served._own, scope)
    return store.View(key, narrow(register, scope))


@pytest.mark.parametrize(
    ("scope", "cases"),
    [
        (Scope("curator"), {1, 2, 3, 5, 6}),
        (Scope("executor", IVANOV), {1}),
        (Scope("head"), {3}),
        (Scope("viewer"), set()),
    ],
)
def test_the_file_of_a_list(register: Register, scope: Scope, cases: set[int]) -> None:
    seen = view(register, scope)
    made = case_list.build(seen, seen.listing.table, "Список", view_now.picked(Filters()))
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        body = b"".join(book.read(name) for name in book.namelist())
    assert {case for case, word in WORDS.items() if word.encode() in body} == cases
    assert "Автор".encode() not in body


def test_the_file_of_a_list_has_no_column_of_what_is_not_kept() -> None:
    def heads(*fields: str) -> set[str]:
        found = view(
            parse(tabs({"case": 1, **SENT, "text": "Яма"}, fields=("case", "detected", *fields))), Scope()
        )
        return set(case_list.exported(found, found.listing.table))

    told = {"Важность": "importance", "Тема": "topic", "Локация": "location", "Суть сообщения": "text"}
    assert set(told) <= heads("posted", *told.values())
    assert not set(told) & heads("posted")


def test_personal_data_of_texts_are_masked_in_a_file() -> None:
    text = "Позвоните +7 921 123-45-67, ivanov@mail.ru, Сидоров Пётр"
    found = view(parse(tabs({"case": 1, **SENT, "text": text, "author": "Громова"})), Scope())
    made = case_list.build(found, found.listing.table, "Список", view_now.picked(Filters()))
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        body = b"".join(book.read(name) for name in book.namelist()).decode(errors="ignore")
    assert "Позвоните" in body
    for secret in ("921", "ivanov@mail.ru", "Сидоров"):
        assert secret not in body


@pytest.mark.parametrize("ending", list(report.KINDS))
@pytest.mark.parametrize(
    ("scope", "cases"),
    [(Scope("curator"), {3}), (Scope("head"), {3}), (Scope("viewer"), set())],
)
def test_the_documents_of_a_month(ending: str, scope: Scope, cases: set[int]) -> None:
    """The texts of deficiencies (п. 20) are for the curator; the head has those of high importance."""
    late = {"approved": "23.11.2026 11:00", "posted": "23.11.2026 16:00", "drafted": "23.11.2026 10:55"}
    rows = [
        _case(3, "ВажноеСлово", PETROV, importance="Повышенная", **late),
        _case(7, "ОбычноеСлово", PETROV, **late),
    ]
    seen = view(parse(tabs(*rows)), scope)
    facts = gather(seen.register, seen.obligations, pd.Timestamp("2026-11-30T12:00"))
    made = report.render(report.of(facts, month_of("2026-11"), seen.marks), ending)
    body = _inside(made)
    assert ("ВажноеСлово" in body) is (3 in cases)
    assert ("ОбычноеСлово" in body) is (scope.role == "curator")
    assert ("vk.com" in body) is False
    assert "Автор" not in body


def _inside(made: bytes) -> str:
    if not made.startswith(b"PK"):
        return made.decode()
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        return b"".join(book.read(name) for name in book.namelist()).decode(errors="ignore")


def test_every_download_asks_the_door_again() -> None:
    """No button hands out bytes of its own: each takes its file from `lib.web.shell.entry.file`."""
    found = []
    for path in sorted((ROOT / "lib" / "web").rglob("*.py")) + sorted((ROOT / "pages").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "download_button":
                data = next(each.value for each in node.keywords if each.arg == "data")
                assert isinstance(data, ast.Call), path.name
                assert getattr(data.func, "id", "") == "file", path.name
                found.append(path.name)
    assert {"case_list.py", "documents.py"} <= set(found)


def test_a_file_is_refused_once_the_door_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "load", lambda: OIDC)
    come(monkeypatch, "viewer@example.org")
    make = entry.file(lambda: b"file", Scope("viewer"))
    assert make() == b"file"
    other = Access("oidc", {"viewer@example.org": Person("head")})
    for people in (Access("oidc", {"@other": Person("viewer")}), other):
        changed = Config(workbook=OIDC.workbook, access=people, login=OIDC.login)
        monkeypatch.setattr(config, "load", lambda changed=changed: changed)
        with pytest.raises(UsageError, match="Доступа"):
            make()


@pytest.mark.parametrize("role", ["curator", "deputy"])
def test_who_looks_at_a_file_of_his_own_takes_its_lists(role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anybody sees the whole of what he brought; the door is asked for the one who he is."""
    monkeypatch.setattr(config, "load", lambda: OIDC)
    come(monkeypatch, f"{role}@example.org")
    own = Visit("свой.xlsx", parse(tabs(*ROWS)))
    seen = own.view(own.get(), pd.Timestamp(NOW), Scope(role))
    assert seen.scope.whole
    assert entry.file(lambda: b"file", seen.reader)() == b"file"


def test_snapshots_of_roles_do_not_mix(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, tabs(*ROWS), OIDC)
    served = store.served(OIDC)
    snapshot: Snapshot[Loaded] = served.get()
    now = pd.Timestamp(NOW)
    every = [
        served.view(snapshot, now, scope) for scope in (Scope(), Scope("head"), Scope("executor", IVANOV))
    ]
    assert [len(found.live) for found in every] == [5, 1, 1]
    assert [len(found.live) for found in every] == [5, 1, 1]
