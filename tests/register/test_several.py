"""Several spreadsheets as one register: № within one, repeats across, cells named in their own."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs

import numpy as np
import pandas as pd
import pytest

from lib import sla
from lib.base.errors import RegisterError
from lib.duties import live
from lib.duties.check import problems
from lib.duties.kept import kept
from lib.duties.timeline import timeline
from lib.figures import doubt
from lib.lists import one_case
from lib.lists.cases import open_cases
from lib.lists.mending import to_mend
from lib.lists.pointers import card_addresses, cell_link, find_case, row_link
from lib.register import parse, several
from lib.register.layout import Problems, Sheet
from lib.register.office import settings
from lib.register.office.settings import Parameters
from lib.register.several import combine, reader
from lib.sources.tabs import Tab, Tabs
from tests.build import NOW, facts_of, tabs
from tests.duties.test_against_oracle import as_tabs
from tests.oracle import generate

DONE = {"sent": "{} 09:35", "drafted": "{} 10:00", "approved": "{} 10:10", "posted": "{} 10:20"}


def row(case: object, day: str, **cells: object) -> dict[str, object]:
    steps = {name: shape.format(day) for name, shape in DONE.items()}
    return {"case": case, "detected": f"{day} 09:20", "executor": "Иванов И. И.", **steps, **cells}


def spreadsheet(title: str, *rows: dict[str, object], **others: object) -> Tabs:
    made = tabs(*rows, **others)
    numbered = tuple(replace(tab, gid=number) for number, tab in enumerate(made.tabs))
    return replace(made, title=title, tabs=numbered, url=f"https://example.org/{title}")


def this_year() -> Tabs:
    return spreadsheet(
        "Реестр 2026",
        row(1, "17.11.2026"),
        row(2, "18.11.2026", repeat_of=7, posted="мусор"),
        row(3, "19.11.2026", repeat_of=1),
        row(4, "20.11.2026", repeat_of=99),
        lists=[{"executor": "Иванов И. И.", "topic": "Дороги", "topic_group": "Хозяйство"}],
    )


def last_year() -> Tabs:
    return spreadsheet(
        "Реестр 2025",
        row(1, "17.11.2025", executor="ИВАНОВ И.И."),
        row(7, "18.11.2025", executor="Ушедший", topic="дороги"),
        row(8, "19.11.2025", sent="18.11.2025 09:00"),
        row(9, "20.11.2025", repeat_of=3),
        journal=[{"case": 1, "time": "17.11.2025 10:30", "event": "Доложено главе"}],
        settings={"Рабочее время пн": "ерунда"},
        lists=[{"executor": "Ушедший", "topic": "дороги", "topic_group": "Прежняя группа"}],
        fields=["text", "detected", "case", *DONE, "executor", "topic", "repeat_of", "location"],
    )


@pytest.fixture
def read() -> tuple[Tabs, Tabs]:
    return this_year(), last_year()


def test_cases_follow_one_another(read: tuple[Tabs, Tabs]) -> None:
    register = reader()(read)
    cases = register.cases
    assert cases["case"].tolist() == ["1", "2", "3", "4", "1", "7", "8", "9"]
    assert cases["source"].tolist() == [0] * 4 + [1] * 4
    assert cases["source"].dtype == "int8"
    assert [place.title for place in register.places] == ["Реестр 2026", "Реестр 2025"]
    assert register.events["at"].max() == 7


def test_repeats_look_in_their_own_first(read: tuple[Tabs, Tabs]) -> None:
    register = reader()(read)
    assert register.cases["earlier"].tolist() == [-1, 5, 0, -1, -1, -1, -1, 2]
    unknown = register.problems[register.problems["kind"] == "unknown_repeat"]
    assert unknown[["case", "source"]].values.tolist() == [["4", "Реестр 2026"]]
    assert "ни в одной из таблиц" in unknown["message"].iloc[0]


def test_names_take_the_first_ones_spelling(read: tuple[Tabs, Tabs]) -> None:
    register = reader()(read)
    assert register.cases["executor"].astype(str).tolist()[3:6] == ["Иванов И. И.", "Иванов И. И.", "Ушедший"]
    assert register.people == ("Иванов И. И.", "Ушедший")
    assert register.cases["topic"].astype(str).unique().tolist() == ["Дороги"]
    assert set(register.cases["topic_group"].astype(str)) == {"Хозяйство"}
    assert register.lists.executors == ("Иванов И. И.",)


def test_settings_of_an_archive_do_not_count(read: tuple[Tabs, Tabs]) -> None:
    register = reader()(read)
    assert set(register.problems["tab"]) == {"Реестр"}
    assert register.schedule.hours[0] == (540, 1080)


def test_the_journal_belongs_to_its_own(read: tuple[Tabs, Tabs]) -> None:
    register = reader()(read)
    journal = register.events[register.events["journal"]]
    assert journal["at"].tolist() == [4]


def test_problems_are_named_in_their_own_columns(read: tuple[Tabs, Tabs]) -> None:
    register = reader()(read)
    found = problems(register, NOW)
    assert found.columns[-1] == "source"
    bad = found[found["kind"] == "bad_time"].iloc[0]
    assert (bad["cell"], bad["source"]) == ("V3", "Реестр 2026")
    early = found[found["kind"] == "early"].iloc[0]
    assert (early["cell"], early["case"], early["source"]) == ("D4", "8", "Реестр 2025")
    assert found["source"].tolist() == sorted(found["source"], reverse=True)


def test_obligations_tell_the_source(read: tuple[Tabs, Tabs]) -> None:
    register = reader()(read)
    rows = sla.assess(register, NOW)
    assert rows.columns[-1] == "source"
    assert rows["source"].astype(str).tolist() == [
        register.places[source].title for source in register.cases["source"].to_numpy()[rows.index]
    ]


def test_one_spreadsheet_has_no_source_column(read: tuple[Tabs, Tabs]) -> None:
    register = reader()(read[:1])
    assert "source" not in problems(register, NOW)
    assert "source" not in sla.assess(register, NOW)


# Of two seeds the generator leaves out «Реестр»: they are no register, alone or together.
@pytest.mark.parametrize("seed", [seed for seed in range(14) if seed not in (0, 8)])
def test_each_is_assessed_as_if_alone(seed: int) -> None:
    """Two random registers with the same settings: together they owe what each owes."""
    raw, now = generate.register(seed)
    other, _ = generate.register(seed + 500)
    own_tabs = ("Реестр", "Журнал", "Справочники")
    shared = {title: rows for title, rows in raw.items() if title not in own_tabs}
    first = as_tabs(raw)
    second = as_tabs({**{t: r for t, r in other.items() if t in own_tabs}, **shared})
    alone = [reader()((part,)) for part in (first, second)]
    both = reader()((first, second))
    rows = sla.assess(both, now)
    line = timeline(both, now)
    steps = ["case", "rule", "role", "opened", "due", "closed", "status", "spent", "late"]
    for number, part in enumerate(alone):
        own = rows[both.cases["source"].to_numpy()[rows.index] == number]
        # A rule may be kept by the columns or the journal of the other one alone.
        own = own[own["rule"].isin(kept(part, timeline(part, now)).rules)]
        assert set(kept(part, timeline(part, now)).rules) <= set(kept(both, line).rules)
        pd.testing.assert_frame_equal(
            own[steps].reset_index(drop=True), sla.assess(part, now)[steps].reset_index(drop=True)
        )


def test_cards_and_links(read: tuple[Tabs, Tabs]) -> None:
    register = reader()(read)
    addresses = card_addresses(register, np.array([4]))
    assert parse_qs(addresses[0].removeprefix("case?")) == {"n": ["1"], "source": ["Реестр 2025"]}
    assert find_case(register, "1", source="Реестр 2025") == 4
    assert find_case(register, "1") == 0
    assert find_case(register, "1", source="такой нет") == 0
    assert find_case(register, "7", source="Реестр 2026") is None
    assert row_link(register, 5) == "https://example.org/Реестр 2025#gid=0&range=A3"
    assert cell_link(register, "Реестр", "B2", 1) == "https://example.org/Реестр 2025#gid=0&range=B2"
    found = one_case.casefile(register, sla.assess(register, NOW), NOW, 1)
    assert found is not None
    assert found.earlier.index.tolist() == [5]
    assert ("Таблица", "Реестр 2026") in found.facts


def test_what_is_to_be_mended_says_where(read: tuple[Tabs, Tabs]) -> None:
    register = reader()(read)
    found = problems(register, NOW)
    groups = to_mend.groups(register, found)
    places = [place for group in groups for line in group.lines for place in line.cells["Где"]]
    assert "Реестр 2025: Реестр, D4 («Направлено»)" in places
    assert to_mend.verdict(register, found, groups).cases == len(
        found.loc[found["case"] != "", ["case", "source"]].drop_duplicates()
    )


def test_what_follows_is_computed(read: tuple[Tabs, Tabs]) -> None:
    register = reader()(read)
    facts = facts_of(register)
    assert sum(found.doubtful for found in doubt.ranges(facts)) > 0
    assert len(open_cases(register, live.live(register, NOW))) > 0


def test_only_what_changed_is_parsed_anew(monkeypatch: pytest.MonkeyPatch, read: tuple[Tabs, Tabs]) -> None:
    parsed: list[str] = []
    monkeypatch.setattr(several, "parse", lambda tabs, *_: parsed.append(tabs.title) or parse(tabs))
    take = reader()
    take(read)
    assert take(read) is take(read)
    take((this_year(), read[1]))
    assert parsed == ["Реестр 2026", "Реестр 2025", "Реестр 2026"]


def test_the_settings_are_read_once_a_spreadsheet(
    monkeypatch: pytest.MonkeyPatch, read: tuple[Tabs, Tabs]
) -> None:
    asked: list[str] = []

    def read_settings(sheet: Sheet | None, problems: Problems, zone: str | None) -> Parameters:
        asked.append("" if sheet is None else sheet.title)
        return settings.read_settings(sheet, problems, zone)

    monkeypatch.setattr("lib.register.register.read_settings", read_settings)
    reader()(read[:1])
    assert asked == ["Настройки"]


def test_equal_titles_are_told_apart(read: tuple[Tabs, Tabs]) -> None:
    twin = replace(read[1], title=read[0].title)
    register = reader()((read[0], twin))
    assert [place.title for place in register.places] == ["Реестр 2026", "Реестр 2026 (2)"]


def test_an_archive_that_is_no_register_is_named(read: tuple[Tabs, Tabs]) -> None:
    with pytest.raises(RegisterError, match="Архив «Чужая»"):
        reader()((read[0], Tabs("Чужая", (Tab("Лист1", (["а"],)),))))


def test_too_many(read: tuple[Tabs, Tabs]) -> None:
    register = reader()(read[:1])
    with pytest.raises(RegisterError, match="больше 100"):
        combine([register] * 101)
