"""A real Chromium for tests and stories: where it is, how it is started, and what is said when there is none."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking"]


def need() -> None:
    """Skip whoever asks where there is no browser, unless the run insists on one."""
    if CHROMIUM.exists():
        return
    reason = f"no browser at {CHROMIUM}: install chromium, or set CHROMIUM"
    if os.environ.get("FANFARE_REQUIRE_BROWSER"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def launched() -> Iterator[Any]:
    """A browser, closed at the end."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        try:
            yield running
        finally:
            running.close()


def wait_for_server(within: float = 10.0) -> None:
    """Wait until the test server has answered what closed windows still asked: it holds rows that are emptied next.

    Each connection has a thread of its own there, which ends with the connection.
    """
    until = time.monotonic() + within
    while any("process_request_thread" in thread.name for thread in threading.enumerate()):
        if time.monotonic() > until:
            raise AssertionError("the test server still answers somebody, though every window is closed")
        time.sleep(0.02)


def violations(page: Any, *rules: str) -> list[str]:
    """What axe finds, by all rules or by these: the rule, and the first element that breaks it."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": list(rules)} if rules else {}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]} ({len(one['nodes'])}×)" for one in found]
