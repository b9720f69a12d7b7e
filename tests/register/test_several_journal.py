"""A journal that speaks of a case of another spreadsheet: own first, then the others in the list's order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from lib import sla
from lib.duties.advice import advice
from lib.duties.check import problems
from lib.duties.timeline import timeline
from lib.figures import doubt, signals
from lib.law.regulation import Stage
from lib.lists import one_case
from lib.lists.mending import to_mend
from lib.lists.pointers import card_addresses
from lib.lists.scope import EXECUTOR, Scope, narrow
from lib.register import Register, parse, several
from lib.register.several import cases_meant, reader
from lib.sources.tabs import Tabs
from tests.build import NOW, facts_of
from tests.register.test_several import DONE, row, spreadsheet

INTERIM = {"kind": "Промежуточный", "final_drafted": None}


def note(case: object, time: str, event: str, **cells: str) -> dict[str, object]:
    return {"case": case, "time": time, "event": event, **cells}


def of_2026(*journal: dict[str, object], rows: Sequence[dict[str, object]] = ()) -> Tabs:
    return spreadsheet("Реестр 2026", *rows, journal=journal, lists=[{"executor": "Иванов И. И."}])


def of_2025(*rows: dict[str, object], **others: object) -> Tabs:
    return spreadsheet("Реестр 2025", *rows, **others)


def named(register: Register, *kinds: str) -> list[list[str]]:
    """What the check says of these kinds, or of any: kind, source, tab, cell, №."""
    found = problems(register, NOW)
    found = found[found["kind"].isin(kinds)] if kinds else found
    return found[["kind", "source", "tab", "cell", "case"]].values.tolist()


def journal_of(register: Register) -> list[list[int]]:
    """The journals' events: position of the case, source, row."""
    return register.events.loc[register.events["journal"], ["at", "source", "row"]].values.tolist()


def final_of(register: Register, at: int) -> list[str]:
    rows = sla.assess(register, NOW)
    return rows.loc[(rows.index == at) & (rows["rule"] == "final"), "status"].tolist()


def test_an_answer_of_december_is_finished_in_the_journal_of_january() -> None:
    archive = of_2025(row(7, "29.12.2025", **INTERIM))
    finished = note(7, "12.01.2026 12:00", "Окончательный проект")
    assert final_of(reader()((of_2026(), archive)), 0) == ["overdue"]
    register = reader()((of_2026(finished), archive))
    assert final_of(register, 0) == ["met"]
    assert named(register) == []
    assert len(register.strays) == 0  # told as events now
    rows = sla.assess(register, NOW)
    assert rows["source"].astype(str).unique().tolist() == ["Реестр 2025"]  # the case's, not the journal's


def test_the_journal_looks_in_its_own_first_then_in_the_order_of_the_list() -> None:
    notes = [note(case, "20.11.2026 12:00", "Доложено главе") for case in (1, 2, 3, "строка 3")]
    register = reader()(
        (
            of_2026(*notes, rows=[row(1, "17.11.2026")]),
            of_2025(row(1, "17.11.2025"), row(2, "18.11.2025"), row(2, "19.11.2025")),
            spreadsheet("Реестр 2024", row(1, "18.11.2024"), row(3, "19.11.2024"), row(2, "20.11.2024")),
        )
    )
    assert register.cases["case"].tolist() == ["1", "1", "2", "2", "1", "3", "2"]
    assert journal_of(register) == [[0, 0, 2], [2, 0, 3], [5, 0, 4]]
    assert named(register, "unknown_case") == [
        ["unknown_case", "Реестр 2026", "Журнал", "A5", "строка 3"],
    ]


def test_the_journal_of_an_archive_may_speak_of_a_case_of_this_year() -> None:
    archive = of_2025(row(7, "18.11.2025"), journal=[note(1, "17.11.2026 12:00", "Доложено главе")])
    register = reader()((of_2026(rows=[row(1, "17.11.2026")]), archive))
    assert journal_of(register) == [[0, 1, 2]]
    assert named(register) == []


