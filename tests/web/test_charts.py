"""What a reader of the charts must not be misled by: unfinished months, lines without a name, cut words."""

from __future__ import annotations

import pandas as pd
import pytest

from lib.charts import bars, trends, usual
from lib.charts.looks import LIGHT
from lib.figures.chance import xmr
from lib.worktime.period import month_of
from tests.app import app, serve, texts
from tests.build import tabs

MONTHS = pd.date_range("2026-01-01", periods=11, freq="MS")
COUNTS = pd.DataFrame({"cases": 5, "ordinary": 4, "high": 1}, index=MONTHS)
TREND = pd.DataFrame({"answer_ordinary_met": 9, "answer_ordinary_judged": 12}, index=MONTHS)
TOKENS = [""] * len(MONTHS)


@pytest.mark.parametrize("unfinished", [True, False])
def test_an_unfinished_month_is_pale_and_named_so_among_whole_ones(unfinished: bool) -> None:
    for chart in (
        trends.messages(COUNTS, "month", TOKENS, LIGHT, unfinished=unfinished),
        trends.timeliness(TREND, "answer_ordinary", "Ответы", TOKENS, LIGHT, unfinished=unfinished),
    ):
        *before, last = chart.figure.layout.xaxis.ticktext
        assert last == ("ноя<br>не закончен" if unfinished else "ноя")
        assert not any("не закончен" in label for label in before)
        opacity = chart.figure.data[0].marker.opacity
        assert len(set(opacity[:-1])) == 1
        assert (opacity[-1] < opacity[0]) is unfinished
        assert ("не закончен" in chart.alt) is unfinished


@pytest.mark.parametrize(
    ("first", "months", "below"),
    [
        ("2025-11-01", 3, ["ноя<br>2025", "дек", "янв<br>2026"]),
        ("2025-12-01", 2, ["дек", "янв<br>2026"]),  # a telephone would show «20252026»
        ("2025-12-01", 1, ["дек<br>2025"]),
    ],
)
def test_two_years_never_stand_side_by_side_below_months(first: str, months: int, below: list[str]) -> None:
    starts = pd.date_range(first, periods=months, freq="MS")
    counts = COUNTS.iloc[:months].set_axis(starts)
    chart = trends.messages(counts, "month", TOKENS[:months], LIGHT, unfinished=False)
    assert [*chart.figure.layout.xaxis.ticktext] == below


@pytest.mark.parametrize(("most", "step"), [(1, 1), (2, 1), (4, 1), (40, None)])
def test_counts_have_whole_numbers_beside_them(most: int, step: int | None) -> None:
    """Of one message a day the axis would read «0, 1, 1»: a half is no number of messages."""
    days = pd.date_range("2026-11-01", periods=3)
    counts = pd.DataFrame(
        {"cases": [0, most, 0], "ordinary": [0, most - 1, 0], "high": [0, 1, 0]}, index=days
    )
    waiting = pd.DataFrame({"waiting": [0, most, 0], "promised": 0}, index=days)
    for chart in (trends.messages(counts, "day", [""] * 3, LIGHT), trends.backlog(waiting, LIGHT)):
        assert chart.figure.layout.yaxis.dtick == step
    table = counts.assign(outcome=["а", "б", "в"])
    assert bars.outcomes(table, LIGHT).figure.layout.xaxis.dtick == step


def test_days_of_an_unfinished_month_are_days() -> None:
    days = COUNTS.set_axis(pd.date_range("2026-11-01", periods=len(COUNTS)))
    chart = trends.messages(days, "day", TOKENS, LIGHT, unfinished=True)
    assert "не закончен" not in "".join([*chart.figure.layout.xaxis.ticktext, chart.alt])


def _run(last: int) -> xmr.Run:
    """Twenty-one months round forty, then one more."""
    starts = pd.date_range("2025-01-01", periods=22, freq="MS")
    numbers = [*(40 + 4 * (place % 3 - 1) for place in range(21)), last]
    run = xmr.counts([(month_of(f"{start:%Y-%m}"), n) for start, n in zip(starts, numbers, strict=True)])
    assert run is not None
    return run


def test_lines_and_diamonds_have_names() -> None:
    def named(run: xmr.Run) -> dict[str, list[int]]:
        drawn = usual.months(run, "Сообщения", "", LIGHT).figure.data
        return {line.name: list(line.x) for line in drawn if line.name and line.showlegend is not False}

    assert set(named(_run(40))) == {"обычные пределы", "среднее"}
    assert named(_run(90))["необычное"] == [21]
    across = trends.messages(COUNTS, "month", TOKENS, LIGHT, _run(40)).figure.data
    assert {"обычные пределы", "среднее"} <= {line.name for line in across if line.showlegend}


@pytest.mark.usefixtures("clean")
@pytest.mark.parametrize(("period", "columns"), [("2026-11", 1), ("2026-10", 3)])
def test_whole_periods_stand_beside_whole_ones_only(
    period: str, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{"case": 1, "detected": "01.10.2025 10:00"}, {"case": 2, "detected": "02.11.2026 10:00"}]
    serve(monkeypatch, tabs(*rows, {"case": 3, "detected": "02.10.2026 10:00"}))
    page = app().run()
    page.query_params["period"] = period
    page = page.switch_page("pages/topics.py").run()
    assert not page.exception
    assert ("с прошлыми не сравнивается" in texts(page)) is (columns == 1)
    table = next(one for one in texts(page).split("<table") if "Сообщения за период и прежде" in one)
    assert table.split("</thead>")[0].count("<th ") == 1 + columns


def test_the_words_of_a_hand_stand_on_lines_that_a_phone_holds() -> None:
    row = {"role": "executor", "person": "Исполнитель 1", "late": 12, "share": 0.4}
    table = pd.DataFrame(
        [
            {**row, "over": 1528, "largest": 328, "cases": 120},
            {**row, "over": 328, "largest": 328, "cases": 1, "late": 1},
        ]
    )
    several, one = bars.lateness(table, LIGHT).figure.layout.yaxis.ticktext
    assert several.split("<br>")[1:] == ["25 ч · 40\u00a0% · 120 сообщений", "больше всего 5 ч 28 мин"]
    assert one.split("<br>")[1:] == ["5 ч 28 мин · 1 сообщение"]  # the most of one is it itself
