"""The large view of a picture in a real browser: where everything stands, what fingers and keys do, each picture's
address, and plain links where there is no script. Nothing here waits for a clock: gestures are told step by step.
"""

import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

import portals
from campaigns.models import Campaign
from core import storage
from galleries import services as galleries_services
from galleries.models import Gallery, Placement
from submissions.models import Asset, Rendition
from tests import factories
from tests.galleries import stage
from tests.journeys import media
from tests.submissions import makers

LIBRARY = Path(portals.__file__).parent / "static" / "vendor" / "photoswipe.js"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not LIBRARY.exists(), reason="no front-end packages: python portals/frontend/build.py"),
]
PHONE, TABLET, DESK = (390, 844), (834, 1112), (1440, 900)
LONG = "So much light on one table that nobody wanted to go to work that morning. " * 4


def stored(asset: Asset, spec: str, content: bytes, kind: str, size: tuple[int, int]) -> None:
    row: Rendition = stage.rendition(asset, spec, content_type=kind, width=size[0], height=size[1], bytes=len(content))
    storage.put(row.key, io.BytesIO(content), kind)


def photo(campaign: Campaign, size: tuple[int, int], **said: Any) -> Any:
    """An approved photo with its ladder, as the pipeline would have stored it."""
    submission = stage.approved(campaign, at=timezone.now(), **said)
    asset = submission.assets.get()
    Asset.objects.filter(pk=asset.pk).update(kind="photo", width=size[0], height=size[1])
    for side in (320, 640, 1280, 2048):
        scale = min(1.0, side / max(size))
        made = round(size[0] * scale), round(size[1] * scale)
        stored(asset, f"photo-{side}", makers.jpeg(size=made), "image/jpeg", made)
    return submission


def film(campaign: Campaign, **said: Any) -> Any:
    submission = stage.approved(campaign, at=timezone.now(), **said)
    asset = submission.assets.get()
    Asset.objects.filter(pk=asset.pk).update(kind="video", width=640, height=360, duration_ms=1000)
    for spec in ("poster", "poster-320"):
        stored(asset, spec, makers.jpeg(size=(640, 360)), "image/jpeg", (640, 360))
    stored(asset, "video-720", media.made_mov(), "video/mp4", (640, 360))
    return submission


@pytest.fixture
def gallery(chromium: Any, transactional_db: None) -> Gallery:
    """Three photos of different shapes and a film; the second has much to say and the third nothing."""
    campaign = factories.campaign(title="Morning light")
    sent = [
        photo(campaign, (1600, 1067), name="Mira", caption="First light"),
        photo(campaign, (900, 1600), name="Jo", caption=LONG),
        photo(campaign, (1500, 1500), name="", caption=""),
        film(campaign, name="Ana", caption="It moves"),
    ]
    by = factories.owner(campaign.brand)
    for submission in sent:
        galleries_services.place(submission_id=submission.pk, at=timezone.now())
    made = galleries_services.create(
        brand=campaign.brand, title="Mornings", by=by, at=timezone.now(), campaign=campaign
    )
    galleries_services.set_items(gallery=made, submissions=[one.pk for one in sent], by=by, at=timezone.now())
    return galleries_services.publish(gallery=made, by=by, at=timezone.now())


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
        if up:
            session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def line(begin: tuple[float, float], end: tuple[float, float], steps: int = 8) -> tuple[tuple[float, float], ...]:
    return tuple(
        (begin[0] + (end[0] - begin[0]) * at / steps, begin[1] + (end[1] - begin[1]) * at / steps)
        for at in range(steps + 1)
    )


def violations(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in Axe().run(page).response["violations"]]


@pytest.fixture
def phone(chromium: Any, live_server: LiveServer, gallery: Gallery) -> Visitor:
    return Visitor(chromium, live_server, gallery, PHONE)


@pytest.fixture
def desk(chromium: Any, live_server: LiveServer, gallery: Gallery) -> Visitor:
    return Visitor(chromium, live_server, gallery, DESK)