def test_a_case_that_stands_in_no_spreadsheet_is_named_once() -> None:
    tables = (
        of_2026(note(99, "17.11.2026 12:00", "Доложено главе"), rows=[row(1, "17.11.2026")]),
        of_2025(row(7, "18.11.2025"), journal=[note(98, "мусор", "Доложено главе")]),
    )
    register = reader()(tables)
    assert named(register) == [
        ["unknown_case", "Реестр 2026", "Журнал", "A2", "99"],
        ["unknown_case", "Реестр 2025", "Журнал", "A2", "98"],
        ["bad_time", "Реестр 2025", "Журнал", "B2", "98"],
    ]
    assert register.problems["message"].iloc[0] == (
        "Сообщения № «99» нет ни в одной из таблиц: исправьте номер."
    )
    alone = reader()(tables[:1])
    told = problems(alone, NOW)["message"].tolist()
    assert told == ["Сообщения № «99» нет в реестре: исправьте номер."]


def test_times_are_named_in_the_journal_where_they_stand() -> None:
    """The archive has no «Журнал» at all: its own columns could not even tell the cell."""
    archive = of_2025(row(7, "18.11.2025", final_posted="20.11.2025 10:00", **INTERIM), row(8, "19.11.2025"))
    register = reader()(
        (
            of_2026(
                note(7, "17.11.2025 12:00", "Согласовано"),
                note(7, "25.12.2026 12:00", "Согласовано"),
                note(7, "19.11.2025", "Окончательный проект"),
                note(7, "21.11.2025 12:00", "На доработку"),
                note(8, "19.11.2025 09:20", "Возвращено"),
                note(8, "", "Направлено"),
                note(8, "мусор", "Направлено"),
                note(8, "19.11.2025 09:50", "Потеряно", executor="Чужой", kind="Никакой"),
            ),
            archive,
        )
    )
    assert named(register) == [
        ["early", "Реестр 2026", "Журнал", "B2", "7"],
        ["future", "Реестр 2026", "Журнал", "B3", "7"],
        ["date_only", "Реестр 2026", "Журнал", "B4", "7"],
        ["after_final", "Реестр 2026", "Журнал", "B5", "7"],
        ["order", "Реестр 2026", "Журнал", "B6", "8"],
        ["no_time", "Реестр 2026", "Журнал", "B7", "8"],
        ["bad_time", "Реестр 2026", "Журнал", "B8", "8"],
        ["unknown_word", "Реестр 2026", "Журнал", "C9", "8"],
        ["not_in_list", "Реестр 2026", "Журнал", "D9", "8"],
        ["unknown_word", "Реестр 2026", "Журнал", "E9", "8"],
    ]
    assert final_of(register, 0) == ["met"]
    lines = [line for group in to_mend.groups(register, problems(register, NOW)) for line in group.lines]
    cells = pd.concat([line.cells for line in lines])
    first = cells[cells["Где"].str.startswith("Реестр 2026: Журнал, B")].iloc[0]
    assert first["Ссылка"].startswith("https://example.org/Реестр 2026#gid=2&range=B")
    assert [first["Карточка"]] == card_addresses(register, np.array([1]))


