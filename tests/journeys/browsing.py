"""A person's browser in a story: what they see, kept as pictures, and whatever should not have happened meanwhile."""

import os
from pathlib import Path
from typing import Any

SHOTS = Path(os.environ.get("FANFARE_SCREENSHOTS") or Path(__file__).resolve().parents[2] / "var" / "screenshots")
PHONE_SIZE, DESKTOP_SIZE = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
PHONE: dict[str, Any] = {"viewport": PHONE_SIZE, "is_mobile": True, "has_touch": True}
DESKTOP: dict[str, Any] = {"viewport": DESKTOP_SIZE}
# The machine may be busy with the media of the same story.
PATIENCE = 60_000


class Window:
    """One person's browser window on one site. `troubles` must be empty at the end, see `assert_calm`."""

    def __init__(self, browser: Any, address: str, **options: Any) -> None:
        self.address = address
        self.scripted = options.get("java_script_enabled", True)
        self.troubles: list[str] = []
        # Statuses that belong to the story, such as the 409 of whoever was slower: the console names each.
        self.expected: set[int] = set()
        self.context = browser.new_context(**{"base_url": address, "locale": "en-GB"} | options)
        self.context.set_default_timeout(PATIENCE)
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda error: self.troubles.append(f"script: {error.error}"))
        self.context.on("request", self._asked)
        self.context.on("response", self._answered)
        self.page = self.context.new_page()

    def go(self, path: str, *, expect: int = 200) -> Any:
        """Open an address of the site; the answer is the page."""
        self.expected.add(expect)
        response = self.page.goto(path)
        assert response is not None
        assert response.status == expect, f"{path}: {response.status}"
        return self.page

    def sign_in(self, email: str, password: str, then: str) -> Any:
        """Sign in by the form; the answer is the page `then`."""
        self.go(f"/accounts/login/?next={then}")
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        self.page.wait_for_url(lambda url: "/accounts/" not in url)
        return self.page

    def shot(self, name: str) -> None:
        """Keep what is seen now, as a phone and as a desk would show it."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        before = self.page.viewport_size
        for device, size in (("phone", PHONE_SIZE), ("desktop", DESKTOP_SIZE)):
            self.page.set_viewport_size(size)
            # A page without script answers no question either.
            if self.scripted:
                settle(self.page)
            self.page.screenshot(path=SHOTS / f"{name}-{device}.jpg", type="jpeg", quality=80, full_page=True)
        self.page.set_viewport_size(before)

    def assert_calm(self) -> None:
        """Nothing foreign was asked for, no policy was broken, no script failed, the server kept its composure."""
        assert self.troubles == []

    def close(self) -> None:
        self.context.close()

    def _heard(self, message: Any) -> None:
        if message.type not in ("error", "warning"):
            return
        if any(f"status of {status} " in message.text for status in self.expected):
            return
        self.troubles.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((f"{self.address}/", "blob:", "about:")):
            self.troubles.append(f"foreign request: {request.url}")

    def _answered(self, response: Any) -> None:
        if response.status >= 500:
            self.troubles.append(f"{response.status}: {response.url}")


def settle(page: Any) -> None:
    """Wait until fonts and pictures are there, also those further down that a visitor would meet while scrolling."""
    page.wait_for_load_state("load")
    page.evaluate(
        """async () => {
            const pictures = [...document.images].filter(one => one.getClientRects().length);
            for (const one of pictures) one.loading = "eager";
            const late = new Promise(done => setTimeout(done, 20000));
            const all = Promise.all([document.fonts.ready, ...pictures.map(one => one.decode().catch(() => {}))]);
            await Promise.race([all, late]);
            await new Promise(requestAnimationFrame);
        }"""
    )
