"""What follows from a register is reckoned once for it, and goes when it goes."""

from __future__ import annotations

import gc
import weakref

from lib.register import Register
from lib.register.once import once_a_register
from tests.build import register


def test_the_latest_results_of_a_register_are_kept_and_no_more() -> None:
    made: list[int] = []

    @once_a_register(2)
    def twice(_: Register, number: int) -> int:
        made.append(number)
        return 2 * number

    one, other = register({"case": 1}), register({"case": 1})
    assert [twice(one, number) for number in (1, 1, 2, 1)] == [2, 2, 4, 2]
    assert made == [1, 2]
    assert [twice(one, number) for number in (3, 2, 1)] == [6, 4, 2]
    assert made == [1, 2, 3, 1]
    assert twice(other, 1) == 2  # another register, however alike
    assert made == [1, 2, 3, 1, 1]


def test_what_is_kept_goes_with_its_register() -> None:
    class Result:
        pass

    @once_a_register()
    def result(_: Register) -> Result:
        return Result()

    one = register({"case": 1})
    found = weakref.ref(result(one))
    assert found() is result(one)
    del one
    gc.collect()
    assert found() is None
