"""Not kept is not judged: a rule has obligations only where something keeps what ends it (rules.md)."""

from __future__ import annotations

import pytest

from lib import sla
from lib.district import counting
from lib.documents import digest, tables
from lib.duties.kept import kept, kept_ever
from lib.duties.timeline import timeline
from lib.figures import doubt, signals, summary
from lib.figures.definitions import APART, Importance, Section
from lib.figures.noted import noted, whole
from lib.law.regulation import RULES, Rule
from lib.law.schema import CASES
from lib.register import Register
from lib.words import absent, phrases, statements
from lib.worktime.period import month_of
from tests.build import NOW, facts_of, register

DAY = "20.11.2026"
WHOLE = {
    "case": 1, "detected": f"{DAY} 09:05", "importance": "Повышенная", "sent": f"{DAY} 09:10",
    "drafted": f"{DAY} 09:20", "approved": f"{DAY} 09:30", "posted": f"{DAY} 09:40",
}  # fmt: skip
TWO_STEPS = ("case", "detected", "topic", "location", "importance", "posted")


def rules(
    *rows: dict[str, object], fields: tuple[str, ...], journal: tuple[dict[str, object], ...] = ()
) -> set[str]:
    found = register(*rows, fields=fields, journal=journal)
    return set(sla.assess(found, NOW)["rule"].astype(str))


