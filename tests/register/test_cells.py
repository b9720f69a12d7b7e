"""Cells as staff type them (register.md, «Cells»), one by one and as columns of anything."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lib.law.schema import CASES
from lib.register.cells import Names, amounts, name_key, times, yes_no
from lib.register.closed import choices
from lib.register.decode import SPACES, Cells, decode

EPOCH = datetime(1899, 12, 30)


def cells(*values: Any, few: bool = False) -> Cells:
    return decode(list(values), len(values), few=few)


def time_of(value: Any) -> tuple[str, bool] | None:
    """The cell's time and whether it lacks one, None where it is no time (then it must be named)."""
    found = times(cells(value).readable())
    if not len(found.at):
        assert found.bad.tolist() == [0]
        return None
    return str(found.time[0]), bool(found.dated[0])


def serial(moment: datetime) -> float:
    return (moment - EPOCH) / timedelta(days=1)


class TestTimes:
    @pytest.mark.parametrize(
        "text",
        [
            "23.11.2026 14:05",
            "23.11.2026 14:05:00",
            "23.11.26 14:05",
            "23.11.2026, 14:05",
            "23.11.2026 14-05",
            "23.11.2026 14.05",
            "23.11.26, 14-05",
            "2026-11-23 14:05",
            "2026-11-23T14:05",
            "2026-11-23T14:05:00",
            "  23.11.2026   14:05  ",
            "23.11.2026\u00a014:05",
            "\u200923.11.2026\u202f\u200914:05\ufeff",
            "23.11.2026\n14:05",
        ],
    )
    def test_the_written_forms(self, text: str) -> None:
        assert time_of(text) == ("2026-11-23T14:05:00", False)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("3.1.2026 9:05", "2026-01-03T09:05:00"),
            ("2026-1-3 9:05", "2026-01-03T09:05:00"),
            ("01.02.2026 00:00", "2026-02-01T00:00:00"),  # day first; 00:00 is midnight, not a bare date
            ("29.02.2028 23:59:59", "2028-02-29T23:59:59"),
            ("01.01.00 00:00", "2000-01-01T00:00:00"),
            ("31.12.99 23:59", "2099-12-31T23:59:00"),
        ],
    )
    def test_other_times(self, text: str, expected: str) -> None:
        assert time_of(text) == (expected, False)

    @pytest.mark.parametrize(
        "value", ["23.11.2026", "23.11.26", "2026-11-23", 46349, 46349.0, " 23.11.2026 "]
    )
    def test_a_date_without_a_time(self, value: Any) -> None:
        assert time_of(value) == ("2026-11-23T00:00:00", True)

    @pytest.mark.parametrize(
        "value",
        [
            "утром",
            "14:05",
            "24.11.2026 24:00",
            "23.11.2026 14:60",
            "23.11.2026 14:05:60",
            "23/11/2026 14:05",
            "11/23/2026",
            "31.02.2026 10:00",
            "29.02.2027",
            "00.11.2026",
            "23.13.2026 10:00",
            "23.11.2026 14-05:06",
            "23.11.2026 14.05.06",
            "23.11.2026 1405",
            "23.11.2026 14:5",
            "23.11.2026T14:05",
            "23.11.1999 14:05",
            "23.11.2100",
            "1999-12-31 10:00",
            "2026-11-23T14:05Z",
            "2026-11-23T14:05:06.5",
            "46349.5",
            "46349",
            "٢٣.١١.٢٠٢٦",
            "23.11.2026 14:05 г.",
            True,
            False,
            0,
            0.586,
            1,
            12.03,
            36525.99,
            73051,
            73050.9999999,
            -46349.5,
            1e300,
            math.inf,
        ],
    )
    def test_no_time(self, value: Any) -> None:
        assert time_of(value) is None

    @pytest.mark.parametrize("value", ["", None, "  ", "\u00a0\u2009", math.nan])
    def test_empty(self, value: Any) -> None:
        found = times(cells(value))
        assert (len(found.at), len(found.bad)) == (0, 0)

    def test_edges_of_the_window(self) -> None:
        assert time_of(36526) == ("2000-01-01T00:00:00", True)
        assert time_of(73050.99998) == ("2099-12-31T23:59:58", False)

    @pytest.mark.parametrize(
        ("number", "read"),
        [(46349, True), (46349.0, True), (46349.000001, False), (46348.999999, False)],
    )
    def test_only_a_serial_without_a_fraction_is_a_date(self, number: float, read: bool) -> None:
        assert time_of(number) == ("2026-11-23T00:00:00", read)

    def test_every_minute_of_a_day_keeps_its_minute(self) -> None:
        start = datetime(2026, 11, 23, 0, 1)
        moments = [start + timedelta(minutes=number) for number in range(1439)]
        found = times(cells(*map(serial, moments)))
        assert found.time.astype(object).tolist() == moments
        assert not found.dated.any()

    @given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)))
    def test_serial_and_text_agree(self, moment: datetime) -> None:
        moment = moment.replace(microsecond=0)
        text = f"{moment:%d.%m.%Y %H:%M:%S}"
        assert time_of(text) == (moment.isoformat(), False)
        number = time_of(serial(moment))
        assert number == (moment.isoformat(), moment.hour == moment.minute == moment.second == 0)

    def test_sorts_of_cells_in_one_column(self) -> None:
        column = cells("23.11.2026 10:00", 46349.5, "", True, "x", None, "#REF!", 46349, "2026-11-24")
        found = times(column.readable())
        assert found.at.tolist() == [0, 1, 7, 8]
        assert found.dated.tolist() == [False, False, True, True]
        assert found.bad.tolist() == [3, 4]
        assert column.error is not None
        assert np.flatnonzero(column.error).tolist() == [6]


