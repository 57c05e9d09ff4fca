"""A browser on a gallery, and what its fingers do: told step by step, so that nothing waits for a clock."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

import portals
from galleries.models import Gallery

LIBRARY = Path(portals.__file__).parent / "static" / "vendor" / "photoswipe.js"


MARKS = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not LIBRARY.exists(), reason="no front-end packages: make frontend"),
]
PHONE, TABLET, DESK = (390, 844), (834, 1112), (1440, 900)
LONG = "So much light on one table that nobody wanted to go to work that morning. " * 4
# A browser's own two taps may lie too far apart on a busy machine; these lie in one turn of its loop.
TWO_TAPS = """([x, y]) => {
  const at = document.elementFromPoint(x, y);
  const finger = { pointerId: 9, pointerType: "touch", isPrimary: true };
  const told = { ...finger, bubbles: true, cancelable: true, clientX: x, clientY: y };
  for (const kind of ["pointerdown", "pointerup", "pointerdown", "pointerup"])
    at.dispatchEvent(new PointerEvent(kind, told));
}"""


# The view looks at the finger once a frame: how many steps lie in one frame is not left to the machine.
ONE_FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


class Visitor:
    """One browser on the gallery; calm, so that nothing moves by itself."""

    def __init__(self, chromium: Any, live_server: LiveServer, gallery: Gallery, size: tuple[int, int], **more: Any):
        touch = {"has_touch": True, "is_mobile": True} if size[0] < 1000 else {}
        options = {"viewport": {"width": size[0], "height": size[1]}, "reduced_motion": "reduce"} | touch | more
        context = chromium.new_context(**options)
        context.set_default_timeout(10_000)
        self.page = context.new_page()
        self.troubles: list[str] = []
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", self.heard)
        self.page.add_init_script("navigator.share = (shared) => Promise.resolve((window.shared = shared))")
        self.size = size
        self.address = live_server.url + reverse("fans:gallery", kwargs={"slug": gallery.slug})

    def heard(self, said: Any) -> None:
        if said.type == "error":
            self.troubles.append(said.text)

    def open(self, number: int = 0) -> "Visitor":
        self.page.goto(self.address)
        self.page.locator("html.has-lightbox").wait_for()
        self.page.locator("[data-lightbox]").nth(number).click()
        return self.opened()

    def opened(self) -> "Visitor":
        """Wait until the picture has arrived and the words stand."""
        self.page.locator(".lightbox.pswp--ui-visible").wait_for()
        self.page.wait_for_function(
            "() => { const shown = document.querySelector('.pswp__item[aria-hidden=false]');"
            " const one = shown?.querySelector('.pswp__img:not(.pswp__img--placeholder), video');"
            " return one && (one.matches('video') || (one.complete && one.naturalWidth)); }"
        )
        return self

    def box(self, selector: str) -> dict[str, float]:
        found: dict[str, float] = self.page.locator(f".lightbox {selector}").first.evaluate(
            "one => one.getBoundingClientRect().toJSON()"
        )
        return found

    def picture(self) -> dict[str, float]:
        return self.box(".pswp__item[aria-hidden=false] :is(.pswp__img, video)")

    def count(self) -> str:
        told: str = self.page.locator(".lightbox .pswp__counter").inner_text()
        return told

    def turned_to(self, number: int) -> None:
        self.page.wait_for_function(
            "number => document.querySelector('.lightbox .pswp__counter')?.textContent === `${number} / 4`", arg=number
        )

    def closed(self) -> None:
        self.page.wait_for_function("() => !document.querySelector('.lightbox') && !location.hash")

    def touch(self, *ways: tuple[tuple[float, float], ...], up: bool = True) -> None:
        """Fingers put down together, each led along its way, and lifted."""
        session = self.page.context.new_cdp_session(self.page)
        for step in range(len(ways[0])):
            points = [{"x": way[step][0], "y": way[step][1], "id": finger} for finger, way in enumerate(ways)]
            kind = "touchMove" if step else "touchStart"
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
            self.page.evaluate(ONE_FRAME)
        if up:
            session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def tap_twice(self, place: tuple[float, float]) -> None:
        """One finger, twice in the same place."""
        self.page.evaluate(TWO_TAPS, list(place))


def line(begin: tuple[float, float], end: tuple[float, float], steps: int = 8) -> tuple[tuple[float, float], ...]:
    return tuple(
        (begin[0] + (end[0] - begin[0]) * at / steps, begin[1] + (end[1] - begin[1]) * at / steps)
        for at in range(steps + 1)
    )
