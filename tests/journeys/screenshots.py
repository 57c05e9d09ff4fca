"""Makes the pictures of the documents from the real thing: `make screenshots` starts a demo and walks through it.

With ADDRESS set, an installation with demo data that already runs is used instead.
"""

import argparse
import io
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.journeys.platform import Platform

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
PASSWORD = "fanfare-demo"
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
CAMPAIGN, BRAND = "where-the-path-took-you", "northlight"


@dataclass(frozen=True)
class Shot:
    """One picture: a name, a page, how wide, in which theme, and who looks."""

    name: str
    path: str
    size: dict[str, int]
    theme: str = "light"
    who: str = ""


SHOTS = (
    Shot("home-desktop-light", "/", DESKTOP),
    Shot("campaign-phone-light", f"/c/{CAMPAIGN}/", PHONE),
    Shot("campaign-desktop-dark", f"/c/{CAMPAIGN}/", DESKTOP, "dark"),
    Shot("submit-phone-light", f"/c/{CAMPAIGN}/submit/", PHONE),
    Shot("gallery-desktop-light", "/g/places-that-made-us-stop/", DESKTOP),
    Shot("gallery-phone-dark", "/g/places-that-made-us-stop/", PHONE, "dark"),
    Shot("review-desktop-dark", f"/review/{BRAND}/", DESKTOP, "dark", "moderator"),
    Shot("review-phone-dark", f"/review/{BRAND}/", PHONE, "dark", "moderator"),
    Shot("studio-campaign-desktop-light", f"/studio/{BRAND}/campaigns/{CAMPAIGN}/", DESKTOP, "light", "owner"),
    Shot("studio-library-desktop-light", f"/studio/{BRAND}/library/", DESKTOP, "light", "owner"),
    Shot("studio-insights-desktop-light", f"/studio/{BRAND}/insights/{CAMPAIGN}/", DESKTOP, "light", "owner"),
    Shot("studio-conversations-desktop-dark", f"/studio/{BRAND}/conversations/", DESKTOP, "dark", "owner"),
)


def main() -> None:
    """Start a demo where none is named, take all pictures, stop it again."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    if address := os.environ.get("ADDRESS"):
        take_all(address)
        return
    with tempfile.TemporaryDirectory(prefix="fanfare-pictures-") as folder:
        demo = Platform(Path(folder) / "data")
        try:
            demo.start()
            take_all(demo.address)
        finally:
            demo.stop()


def take_all(address: str) -> None:
    """Take each picture in a browser of its own."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        for shot in SHOTS:
            take(browser, address, shot)
        browser.close()


def take(browser: Any, address: str, shot: Shot) -> None:
    """One picture of the first screen, when everything in it has arrived."""
    context = browser.new_context(viewport=shot.size, color_scheme=shot.theme, locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    if shot.who:
        page.goto(f"{address}/accounts/login/")
        page.fill("[name=login]", f"{shot.who}@{BRAND}.example")
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "/accounts/login/" not in url)
    page.goto(f"{address}{shot.path}", wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    target = IMAGES / f"{shot.name}.webp"
    Image.open(io.BytesIO(page.screenshot())).save(target, quality=80, method=6)
    print(f"{target.name:44} {target.stat().st_size // 1024:5} kB")
    context.close()


if __name__ == "__main__":
    main()
