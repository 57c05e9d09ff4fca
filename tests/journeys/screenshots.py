"""Makes the pictures of the documents from the real thing: `make screenshots` starts a demo and walks through it.

With ADDRESS set, an installation with demo data that already runs is used instead, and what needs its own folder (a
link to a contributor's page) is left as it is.
"""

import argparse
import datetime
import io
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from PIL import Image

from tests.browser import launched
from tests.journeys.browsing import DESKTOP, PHONE, Window, settle
from tests.journeys.platform import Platform
from ugc_platform.demo import pictures, scenes

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
PASSWORD = "fanfare-demo"
CAMPAIGN, GALLERY, BRAND = "where-the-path-took-you", "places-that-made-us-stop", "northlight"
STUDIO = f"/studio/{BRAND}/campaigns/{CAMPAIGN}"
GERMAN_PHONE = PHONE | {"locale": "de-DE"}
POSTER = {"viewport": {"width": 816, "height": 1145}}
LARGEST = 250_000
# Somebody whose work is shown and to whom the brand has written.
LINK = """
from django.utils import timezone
from accounts import services
from submissions.models import Submission
told = Submission.objects.filter(brand__slug={brand!r}, state="approved", messages__author="contributor")
found = told.order_by("received_at").first().contributor
print(services.issue_contributor_token(contributor=found, at=timezone.now()))
"""


def as_opened(page: Any) -> None:
    """Nothing happens before the picture."""


def choose_files(page: Any) -> None:
    """Two photos are chosen in the first step."""
    at = datetime.datetime(2026, 5, 3, 6, 40, tzinfo=datetime.UTC)
    page.set_input_files(
        "#id_files",
        [
            {"name": name, "mimeType": "image/jpeg", "buffer": pictures.photo(scene, seed, at)}
            for name, scene, seed in (("IMG_0412.jpg", scenes.lake, 4), ("IMG_0413.jpg", scenes.night, 5))
        ],
    )
    page.locator(".file-item img").nth(1).wait_for()


def to_words(page: Any) -> None:
    """The second step."""
    choose_files(page)
    page.locator("[data-next]:visible").click()
    page.locator("#step-words").wait_for()


def to_permission(page: Any) -> None:
    """The third step; nothing is ticked beforehand."""
    to_words(page)
    page.locator("[data-next]:visible").click()
    page.locator("#step-permission").wait_for()


def make_export(page: Any) -> None:
    """A ZIP for advertising: not everybody allowed it, and the page says who did not."""
    page.locator("select[name=channel]").select_option("paid_ads")
    page.get_by_role("button", name="Make the ZIP").click()
    page.get_by_role("link", name="Download").wait_for()


def write_a_brief(page: Any) -> None:
    """A campaign on its way: the words first."""
    page.locator("[name=title]").fill("The first frost")
    page.locator("[name=tagline]").fill("What did the cold draw on your window this morning?")
    page.locator("[name=brief]").fill("Send us one photo or a short clip. The best of them open our winter catalogue.")
    page.locator("[name=hashtags]").fill("#firstfrost")


def open_safety(page: Any) -> None:
    """The part with the robots."""
    page.locator("summary", has_text="Look and safety").click()
    page.get_by_label("Keep robots out without a puzzle").scroll_into_view_if_needed()


def show_poster(page: Any) -> None:
    """The sheet itself, on a page of nobody: ours would not let the logo in, which the file carries inside."""
    link = page.get_by_role("link", name="SVG, to go on with").get_attribute("href")
    sheet = page.context.request.get(urljoin(page.url, link)).text()
    page.goto("about:blank")
    page.set_content(f'<body topmargin="0" leftmargin="0" marginwidth="0" marginheight="0">{sheet}</body>')


def look_at_funnel(page: Any) -> None:
    """How far people get."""
    page.locator("figcaption", has_text="From seeing to sending").scroll_into_view_if_needed()
    page.mouse.wheel(0, 400)


@dataclass(frozen=True)
class Shot:
    """One picture: a name, a page, on which device, in which theme, who looks, and what they do first."""

    name: str
    path: str
    device: dict[str, Any]
    theme: str = "light"
    who: str = ""
    first: Callable[[Any], None] = as_opened


