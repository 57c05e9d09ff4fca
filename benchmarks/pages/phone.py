"""A visitor's phone: a real browser with a slow processor and a slow line, by its own throttling; nothing is kept."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking"]
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2.625,
    "is_mobile": True,
    "has_touch": True,
}
CPU_SLOWER, BITS_PER_SECOND, LATENCY_MS = 4, 1_600_000, 150
QUIET_MS = 1500
WATCH = """
window.seen = {lcp: 0, cls: 0, what: ""};
new PerformanceObserver(list => {
  for (const one of list.getEntries()) {
    const what = one.url || (one.element ? one.element.tagName + " " + one.element.className : "");
    Object.assign(window.seen, {lcp: one.startTime, what});
  }
}).observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver(list => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.seen.cls += one.value;
}).observe({type: "layout-shift", buffered: true});
"""
BYTES = """() => [performance.getEntriesByType("navigation"), performance.getEntriesByType("resource")].flat()
  .reduce((sum, one) => sum + one.transferSize, 0)"""


@dataclass(frozen=True)
class Seen:
    """What one opening of a page was like: seconds to the largest paint, what it was, how much jumped, what came."""

    lcp: float
    cls: float
    kilobytes: float
    what: str


@contextmanager
def browser() -> Iterator[Any]:
    """One browser for all rounds."""
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread; Django would take every query for a mistake.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        try:
            yield running
        finally:
            running.close()


def look(running: Any, address: str) -> Seen:
    """Open an address for the first time and watch until it is quiet."""
    context = running.new_context(**PHONE)
    try:
        page = context.new_page()
        page.add_init_script(WATCH)
        session = context.new_cdp_session(page)
        bytes_per_second = BITS_PER_SECOND / 8
        session.send("Network.enable")
        session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": LATENCY_MS,
                "downloadThroughput": bytes_per_second,
                "uploadThroughput": bytes_per_second,
            },
        )
        session.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWER})
        page.goto(address, wait_until="load", timeout=120_000)
        page.wait_for_timeout(QUIET_MS)
        seen = page.evaluate("window.seen")
        return Seen(seen["lcp"] / 1000, seen["cls"], page.evaluate(BYTES) / 1000, seen["what"])
    finally:
        context.close()