@pytest.mark.parametrize("size", [PHONE, TABLET, DESK], ids=["phone", "tablet", "desk"])
def test_nothing_stands_on_the_picture_and_everything_on_the_screen(
    chromium: Any, live_server: LiveServer, gallery: Gallery, size: tuple[int, int]
) -> None:
    visitor = Visitor(chromium, live_server, gallery, size).open()
    width, height = size
    for number in range(1, 5):
        visitor.turned_to(number)
        visitor.opened()
        picture, words, close = visitor.picture(), visitor.box(".lightbox-words"), visitor.box(".pswp__button--close")
        assert picture["left"] >= 0
        assert picture["right"] <= width + 1
        assert picture["top"] >= close["bottom"] - 1
        assert picture["bottom"] <= words["top"] + 1
        assert picture["width"] > 0.4 * width or picture["height"] > 0.4 * height
        assert (round(words["left"]), round(words["right"]), round(words["bottom"])) == (0, width, height)
        assert (close["right"] > width - 24, close["top"] < 24) == (True, True)
        assert min(close["width"], close["height"]) >= 44
        for side, edge in (("prev", "left"), ("next", "right")):
            arrow = visitor.page.locator(f".lightbox .pswp__button--arrow--{side}")
            assert arrow.is_visible() == (width >= 1000)
            if width >= 1000:
                place = visitor.box(f".pswp__button--arrow--{side}")
                assert abs(place["top"] + place["height"] / 2 - height / 2) < 2
                assert (place["left"] < 32) if edge == "left" else (place["right"] > width - 32)
                assert place["right"] <= picture["left"] or place["left"] >= picture["right"]
        visitor.page.keyboard.press("ArrowRight")
    assert violations(visitor.page) == []
    assert visitor.troubles == []


def test_the_judges_would_see_the_styles_missing(chromium: Any, live_server: LiveServer, gallery: Gallery) -> None:
    """The negative control: without our sheet the words stand on the picture."""
    visitor = Visitor(chromium, live_server, gallery, DESK)
    visitor.page.route("**/lightbox*.css", lambda route: route.fulfill(body="", content_type="text/css"))
    visitor.open()
    assert visitor.picture()["bottom"] > visitor.box(".lightbox-words")["top"]


def test_a_picture_follows_the_finger_and_turns(phone: Visitor) -> None:
    phone.open()
    before = phone.picture()["left"]
    phone.touch(line((330, 400), (90, 404)), up=False)
    moved = before - phone.picture()["left"]
    assert 200 < moved <= 240, "it went with the finger, less what told the direction"
    phone.touch(line((90, 404), (40, 404)))
    phone.turned_to(2)
    phone.touch(line((60, 400), (350, 400)))
    phone.turned_to(1)


def test_two_fingers_and_two_taps_make_it_larger(phone: Visitor) -> None:
    phone.open()
    small = phone.picture()["width"]
    phone.touch(line((180, 400), (80, 400)), line((210, 400), (310, 400)))
    phone.page.wait_for_function(
        "small => document.querySelector('.pswp__item[aria-hidden=false] .pswp__img').getBoundingClientRect().width"
        " > small * 1.5",
        arg=small,
    )
    assert phone.page.locator(".lightbox.pswp--zoomed-in").count() == 1
    for _ in range(6):  # two taps too far apart are two taps: on a busy machine it takes another try
        if not phone.page.locator(".lightbox.pswp--zoomed-in").count():
            break
        phone.touch(((200, 400),))
        phone.touch(((200, 400),))
        phone.page.wait_for_timeout(400)
    assert phone.page.locator(".lightbox.pswp--zoomed-in").count() == 0
    assert phone.count() == "1 / 4"


def test_down_and_back_close_it_and_give_the_place_back(phone: Visitor) -> None:
    phone.open(1)
    phone.touch(line((200, 300), (204, 700)))
    phone.closed()
    assert phone.page.url == phone.address
    phone.page.locator("[data-lightbox]").nth(1).click()
    phone.opened()
    phone.page.go_back()
    phone.closed()
    assert phone.page.url == phone.address
    phone.page.go_forward()
    phone.opened()
    assert phone.count() == "2 / 4"


def test_keys_alone_lead_there_and_back(desk: Visitor) -> None:
    desk.page.goto(desk.address)
    desk.page.locator("html.has-lightbox").wait_for()
    desk.page.locator("[data-lightbox]").first.focus()
    desk.page.keyboard.press("Enter")
    desk.opened()
    for key, number in (("ArrowRight", 2), ("End", 4), ("Home", 1), ("ArrowLeft", 4), ("ArrowLeft", 3)):
        desk.page.keyboard.press(key)
        desk.turned_to(number)
    for _ in range(8):
        desk.page.keyboard.press("Tab")
        assert desk.page.evaluate("document.activeElement.closest('.lightbox') !== null")
    desk.page.keyboard.press("Escape")
    desk.closed()
    assert desk.page.evaluate("[...document.querySelectorAll('[data-lightbox]')].indexOf(document.activeElement)") == 2


def test_each_picture_has_an_address_that_can_be_passed_on(
    desk: Visitor, chromium: Any, live_server: LiveServer, gallery: Gallery
) -> None:
    desk.open()
    desk.page.keyboard.press("ArrowRight")
    desk.turned_to(2)
    address = desk.page.url
    key = address.rpartition("#p-")[2]
    assert Placement.objects.get(pk=key).asset.submission.caption == LONG
    desk.page.get_by_role("button", name="Share this picture").click()
    shared = desk.page.evaluate("window.shared")
    assert shared["url"] == address
    assert shared["text"].endswith("Jo")
    other = Visitor(chromium, live_server, gallery, PHONE)
    other.page.goto(address)
    other.opened()
    assert other.count() == "2 / 4"
    other.page.reload()
    other.opened()
    other.page.go_back()
    other.closed()
    assert other.page.url == other.address, "behind it stands the page, not nothing"
    other.page.goto(address.partition("#")[0])
    other.opened()
    assert other.count() == "2 / 4"