def test_a_case_is_detected_once_whichever_journal_says_so() -> None:
    detected = "Выявлено"
    own = [note(4, "20.11.2025 09:00", detected)]
    register = reader()(
        (
            of_2026(
                note(1, "17.11.2025 09:00", detected),  # another time: named
                note(1, "17.11.2025 09:20:30", detected),  # the same minute
                note(2, "18.11.2025 09:00", detected),  # excluded
                note(3, "19.11.2025 09:10", detected),
                note(3, "19.11.2025 09:05", detected),  # the earliest counts
                note(4, "20.11.2025 08:00", detected),  # earlier, but the case has one at home
                note(5, "21.11.2025", detected),  # a date without a time is no minute
            ),
            of_2025(
                row(1, "17.11.2025"),
                row(2, "18.11.2025", excluded="реклама"),
                row(3, "19.11.2025", detected=None),
                row(4, "20.11.2025", detected=None),
                row(5, "21.11.2025", detected="21.11.2025 00:00"),
                row(6, "24.11.2025", detected=None),
                journal=own,
            ),
            spreadsheet("Реестр 2024", journal=[note(3, "19.11.2025 09:00", detected)]),
        )
    )
    assert named(register) == [
        ["second_detection", "Реестр 2026", "Журнал", "B2", "1"],
        ["second_detection", "Реестр 2026", "Журнал", "B5", "3"],
        ["second_detection", "Реестр 2026", "Журнал", "B6", "3"],
        ["second_detection", "Реестр 2026", "Журнал", "B7", "4"],
        ["date_only", "Реестр 2026", "Журнал", "B8", "5"],
        ["second_detection", "Реестр 2026", "Журнал", "B8", "5"],
        ["no_detection", "Реестр 2025", "Реестр", "B7", "6"],
    ]
    second = register.problems[register.problems["kind"] == "second_detection"]
    assert second["value"].tolist()[0] == "17.11.2025 09:00"
    assert register.problems.columns[-1] == "source"
    line = timeline(register, NOW).detected
    assert [f"{pd.Timestamp(time):%d.%m %H:%M:%S}" for time in line[:5]] == [
        "17.11 09:20:00",
        "18.11 09:20:00",
        "19.11 09:00:00",
        "20.11 09:00:00",
        "21.11 00:00:00",
    ]


def test_a_second_detection_ahead_of_now_is_named_whichever_journal_says_so() -> None:
    ahead = [note(number, "20.12.2026 09:00", "Выявлено") for number in (1, 2, 3)]
    cases = (
        row(1, "17.11.2025"),
        row(2, "18.11.2025", excluded="реклама"),
        row(3, "19.11.2025", detected=None),
    )
    register = reader()((of_2026(*ahead), of_2025(*cases)))
    assert named(register, "future", "second_detection") == [
        ["future", "Реестр 2026", "Журнал", "B2", "1"],
        ["second_detection", "Реестр 2026", "Журнал", "B2", "1"],
        ["future", "Реестр 2026", "Журнал", "B3", "2"],
        ["future", "Реестр 2026", "Журнал", "B4", "3"],  # the only one: once, by its case
    ]


def test_a_number_means_a_case_as_it_does_in_the_journal() -> None:
    register = reader()(
        (
            of_2026(rows=[row(1, "17.11.2026")]),
            of_2025(row(1, "17.11.2025"), row(2, "18.11.2025"), row(2, "19.11.2025")),
            spreadsheet("Реестр 2024", row(2, "18.11.2024")),
        )
    )
    asked = [(0, "1"), (0, "2"), (0, "9"), (1, "1"), (2, "1"), (2, "2"), (0, "")]
    assert cases_meant(register, asked) == [0, 2, -1, 1, 0, 4, -1]


def test_executors_of_any_journal_are_the_same_people() -> None:
    register = reader()(
        (
            of_2026(rows=[row(1, "17.11.2026", posted=None, approved=None, drafted=None)]),
            of_2025(
                row(7, "18.11.2025", executor="Ушедший"),
                journal=[
                    note(1, "17.11.2026 12:00", "Направлено", executor="ИВАНОВ И.И."),
                    note(1, "17.11.2026 12:30", "Направлено", executor="Прежний"),
                ],
            ),
        )
    )
    assert register.people == ("Иванов И. И.", "Ушедший", "Прежний")
    rows = sla.assess(register, NOW)
    owed = rows[(rows.index == 0) & (rows["rule"] == "draft")]
    assert owed["person"].astype(str).tolist() == ["Иванов И. И.", "Иванов И. И.", "Прежний"]