class TestDecode:
    @pytest.mark.parametrize(
        "value",
        [
            *("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#ERROR!", " #REF! "),
            *("#ЗНАЧ!", "#Н/Д", "#ССЫЛКА!", "#ДЕЛ/0!", "#ИМЯ?", "#ПУСТО!", "#ЧИСЛО!", "#ref!"),
        ],
    )
    @pytest.mark.parametrize("few", [False, True])
    def test_errors(self, value: str, few: bool) -> None:
        column = cells("текст", value, None, few=few)
        assert column.error is not None
        assert column.error.tolist() == [False, True, False]
        assert column.readable().strings().to_pylist() == ["текст", None, None]

    @pytest.mark.parametrize("value", ["#дороги", "#ВАЖНО!", "#REF! и ещё", "REF!", "#"])
    def test_no_errors(self, value: str) -> None:
        assert cells(value).error is None

    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ((12, 12.0, "12", " 12 "), ["12"] * 4),
            ((1.5, 0.1, -3, 1e20, -0.0), ["1.5", "0.1", "-3", "100000000000000000000", "0"]),
            ((True, False, None, ""), ["TRUE", None, None, None]),
            (("а\n б", "\u200b", "  ", "x"), ["а\n б", None, None, "x"]),
            ((10**400, -(10**400)), ["inf", "-inf"]),
        ],
    )
    def test_as_text(self, values: tuple[Any, ...], expected: list[str | None]) -> None:
        assert cells(*values).strings().to_pylist() == expected

    def test_every_space_is_a_space(self) -> None:
        assert cells(*SPACES).text is None
        assert cells(*(f"{space}а{space}" for space in SPACES)).strings().to_pylist() == ["а"] * len(SPACES)

    def test_half_of_a_surrogate_pair(self) -> None:
        assert cells("\ud800", "а", 1).strings().to_pylist() == ["?", "а", "1"]

    def test_ragged_and_cut(self) -> None:
        assert decode(["заголовок", "а"], 3, 1).strings().to_pylist() == ["а", None, None]
        assert decode(["заголовок", "а", "б"], 1, 1, few=True).strings().to_pylist() == ["а"]
        assert decode(["заголовок"], 0, 1).strings().to_pylist() == []
        assert decode([], 2, 5).strings().to_pylist() == [None, None]
        assert decode(np.array([np.nan, 1, 2.5]), 3, 1).strings().to_pylist() == ["1", "2.5", None]

    @given(
        st.lists(
            st.one_of(
                st.none(),
                st.booleans(),
                st.integers(),
                st.floats(),
                st.text(),
                st.sampled_from(["", " ", "да", "#REF!", 0, 1, 46349.5, 1.0]),
                st.lists(st.integers(), max_size=2),
                st.binary(max_size=3),
                st.dates(),
            ),
            max_size=12,
        ),
        st.booleans(),
    )
    @example(values=[date(2026, 11, 17), None], few=False)
    @example(values=[1.0, True, 2.5], few=False)
    @example(values=[0, "", 1.5], few=False)
    def test_a_column_is_its_cells(self, values: list[Any], few: bool) -> None:
        """Whichever short cut a column takes, each cell comes out as it would alone."""
        column = cells(*values, few=few)
        alone = [cells(value, few=few) for value in values]
        assert column.strings().to_pylist() == [cell.strings().to_pylist()[0] for cell in alone]
        assert column.filled.tolist() == [bool(cell.filled[0]) for cell in alone]
        assert column.typed.tolist() == [bool(cell.typed[0]) for cell in alone]
        errors = np.zeros(len(values), bool) if column.error is None else column.error
        assert errors.tolist() == [cell.error is not None for cell in alone]


