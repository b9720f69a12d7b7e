"""What holds for every test: Hypothesis repeats itself, so that the same code passes or fails the same way.

`HYPOTHESIS_PROFILE=search` looks for new examples instead; what it finds goes into the test as an @example.
`clean` is for the tests that draw pages: `pytestmark = pytest.mark.usefixtures("clean")`.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

# Frames and pages are many objects and little rubbish: a tenth of the suite's time went to looking for it.
gc.set_threshold(50_000, 20, 100)

# A shell that starts the suite in the background has it ignore Ctrl+C, and so whatever the suite starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("steady", derandomize=True, database=None, deadline=None)
settings.register_profile("search", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long computations come first, so that no worker is left alone with one at the end (.ci/run)."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture
def clean() -> Iterator[None]:
    """What the pages keep for all sessions does not outlive the test."""
    yield
    from lib.web.shell import store  # most tests need nothing of it

    store.forget_all()
