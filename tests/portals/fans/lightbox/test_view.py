"""The large view of a picture in a real browser: where everything stands, each picture's address, and plain links
where there is no script.
"""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from galleries.models import Gallery, Placement
from tests.browser import violations
from tests.galleries import stage
from tests.portals.fans.lightbox import visiting
from tests.portals.fans.lightbox.visiting import DESK, LONG, PHONE, TABLET, Visitor

pytestmark = visiting.MARKS


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


def test_who_wants_calm_sees_each_change_at_once(desk: Visitor) -> None:
    """A transition that is only short would begin from the old place: what was turned away still stands there."""
    desk.open()
    moved = """one => { one.style.transform = 'translateX(-300px)';
      return [one.getBoundingClientRect().left, document.getAnimations().length]; }"""
    assert desk.page.locator(".lightbox .pswp__container").evaluate(moved) == [-300, 0]


def test_the_judges_would_see_the_styles_missing(chromium: Any, live_server: LiveServer, gallery: Gallery) -> None:
    """The negative control: without our sheet the words stand on the picture."""
    visitor = Visitor(chromium, live_server, gallery, DESK)
    visitor.page.route("**/lightbox*.css", lambda route: route.fulfill(body="", content_type="text/css"))
    visitor.open()
    assert visitor.picture()["bottom"] > visitor.box(".lightbox-words")["top"]


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
