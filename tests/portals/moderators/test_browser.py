"""The review room in a real browser: keys, undo, leaving out, a lost session, no connection, a phone; and axe."""

from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from accounts.models import Brand
from campaigns.models import Campaign
from moderation.models import Decision
from submissions.lifecycle import State
from tests.browser import violations
from tests.portals import rooms
from tests.portals.moderators.browsing import brand, campaign, caption, room, seen, state

__all__ = ["brand", "campaign"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_deciding_by_keys_never_loads_a_page_anew(
    chromium: Any, live_server: LiveServer, brand: Brand, campaign: Campaign
) -> None:
    first, second, _third = rooms.line(campaign, 3)
    opened = room(chromium, live_server, brand)
    assert violations(opened) == []
    opened.evaluate("window.same = true")
    opened.keyboard.press("a")
    caption(opened, "Item 1")
    assert "Approved." in opened.inner_text("#toasts")
    assert opened.evaluate("document.activeElement.tagName") == "H1"
    opened.keyboard.press("r")
    opened.keyboard.press("n")
    opened.keyboard.type("a 1 u j")  # letters in a note are letters
    assert opened.input_value("#id_note") == "a 1 u j"
    opened.click(".reasons button >> nth=1")
    caption(opened, "Item 2")
    decision = Decision.objects.get(submission=second)
    assert (decision.reason, decision.note) == ("quality", "a 1 u j")
    opened.keyboard.press("u")
    caption(opened, "Item 1")
    opened.keyboard.press("u")
    caption(opened, "Item 0")
    opened.keyboard.press("ArrowRight")
    caption(opened, "Item 1")
    opened.keyboard.press("k")
    caption(opened, "Item 0")
    assert opened.evaluate("window.same") is True
    assert (state(first), state(second)) == (State.AWAITING_REVIEW, State.AWAITING_REVIEW)
    assert opened.troubles == []


def test_digits_show_pictures_and_x_leaves_one_out(
    chromium: Any, live_server: LiveServer, brand: Brand, campaign: Campaign
) -> None:
    item = rooms.item(campaign, pictures=2)
    opened = room(chromium, live_server, brand)
    seen(opened, "1")  # whoever turns on before it is painted is led back to it
    opened.keyboard.press("2")
    assert opened.is_visible("[data-figure='2'] img")
    assert not opened.is_visible("[data-figure='1'] img")
    opened.keyboard.press("x")
    assert violations(opened) == []
    opened.keyboard.press("a")
    opened.wait_for_selector("text=All caught up")
    assert [asset.state for asset in item.assets.order_by("position")] == ["ready", "excluded"]


def test_single_keys_can_be_switched_off(
    chromium: Any, live_server: LiveServer, brand: Brand, campaign: Campaign
) -> None:
    item = rooms.item(campaign)
    opened = room(chromium, live_server, brand)
    opened.keyboard.press("?")
    opened.uncheck("[data-keys-switch]")
    opened.keyboard.press("Escape")
    opened.reload()
    opened.keyboard.press("a")
    opened.wait_for_timeout(400)
    assert state(item) == State.AWAITING_REVIEW
    assert not opened.is_visible(".button-approve kbd")


def test_a_lost_session_and_a_lost_line_are_said_and_lose_nothing(
    chromium: Any, live_server: LiveServer, brand: Brand, campaign: Campaign
) -> None:
    item = rooms.item(campaign)
    opened = room(chromium, live_server, brand)
    cookies = opened.context.cookies()
    opened.keyboard.press("r")
    opened.fill("#id_note", "Lovely, but dark")
    opened.context.clear_cookies(name="sessionid")
    opened.click(".reasons button >> nth=1")
    opened.wait_for_selector("#signed-out[open]")
    assert opened.input_value("#id_note") == "Lovely, but dark"
    opened.context.add_cookies(cookies)
    opened.click("#signed-in-again")
    opened.wait_for_selector("#signed-out:not([open])", state="attached")
    opened.context.set_offline(True)
    opened.click(".reasons button >> nth=1")
    opened.wait_for_selector("#failure:not([hidden])")
    assert "nothing was decided" in opened.inner_text("#failure")
    opened.context.set_offline(False)
    opened.click(".reasons button >> nth=1")
    opened.wait_for_selector("text=All caught up")
    assert Decision.objects.get(submission=item).note == "Lovely, but dark"


def test_on_a_phone_everything_is_within_reach(
    chromium: Any, live_server: LiveServer, brand: Brand, campaign: Campaign
) -> None:
    rooms.line(campaign, 2)
    phone = {"viewport": {"width": 320, "height": 640}, "is_mobile": True, "has_touch": True}
    opened = room(chromium, live_server, brand, **phone)
    assert opened.evaluate("document.documentElement.scrollWidth") == 320
    for selector in (".button-approve", ".button-reject"):
        box = opened.locator(selector).bounding_box()
        assert box["height"] >= 44
        assert box["y"] + box["height"] <= 640
    assert violations(opened) == []
    opened.tap(".button-approve")
    caption(opened, "Item 1")


def test_without_script_the_same_forms_decide(
    chromium: Any, live_server: LiveServer, brand: Brand, campaign: Campaign
) -> None:
    first, second = rooms.line(campaign, 2)
    opened = room(chromium, live_server, brand, java_script_enabled=False)
    opened.click(".button-approve")
    assert "Say that you have looked at all of it" in opened.inner_text("main")
    opened.check("text=I have looked at all of it")
    opened.click(".button-approve")
    assert "Approved." in opened.inner_text("main")
    opened.click(".button-reject")
    opened.click(".reasons button >> nth=0")
    assert "All caught up" in opened.inner_text("main")
    assert (state(first), state(second)) == (State.APPROVED, State.REJECTED)


def test_no_press_is_lost_however_fast_they_come(
    chromium: Any, live_server: LiveServer, brand: Brand, campaign: Campaign
) -> None:
    items = rooms.line(campaign, 9)
    opened = room(chromium, live_server, brand)
    opened.wait_for_selector("h1:has-text('Item 0')")
    for key in ("a", "a", "r", "1", "a", "a", "a", "a", "a"):
        opened.keyboard.press(key)  # no pause at all: faster than anybody
    caption(opened, "Item 8")
    assert [state(item) for item in items] == ["approved", "approved", "rejected", *["approved"] * 5, "awaiting_review"]
    assert opened.troubles == []


def test_presses_behind_a_refused_decision_decide_nothing(
    chromium: Any, live_server: LiveServer, brand: Brand, campaign: Campaign
) -> None:
    items = rooms.line(campaign, 3)
    opened = room(chromium, live_server, brand)
    opened.wait_for_selector("h1:has-text('Item 0')")
    items[0].version += 1
    items[0].caption = "Other words"
    items[0].save(update_fields=["version", "caption"])
    with opened.expect_response("**/approve/") as answer:
        opened.keyboard.press("a")
        opened.keyboard.press("a")
    assert answer.value.status == 409
    opened.wait_for_selector("h1:has-text('Other words')")
    opened.wait_for_load_state("networkidle")
    assert {state(item) for item in items} == {State.AWAITING_REVIEW}


def test_a_note_is_sent_by_ctrl_enter_and_comes_back_with_an_undo(
    chromium: Any, live_server: LiveServer, brand: Brand, campaign: Campaign
) -> None:
    first, _second = rooms.line(campaign, 2)
    opened = room(chromium, live_server, brand)
    opened.wait_for_selector("h1:has-text('Item 0')")
    opened.keyboard.press("r")
    opened.keyboard.press("7")  # has no words of its own, so it asks for some
    assert opened.is_visible("[data-needs-words]")
    assert opened.evaluate("document.activeElement.id") == "id_note"
    assert state(first) == State.AWAITING_REVIEW
    opened.keyboard.type("Without the car, please")
    assert violations(opened) == []
    opened.keyboard.press("Control+Enter")
    caption(opened, "Item 1")
    decision = Decision.objects.get(submission=first)
    assert (decision.reason, decision.note) == ("other", "Without the car, please")
    opened.keyboard.press("u")
    caption(opened, "Item 0")
    opened.keyboard.press("r")
    assert opened.input_value("#id_note") == "Without the car, please"
    opened.keyboard.press("2")
    caption(opened, "Item 1")
    newest = Decision.objects.filter(submission=first, verdict="rejected").latest("at")
    assert (newest.reason, newest.note) == ("quality", "Without the car, please")
