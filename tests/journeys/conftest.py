"""One platform for all stories of a run, and a browser where there is one."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys import browsing
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
    if not browsing.CHROMIUM.exists():
        reason = (
            f"no browser at {browsing.CHROMIUM}: install chromium, or set CHROMIUM, to run the stories in a browser"
        )
        if os.environ.get("FANFARE_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    with browsing.chromium() as running:
        yield running
