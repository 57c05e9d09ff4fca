"""What fingers and keys do with the large view: gestures are told step by step, nothing waits for a clock."""

from typing import Any

from pytest_django.live_server_helper import LiveServer

from galleries.models import Gallery
from tests.portals.fans.lightbox import visiting
from tests.portals.fans.lightbox.visiting import Visitor, line

pytestmark = visiting.MARKS


def test_a_picture_follows_the_finger_and_turns(phone: Visitor) -> None:
    phone.open()
    before = phone.picture()["left"]
    phone.touch(line((330, 400), (90, 404), steps=24), up=False)
    moved = before - phone.picture()["left"]
    # How many steps tell the direction is the browser's business; they are left out, and they are small.
    assert 150 < moved <= 240, "it went with the finger"
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
    phone.tap_twice((200, 400))
    phone.page.locator(".lightbox:not(.pswp--zoomed-in)").wait_for()
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


def test_what_is_pressed_while_it_opens_is_done(chromium: Any, live_server: LiveServer, gallery: Gallery) -> None:
    """Where things may move, opening takes a third of a second, and whoever knows the keys is faster."""
    desk = Visitor(chromium, live_server, gallery, visiting.DESK, reduced_motion="no-preference")
    for keys, number in ((["ArrowRight"], 2), (["End"], 4)):
        desk.page.goto(desk.address)
        desk.page.locator("html.has-lightbox").wait_for()
        desk.page.locator("[data-lightbox]").first.focus()
        desk.page.keyboard.press("Enter")
        desk.page.locator(".lightbox.pswp--ui-visible").wait_for()
        for key in keys:
            desk.page.keyboard.press(key)
        desk.turned_to(number)
    desk.page.keyboard.press("Escape")
    desk.closed()
    desk.page.keyboard.press("Enter")
    desk.page.locator(".lightbox.pswp--ui-visible").wait_for()
    desk.page.keyboard.press("Escape")
    desk.closed()
    assert desk.page.url == desk.address