def test_without_a_share_sheet_the_link_is_copied(chromium: Any, live_server: LiveServer, gallery: Gallery) -> None:
    visitor = Visitor(chromium, live_server, gallery, DESK)
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.page.add_init_script("navigator.share = undefined")
    visitor.open()
    visitor.page.get_by_role("button", name="Share this picture").click()
    visitor.page.get_by_text("The link is copied.").wait_for()
    assert visitor.page.evaluate("navigator.clipboard.readText()") == visitor.page.url


def test_a_film_plays_among_the_pictures(desk: Visitor) -> None:
    desk.open(3)
    film = desk.page.locator(".lightbox .pswp__item[aria-hidden=false] video")
    assert film.get_attribute("aria-label") == "It moves"
    assert film.evaluate("one => [one.controls, one.playsInline, Boolean(one.poster)]") == [True, True, True]
    desk.page.wait_for_function("() => document.querySelector('.lightbox video').played.length > 0")
    desk.page.keyboard.press("ArrowLeft")
    desk.turned_to(3)
    assert desk.page.locator(".lightbox video").evaluate_all("all => all.every(one => one.paused)")


def test_words_and_the_way_to_report_stand_below(phone: Visitor) -> None:
    phone.open(1)
    words = phone.page.locator(".lightbox .lightbox-words")
    assert words.locator(".lightbox-caption").inner_text() == LONG.strip()
    assert words.locator(".lightbox-credit").inner_text() == "Jo"
    assert words.evaluate("one => one.scrollHeight > one.clientHeight && getComputedStyle(one).overflowY") == "auto"
    assert phone.page.locator(".tile-report").first.is_hidden()
    report = words.get_by_role("link", name="Report")
    report.scroll_into_view_if_needed()
    assert report.evaluate("one => one.getBoundingClientRect().height") >= 44
    report.tap()
    phone.page.get_by_role("heading", name="Is something not right with this?").wait_for()


def test_it_speaks_the_language_of_the_page(chromium: Any, live_server: LiveServer, gallery: Gallery) -> None:
    visitor = Visitor(chromium, live_server, gallery, DESK, locale="de-DE").open()
    dialog = visitor.page.get_by_role("dialog")
    names = dialog.get_by_role("button").evaluate_all("all => all.map(one => one.ariaLabel)")
    assert sorted(names) == sorted(["Schließen", "Vergrößern", "Voriges Bild", "Nächstes Bild", "Dieses Bild teilen"])
    assert dialog.get_attribute("aria-label") == "Bilder"
    assert dialog.get_by_role("link", name="Melden").is_visible()


def test_a_phone_asks_for_no_larger_picture_than_it_shows(phone: Visitor) -> None:
    asked: list[str] = []
    phone.page.on("request", lambda request: asked.append(request.url))
    phone.open()
    assert phone.page.locator(".pswp__item[aria-hidden=false] .pswp__img").last.evaluate("one => one.currentSrc")
    assert [url for url in asked if url.endswith("photo-2048")] == []


@pytest.mark.parametrize("missing", ["script", "library"])
def test_without_it_pictures_are_plain_links(
    chromium: Any, live_server: LiveServer, gallery: Gallery, missing: str
) -> None:
    visitor = Visitor(chromium, live_server, gallery, PHONE, java_script_enabled=missing != "script")
    visitor.page.route("**/photoswipe*.js", lambda route: route.abort())
    visitor.page.goto(visitor.address)
    visitor.page.locator("[data-lightbox]").first.click()
    visitor.page.wait_for_url("**/m/*/photo-2048")
    visitor.page.go_back()
    if missing == "script":
        visitor.page.get_by_role("link", name="Report").first.click()
        visitor.page.get_by_role("heading", name="Is something not right with this?").wait_for()


def test_a_passed_on_link_is_previewed_with_its_picture(client: Client, gallery: Gallery) -> None:
    placement = Placement.objects.filter(gallery=gallery, asset__submission__caption="").get()
    address = reverse("fans:gallery", kwargs={"slug": gallery.slug})
    told = client.get(address, {"picture": placement.key}).text
    assert f'/m/{placement.key}/photo-640-jpeg">' in told
    assert f'/m/{placement.key}/photo-640-jpeg">' not in client.get(address, {"picture": "0" * 32}).text
    stage.withdraw(placement.asset.submission, at=timezone.now())
    assert placement.key not in client.get(address, {"picture": placement.key}).text.replace(
        f"picture={placement.key}", ""
    )
