"""One platform for all stories of a run, and a browser where there is one."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import launched, need
from tests.journeys.platform import Platform


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    running = Platform(tmp_path_factory.mktemp("story"))
    try:
        running.start("--no-demo")
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A real Chromium; without one the story says that it was skipped, unless the run insists.

    One for each module: Playwright keeps an event loop in this thread, in which later tests could not ask the database.
    """
    need()
    with launched() as running:
        yield running