def test_found_and_answered_owe_the_answer_alone() -> None:
    assert rules(WHOLE, {**WHOLE, "case": 2, "importance": ""}, fields=TWO_STEPS) == {"answer", "answer_high"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_any_of_its_columns_keeps_a_rule(rule: Rule) -> None:
    for field in rule.kept_by:
        found = register(WHOLE, fields=("case", "detected", "topic", "location", field))
        assert rule.key in kept(found, timeline(found, NOW))
    found = register(WHOLE, fields=("case", "detected", "topic", "location"))
    assert rule.key not in kept(found, timeline(found, NOW))


@pytest.mark.parametrize("cases", [2, 3])
def test_three_cases_in_the_journal_keep_a_step(cases: int) -> None:
    rows = [{**WHOLE, "case": number} for number in range(1, 5)]
    journal = tuple(
        {"case": number, "time": f"{DAY} 09:10", "event": "Направлено"} for number in range(1, cases + 1)
    )
    assert ("dispatch" in rules(*rows, fields=TWO_STEPS, journal=journal)) == (cases == 3)


def test_what_counts_in_the_journal_is_what_has_happened_and_has_an_effect() -> None:
    rows = [{**WHOLE, "case": number} for number in (1, 2)]
    rows += [{**WHOLE, "case": 3, "excluded": "угрозы"}, {**WHOLE, "case": 4}]
    journal = [{"case": number, "time": f"{DAY} 09:10", "event": "Направлено"} for number in (1, 2, 3)]
    journal.append({"case": 4, "time": f"{DAY} 12:00", "event": "Направлено"})  # after the final answer
    fields = (*TWO_STEPS, "excluded")
    assert "dispatch" not in rules(*rows, fields=fields, journal=tuple(journal))
    journal[-1]["time"] = f"{DAY} 09:20"
    assert "dispatch" in rules(*rows, fields=fields, journal=tuple(journal))


def test_what_is_not_kept_is_no_share_no_lack_and_no_range() -> None:
    found = register(WHOLE, fields=TWO_STEPS)
    facts = facts_of(found)
    month = summary.of(facts, month_of("2026-11"))
    for value in month.values:
        if value.figure.key in ("dispatch", "draft", "preparing", "report_head", "first_draft", "reworked"):
            assert phrases.amount(value.figure, value.current) == "не ведётся"
    assert month.value("answer", month.values[0].importance.HIGH).current.kept
    assert signals.deficiencies(facts).empty  # no «without the deputy», no link: neither is kept
    assert set(month.lacks["kind"]) == {"late", "overdue"}
    assert {bounds.figure.key for bounds in doubt.ranges(facts)} == {"answer"}
    told = " ".join(absent.lacking(found))
    assert told.startswith("На листе «Реестр» нет столбцов «Направлено»")
    assert "Шаги «Направление исполнителю»," in told
    assert "не ведутся: сроки по ним не считаются, и никто по ним не оценивается." in told


def test_without_any_answers_nothing_is_told_of_them() -> None:
    found = register(WHOLE, fields=("case", "detected", "topic", "location", "importance"))
    month = summary.of(facts_of(found), month_of("2026-11"))
    for key in ("answered", "unanswered", "backlog"):
        assert not month.value(key).current.kept
    assert month.backlog.empty
    assert statements.statements(month)["backlog"] == ""
    told = digest.digest(found, NOW)
    assert not {"overdue", "today", "promises"} & {part.key for part in told.parts}
    assert told.head == "Ошибок в реестре нет."
    lacking = month.value("deficiencies", Importance.ORDINARY)
    assert not lacking.current.kept  # no step that could be late: no 0 either
    assert tables.lacks(month) is None
    assert tables.figures(month, Section.QUALITY).nothing.startswith("Не ведётся: «Согласовано с первого")


def test_an_answer_without_its_link_is_a_deficiency_though_no_step_is_kept() -> None:
    fields = ("case", "detected", "topic", "location", "importance", "answer_url")
    journal = [{"case": 1, "time": f"{DAY} 09:30", "event": "Размещено"}]  # of one case: no way to keep it
    found = register({**WHOLE, "answer_url": ""}, fields=fields, journal=journal)
    month = summary.of(facts_of(found), month_of("2026-11"))
    assert not month.kept.rules
    lacking = [month.value("deficiencies", importance).current for importance in APART]
    assert [amount.value for amount in lacking] == [0, 1]
    assert all(amount.kept for amount in lacking)
    assert month.lacks[["kind", "cases"]].values.tolist() == [["link", 1]]
    shown = tables.lacks(month)
    assert shown is not None
    assert shown.rows[0][0].shown == "Ответы без ссылки"


def clean(*left_out: str) -> Register:
    """A register of every column but those, in which all is done and nothing is amiss."""
    fields = tuple(column.field for column in CASES.columns if column.field not in left_out)
    return register({**WHOLE, "importance": ""}, fields=fields)


@pytest.mark.parametrize(
    "lost",
    ["importance", "answer_url", "kind", "sent_back", "escalated", "approved", "reported", "posted"],
)
def test_nobody_vouches_for_what_is_not_kept(lost: str) -> None:
    """Without the importance no case has the short term, without links none is missing."""
    assert whole(kept_ever(clean()))
    found = clean(lost)
    assert not whole(kept_ever(found))
    told = statements.no_lacks(kept_ever(found), "нет", unjudged=False)
    assert told == "По тому, что ведётся в реестре, недостатков нет"


@pytest.mark.parametrize(
    ("lost", "figure"),
    [
        ("importance", "unreported"),
        ("reported", "unreported"),
        ("escalated", "with_deputy"),
        ("approved", "with_deputy"),
    ],
)
def test_who_waits_is_counted_only_where_it_can_be_seen(lost: str, figure: str) -> None:
    assert noted(kept_ever(clean()), figure)
    assert not noted(kept_ever(clean(lost)), figure)


def test_the_district_has_no_zero_of_reports_where_the_importance_is_not_kept() -> None:
    period = month_of("2026-11")
    assert counting.of(clean(), NOW, period).numbers["not_reported"] == 0
    assert "not_reported" not in counting.of(clean("importance"), NOW, period).numbers


def test_a_digest_without_answers_clears_the_other_steps_alone() -> None:
    found = register(WHOLE, fields=("case", "detected", "topic", "location", "importance", "sent"))
    told = digest.digest(found, NOW)
    assert {part.key: part.nothing for part in told.parts}["overdue"] == (
        "Ответы в реестре не ведутся, по остальным шагам просроченного нет."
    )
    assert told.head == "Ошибок в реестре нет."
