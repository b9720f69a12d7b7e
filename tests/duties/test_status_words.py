"""Words of «Статус»: answered though nobody noted when (rules.md, «Status words»)."""

from __future__ import annotations

from lib import sla
from lib.duties import live
from lib.duties.check import problems
from lib.figures import summary
from lib.register import Register
from lib.worktime.period import month_of
from tests.build import NOW, facts_of, register

FIELDS = (
    "case",
    "detected",
    "topic",
    "location",
    "importance",
    "sent",
    "drafted",
    "posted",
    "reported",
    "status",
)
CASE = {"case": 1, "detected": "20.11.2026 09:00", "sent": "20.11.2026 09:10"}


def read(*rows: dict[str, object]) -> Register:
    return register(*rows, fields=FIELDS)


def test_what_is_open_ends_at_an_unknown_moment_the_report_apart() -> None:
    found = read({**CASE, "importance": "Повышенная", "status": "Закрыта"})
    rows = sla.assess(found, NOW).set_index("rule")
    for rule in ("answer_high", "draft"):
        row = rows.loc[rule]
        assert (row["status"], row["inferred"], row["spent"], row["late"]) == ("unproven", True, 0, 0)
        assert str(row["closed"]) == "NaT"
    assert rows.loc["dispatch", "status"] == "met"
    assert rows.loc["report_head", "status"] == "overdue"
    told = problems(found, NOW)
    assert "unproven" not in set(told["kind"])  # an end by a word names no empty cell


def test_a_case_that_a_word_answers_waits_for_nothing() -> None:
    found = read({**CASE, "status": "ответ дан"}, {**CASE, "case": 2, "status": "в работе"})
    assert live.live(found, NOW)["case"].tolist() == ["2"]
    important = read({**CASE, "importance": "Повышенная", "status": "ответ дан"})
    assert live.live(important, NOW).empty  # though the report to the head is still owed
    month = summary.of(facts_of(found), month_of("2026-11"))
    values = {key: int(month.value(key).current.value) for key in ("answered", "unanswered", "backlog")}
    assert values == {"answered": 1, "unanswered": 1, "backlog": 1}
    assert (month.value("answer", month.values[0].importance.ORDINARY).current.of) == 1


def test_a_posting_tells_more_than_a_word() -> None:
    posted = {**CASE, "posted": "20.11.2026 10:00"}
    found = read({**posted, "status": "ответ дан"}, {**posted, "case": 2, "status": "на исполнении"})
    rows = sla.assess(found, NOW)
    assert set(rows.loc[rows["rule"] == "answer", "status"].astype(str)) == {"met"}
    told = problems(found, NOW)
    assert told.loc[told["kind"] == "status_open", "cell"].tolist() == ["J3"]


def test_a_column_of_words_keeps_the_answer_and_nothing_else() -> None:
    found = register({**CASE, "status": "решено"}, fields=("case", "detected", "topic", "location", "status"))
    rows = sla.assess(found, NOW)
    assert rows["rule"].astype(str).tolist() == ["answer"]
    assert rows["status"].astype(str).tolist() == ["unproven"]
