"""What a shrunken register has lost since it was last read."""

from __future__ import annotations

from lib.register import Register
from lib.register.vanished import Vanished, Watch
from tests.build import register


def rows(*numbers: object, **cells: object) -> Register:
    return register(
        *(
            {"case": number, "detected": "17.11.2026 09:20", "text": f"Яма {number}", **cells}
            for number in numbers
        )
    )


def lost(*registers: Register) -> Vanished | None:
    watch = Watch()
    for read in registers:
        watch.look(read)
    return watch.lost


def test_the_first_read_and_new_rows_are_no_loss() -> None:
    assert lost(rows(1, 2)) is None
    assert lost(rows(1, 2), rows(1, 2, 3)) is None
    assert lost(rows(2, 1), rows(1, 2)) is None


def test_rows_gone_are_named() -> None:
    assert lost(rows(1, 2, 3), rows(2)) == Vanished(("1", "3"), 0)
    assert lost(rows(1, 2, 3), rows()) == Vanished(("1", "2", "3"), 0)


def test_a_loss_is_told_until_the_rows_return() -> None:
    assert lost(rows(1, 2, 3), rows(2), rows(2), rows(2, 4)) == Vanished(("1", "3"), 0)
    assert lost(rows(1, 2, 3), rows(2), rows(1, 2)) == Vanished(("3",), 0)
    assert lost(rows(1, 2, 3), rows(2), rows(1, 2, 3)) is None


def test_a_corrected_number_is_no_loss() -> None:
    fixed = register(
        {"case": 1, "detected": "17.11.2026 09:20", "text": "Яма 1"},
        {"case": 12, "detected": "17.11.2026 09:20", "text": "Яма 2"},
    )
    assert lost(rows(1, 2), fixed) is None
    assert lost(rows(1, 2, text=""), rows(1, 12, text="")) == Vanished(("2",), 0)  # nothing to know it by


def test_rows_without_a_number_are_counted() -> None:
    assert lost(rows(1, None, None), rows(1)) == Vanished((), 2)
    assert lost(rows(1, None), rows(1, 2)) is None  # it was given one


def test_the_curator_may_accept_the_loss() -> None:
    watch = Watch()
    watch.look(rows(1, 2, None))
    watch.look(rows(1))
    assert watch.lost == Vanished(("2",), 1)
    assert watch.lost.rows == 2
    watch.accept()
    assert watch.lost is None
    watch.look(rows(1))
    assert watch.lost is None
    watch.look(rows())
    assert watch.lost == Vanished(("1",), 0)