def test_at_one_minute_the_row_and_its_own_journal_prevail() -> None:
    def sent(executor: str) -> dict[str, object]:
        return note(7, "18.11.2025 09:35", "Направлено", executor=executor)

    case = row(7, "18.11.2025", sent="18.11.2025 09:35:40", executor="Первый")
    for own, expected in (([sent("Домашний")], "Домашний"), ([], "Пришлый")):
        register = reader()((of_2026(sent("Пришлый")), of_2025(case, journal=own)))
        line = timeline(register, NOW)
        [at] = np.flatnonzero(line.stage == Stage.SENT)
        assert pd.Timestamp(line.time[at]).second == 40
        assert register.people[line.executor[at]] == expected


def test_a_found_case_is_not_parsed_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    monkeypatch.setattr(several, "parse", lambda tabs, *_: parsed.append(tabs.title) or parse(tabs))
    this, take = of_2026(note(7, "12.01.2026 12:00", "Окончательный проект")), reader()
    for archive, status in (
        (of_2025(row(6, "29.12.2025")), []),
        (of_2025(row(7, "29.12.2025", **INTERIM)), ["met"]),
        (of_2025(row(6, "29.12.2025")), []),
    ):
        register = take((this, archive))
        assert final_of(register, 0) == status
        assert len(named(register, "unknown_case")) == (not status)
    assert parsed == ["Реестр 2026", *["Реестр 2025"] * 3]


def test_the_card_tells_whose_journal_it_is() -> None:
    both = reader()(
        (
            of_2026(note(7, "20.11.2025 12:00", "Окончательный проект")),
            of_2025(row(7, "18.11.2025", **INTERIM), journal=[note(7, "18.11.2025 12:00", "Доложено главе")]),
        )
    )
    found = one_case.casefile(both, sla.assess(both, NOW), NOW, 0)
    assert found is not None
    assert found.events["Подробности"].tolist()[-2:] == [
        "из «Журнала»",
        "окончательный, из «Журнала» таблицы «Реестр 2026»",
    ]


def test_what_only_looks_wrong_is_told_where_it_stands() -> None:
    register = reader()(
        (of_2026(note(7, "03.05.2026 10:05", "Проект получен")), of_2025(row(7, "05.03.2026")))
    )
    hints = advice(register, NOW)
    assert hints[["tab", "cell", "case", "source"]].values.tolist() == [["Журнал", "B2", "7", "Реестр 2026"]]


def test_an_unreadable_time_makes_a_case_of_another_spreadsheet_doubtful() -> None:
    archive = of_2025(row(7, "18.11.2025", posted="19.11.2025 17:00"))
    for time, doubtful in (("мусор", 1), ("18.11.2025 10:20", 0)):
        register = reader()((of_2026(note(7, time, "Доложено главе")), archive))
        first, *_ = doubt.ranges(facts_of(register))
        assert first.doubtful == doubtful


def test_one_escalation_noted_for_an_archive_does_not_judge_all_of_it() -> None:
    """п. 12: an archive without that column and that word in a journal of its own tells nothing of it."""
    high = {"importance": "Повышенная", "answer_url": "https://vk.com/wall-1_1"}
    fields = ["case", "detected", "importance", *DONE, "topic", "location", "answer_url"]
    archive = of_2025(row(7, "18.11.2025", **high), row(8, "19.11.2025", **high), fields=fields)
    register = reader()((of_2026(note(7, "18.11.2025 10:05", "На согласовании у зам. главы")), archive))
    found = signals.deficiencies(facts_of(register))
    assert (found["kind"] == signals.Lack.DEPUTY).sum() == 0


def test_what_a_journal_says_of_unknown_cases_is_in_no_narrower_register() -> None:
    register = parse(of_2026(note(99, "17.11.2026 12:00", "Направлено", executor="Другой")))
    assert len(register.strays) == 1
    assert len(narrow(register, Scope(EXECUTOR, "Иванов И. И.")).strays) == 0