SHOTS = (
    Shot("campaign-phone-light", f"/c/{CAMPAIGN}/", PHONE),
    Shot("submit-phone-light", f"/c/{CAMPAIGN}/submit/", PHONE, first=choose_files),
    Shot("submit-words-phone-light", f"/c/{CAMPAIGN}/submit/", PHONE, first=to_words),
    Shot("submit-permission-phone-light", f"/c/{CAMPAIGN}/submit/", PHONE, first=to_permission),
    Shot("submit-de-phone-dark", f"/c/{CAMPAIGN}/submit/", GERMAN_PHONE, "dark", first=choose_files),
    Shot("submit-words-de-phone-dark", f"/c/{CAMPAIGN}/submit/", GERMAN_PHONE, "dark", first=to_words),
    Shot("submit-permission-de-phone-dark", f"/c/{CAMPAIGN}/submit/", GERMAN_PHONE, "dark", first=to_permission),
    Shot("gallery-desktop-light", f"/g/{GALLERY}/", DESKTOP),
    Shot("review-desktop-dark", f"/review/{BRAND}/", DESKTOP, "dark", "moderator"),
    Shot("review-phone-dark", f"/review/{BRAND}/", PHONE, "dark", "moderator"),
    Shot("studio-campaign-desktop-light", f"/studio/{BRAND}/campaigns/{CAMPAIGN}/", DESKTOP, "light", "owner"),
    Shot("studio-library-desktop-light", f"/studio/{BRAND}/library/?state=approved", DESKTOP, "light", "owner"),
    Shot("studio-insights-desktop-light", f"/studio/{BRAND}/insights/{CAMPAIGN}/", DESKTOP, "light", "owner"),
    Shot("studio-conversations-desktop-dark", f"/studio/{BRAND}/conversations/", DESKTOP, "dark", "owner"),
    Shot(
        "studio-export-desktop-light",
        f"/studio/{BRAND}/galleries/{GALLERY}/export/",
        DESKTOP,
        "light",
        "owner",
        make_export,
    ),
    Shot("owners-brief-desktop-light", f"/studio/{BRAND}/new-campaign/", DESKTOP, "light", "marketer", write_a_brief),
    Shot("owners-safety-desktop-light", f"/studio/{BRAND}/new-campaign/", DESKTOP, "light", "marketer", open_safety),
    Shot("owners-terms-desktop-light", f"{STUDIO}/terms/", DESKTOP, "light", "marketer"),
    Shot("owners-poster-light", f"{STUDIO}/", POSTER, "light", "marketer", show_poster),
    Shot(
        "owners-funnel-desktop-light",
        f"/studio/{BRAND}/insights/{CAMPAIGN}/",
        DESKTOP,
        "light",
        "marketer",
        look_at_funnel,
    ),
)


def main() -> None:
    """Start a demo where none is named, take all pictures, stop it again."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    if address := os.environ.get("ADDRESS"):
        take_all(address.rstrip("/"), SHOTS)
        return
    with tempfile.TemporaryDirectory(prefix="fanfare-pictures-") as folder:
        demo = Platform(Path(folder) / "data")
        try:
            demo.start()
            token = demo.manage("shell", "-v", "0", "-c", LINK.format(brand=BRAND)).strip()
            take_all(demo.address, (*SHOTS, Shot("me-phone-light", f"/me/{token}/", PHONE)))
        finally:
            demo.stop()


def take_all(address: str, shots: tuple[Shot, ...]) -> None:
    """Take each picture in a window of its own."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with launched() as browser:
        for shot in shots:
            take(browser, address, shot)


def take(browser: Any, address: str, shot: Shot) -> None:
    """One picture of the first screen, when everything in it has arrived."""
    window = Window(browser, address, **shot.device, color_scheme=shot.theme, reduced_motion="reduce")
    if shot.who:
        window.sign_in(f"{shot.who}@{BRAND}.example", PASSWORD, shot.path)
    page = window.go(shot.path)
    shot.first(page)
    settle(page)
    target = IMAGES / f"{shot.name}.webp"
    Image.open(io.BytesIO(page.screenshot())).save(target, quality=80, method=6)
    size = target.stat().st_size
    print(f"{target.name:44} {size // 1000:5} kB")
    assert size <= LARGEST, f"{target.name} is larger than {LARGEST} bytes"
    window.assert_calm()
    window.close()


if __name__ == "__main__":
    main()