class TestNumbers:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (1.5, 1.5),
            ("1,5", 1.5),
            ("1.5", 1.5),
            (" 4\u00a0", 4),
            ("-2", -2),
            (0, 0),
            ("007", 7),
            (1 / 3, 1 / 3),
        ],
    )
    def test_amounts(self, value: Any, expected: float) -> None:
        number, bad = amounts(cells(value))
        assert (number[0], bad[0]) == (expected, False)

    @pytest.mark.parametrize(
        "value", ["два", "1 500", "1,5,5", "1e3", "nan", "inf", math.inf, True, False, "½", "9" * 400]
    )
    def test_no_amounts(self, value: Any) -> None:
        number, bad = amounts(cells(value))
        assert (math.isnan(number[0]), bad[0]) == (True, True)

    @pytest.mark.parametrize("value", [None, "", math.nan])
    def test_empty(self, value: Any) -> None:
        number, bad = amounts(cells(value))
        assert (math.isnan(number[0]), bad[0]) == (True, False)


class TestWords:
    @pytest.mark.parametrize(
        "value", ["да", "Д", "YES", "y", "True", 1, 1.0, "+", "✓", "✔", "✔\ufe0f", True, " да "]
    )
    def test_yes(self, value: Any) -> None:
        yes, unknown = yes_no(cells(value))
        assert (yes[0], unknown[0]) == (True, False)

    @pytest.mark.parametrize("value", ["нет", "Н", "no", "N", "false", 0, "-", "–", None, "", False, "0"])
    def test_no(self, value: Any) -> None:
        yes, unknown = yes_no(cells(value))
        assert (yes[0], unknown[0]) == (False, False)

    @pytest.mark.parametrize("value", ["не знаю", 2, "может быть", "да нет", 46349.5])
    def test_neither(self, value: Any) -> None:
        yes, unknown = yes_no(cells(value))
        assert (yes[0], unknown[0]) == (False, True)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Иванов И. И.", "иванов и.и."),
            ("Иванов И. И.", "ИВАНОВ  И . И ."),
            ("Иванов И. И.", "Иванов\u00a0И.\u2009И."),
            ("Пётр Первый", "петр  первый"),
            ("д. Ёлкино", "Д.Елкино"),
            ("Йод", "И\u0306од"),
        ],
    )
    def test_one_name(self, one: str, other: str) -> None:
        assert name_key(one) == name_key(other)

    @pytest.mark.parametrize(
        ("one", "other"), [("Иванов И. И.", "Иванов И. П."), ("Дом 1", "Дом1"), ("ул. Мира", "ул Мира")]
    )
    def test_two_names(self, one: str, other: str) -> None:
        assert name_key(one) != name_key(other)

    def test_the_lists_spelling_is_shown_and_outsiders_are_marked(self) -> None:
        names = Names(["Иванов И. И.", "иванов и.и.", "Пётр"])
        codes, outside = names.encode(cells("ИВАНОВ И.И.", "Чужой", None, "петр", " Чужой "))
        assert [names.spellings[code] if code >= 0 else None for code in codes] == [
            "Иванов И. И.",
            "Чужой",
            None,
            "Пётр",
            "Чужой",
        ]
        assert outside.tolist() == [False, True, False, False, True]

    def test_without_a_list_nobody_is_outside(self) -> None:
        names = Names()
        codes, outside = names.encode(cells("Чужой", "Другой"))
        assert codes.tolist() == [0, 1]
        assert not outside.any()

    def test_a_part_of_a_column_knows_only_its_own_words(self) -> None:
        names = Names()
        names.encode(cells("нет", "Иванов", few=True).take(np.array([1])))
        assert names.spellings == ["Иванов"]

    def test_choices(self) -> None:
        found = choices(
            cells("повышенная", "ОБЫЧНАЯ ", "", "срочная", "повышеная", "важность", True, False),
            CASES.column("importance"),
        )
        assert found.code.tolist() == [1, 0, -1, 1, 1, -1, -1, -1]
        assert np.flatnonzero(found.taken).tolist() == [4]
        assert np.flatnonzero(found.unknown).tolist() == [5, 6, 7]


@pytest.mark.parametrize(
    ("column", "number", "flag"),
    [
        ([0, 0.5, ""], [0.0, 0.5, None], None),
        ([0.0, None, 1], [0.0, None, 1.0], None),
        ([0, "", None], [0.0, None, None], None),
        ([False, 0, 0.5], [None, 0.0, 0.5], [0, -1, -1]),
        ([True, 0, 0.5, ""], [None, 0.0, 0.5, None], [1, -1, -1, -1]),
    ],
)
def test_a_zero_is_a_number_and_no_gap(column: list[Any], number: list[Any], flag: list[int] | None) -> None:
    cells = decode(column, len(column))
    assert cells.number is not None
    assert [None if np.isnan(each) else each for each in cells.number.tolist()] == number
    assert (None if cells.flag is None else cells.flag.tolist()) == flag
