"""The sentences of a month say of whom each number is, whatever the number."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from lib.charts import trends
from lib.charts.looks import LIGHT
from lib.documents import findings
from lib.figures import summary
from lib.figures.definitions import FIGURES, TIMELY, share
from lib.words import statements
from lib.worktime.period import month_of
from tests.build import facts_of, register

DONE = {"sent": "12.10.2026 10:05", "drafted": "12.10.2026 10:30", "approved": "12.10.2026 10:40"}
ANSWERED = {"detected": "12.10.2026 10:00", **DONE, "posted": "12.10.2026 10:50", "kind": "Окончательный"}
LATE = {"detected": "12.10.2026 10:00", "posted": "14.10.2026 10:00"}


def _october(*rows: dict[str, Any]) -> summary.Month:
    return summary.of(facts_of(register(*rows)), month_of("2026-10"))


def test_the_kinds_of_deficiencies_are_of_all_of_them() -> None:
    month = _october(
        {"case": 1, **LATE}, {"case": 2, **LATE}, {"case": 3, **LATE, "importance": "Повышенная"}
    )
    told = statements.statements(month)["deficiencies"]
    high = int(month.lacks["high"].sum())
    kinds, important = told.split(". К сообщениям повышенной важности ")
    assert "повышенной важности" not in kinds
    assert " в работе (п. 20): выполнено с опозданием — " in kinds
    assert important == f"{'относится 1 недостаток' if high == 1 else f'относятся {high} недостатка'}."


@pytest.mark.parametrize(
    ("again", "before", "end"),
    [
        (1, 0, "Поступило 1 повторное сообщение, оно — после окончательного ответа."),
        (3, 0, "Поступили 3 повторных сообщения, все — после окончательного ответа."),
        (1, 2, "Поступили 3 повторных сообщения, из них после окончательного ответа — 1."),
        (0, 1, "Поступило 1 повторное сообщение, после окончательного ответа — ни одного."),
    ],
)
def test_repeats_after_an_answer(again: int, before: int, end: str) -> None:
    rows = [{"case": 10 + n, "detected": "15.10.2026 10:00", "repeat_of": 1} for n in range(again)]
    rows += [{"case": 20 + n, "detected": "12.10.2026 10:20", "repeat_of": 1} for n in range(before)]
    assert statements.statements(_october({"case": 1, **ANSWERED}, *rows))["repeats"] == end


@pytest.mark.parametrize(
    ("good", "of", "told"),
    [
        (0, 1, "к единственному ответу фото или видео не приложены"),
        (0, 21, "фото или видео не приложены ни к одному из 21 ответа"),
        (3, 5, "фото или видео приложены к 3 ответам из 5"),
    ],
)
def test_photographs(good: int, of: int, told: str) -> None:
    assert statements._with_media(share(good, of)) == told


@pytest.mark.parametrize(
    ("number", "told"),
    [(21, "из 21 сообщения, на которое дан ответ"), (3, "из 3 сообщений, на которые дан ответ")],
)
def test_of_how_many_an_outcome_is_kept(number: int, told: str) -> None:
    rows = [{"case": n, **ANSWERED, "outcome": "Решено"} for n in range(1, number + 1)]
    chart = findings.outcomes(_october(*rows))
    assert chart
    assert told in chart.finding.replace("\xa0", " ")


def test_an_answer_in_time_does_not_hide_a_report_that_was_late() -> None:
    high = {**ANSWERED, "importance": "Повышенная", "escalated": "12.10.2026 10:35"}
    month = _october({"case": 1, **high}, {"case": 2, **high, "reported": "12.10.2026 10:05"})
    told = "Доклады главе о сообщениях повышенной важности (п. 22) сделаны в срок: 1 из 2."
    assert statements.statements(month)["reports"] == told
    assert told in [sentence for part in statements.by_part(month).values() for sentence in part]
    assert statements.statements(_october({"case": 1, **ANSWERED}))["reports"] == ""


def test_every_definition_defines() -> None:
    for figure in FIGURES:
        assert len(figure.matter.split()) > 3, figure.matter
        if TIMELY in figure.definition:
            assert figure.matter.startswith(
                "Доля сделанного в срок среди шагов, о сроке которых можно судить: "
            )


def test_the_chart_of_timeliness_is_told_in_sentences() -> None:
    trend = pd.DataFrame(
        {"answer_ordinary_met": [5, 38], "answer_ordinary_judged": [9, 61]},
        index=pd.Index(pd.to_datetime(["2026-09-01", "2026-10-01"]), name="start"),
    )
    chart = trends.timeliness(trend, "answer_ordinary", "Ответы в срок: обычные", ["a", "b"], LIGHT)
    assert chart.alt == (
        "Ответы в срок: обычные, по месяцам выявления. В октябре 2026 года в срок — 38 из 61."
    )
