"""Pictures and clips of the review room in a real browser: nothing is approved that was not on the screen."""

import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from accounts.models import Brand
from campaigns.models import Campaign
from moderation.models import Decision
from submissions.lifecycle import State
from submissions.models import Work
from tests.browser import violations
from tests.mediakit import media
from tests.portals import rooms
from tests.portals.moderators.browsing import brand, campaign, caption, room, state
from tests.submissions import makers

__all__ = ["brand", "campaign"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_space_plays_a_clip_and_the_whole_one_takes_the_place_of_its_excerpt(
    chromium: Any, live_server: LiveServer, brand: Brand, campaign: Campaign, tmp_path: Path
) -> None:
    item = rooms.item(campaign, kinds=("video",))
    asset = item.assets.get()
    work = makers.work(asset, "watch", progress=40)
    opened = room(chromium, live_server, brand)
    assert violations(opened) == []
    assert "(40 %)" in opened.inner_text(".stage-note")
    Work.objects.filter(pk=work.pk).update(progress=70)
    opened.wait_for_selector(".stage-note:has-text('(70 %)')", timeout=10_000)
    whole = media.video(tmp_path / "whole.webm", media.frames(45), codec="libvpx", sounds=1)
    rooms.rendition(asset, "video-480", "video/webm", whole.read_bytes())
    Work.objects.filter(pk=work.pk).update(state="done")
    opened.wait_for_selector(".stage-note", state="detached", timeout=10_000)
    assert rooms.comes_true(opened, "document.querySelector('.stage video').readyState > 0")
    assert opened.evaluate("document.querySelector('.stage video').paused")
    opened.evaluate("document.querySelector('.stage video').currentTime = 0")
    opened.keyboard.press("Space")
    assert rooms.comes_true(opened, "!document.querySelector('.stage video').paused")
    opened.keyboard.press("Space")
    assert rooms.comes_true(opened, "document.querySelector('.stage video').paused")
    opened.focus("[data-key~='a']")
    opened.keyboard.press("Space")  # a focused button is pressed by it, as ever
    opened.wait_for_selector("text=Approved.", timeout=10_000)
    assert opened.troubles == []


def test_nothing_is_approved_that_was_not_on_the_screen(
    chromium: Any, live_server: LiveServer, brand: Brand, campaign: Campaign
) -> None:
    item = rooms.item(campaign, pictures=10)
    opened = room(chromium, live_server, brand)
    marks = "[data-unseen-mark]:not([hidden])"
    assert rooms.comes_true(opened, f"document.querySelectorAll('{marks}').length === 9")
    opened.keyboard.press("a")
    assert opened.is_visible("[data-figure='2'] img")
    assert "9 of 10" in opened.inner_text("#toasts")
    assert state(item) == State.AWAITING_REVIEW
    opened.keyboard.press("0")
    assert opened.is_visible("[data-figure='10'] img")
    assert rooms.comes_true(opened, f"document.querySelectorAll('{marks}').length === 7")
    assert violations(opened) == []
    for _ in range(8):  # one for each that is left, the last one decides
        opened.keyboard.press("a")
    opened.wait_for_selector("text=All caught up")
    assert Decision.objects.get(submission=item).unseen == []


def test_a_picture_that_does_not_come_is_approved_only_expressly(
    chromium: Any, live_server: LiveServer, brand: Brand, campaign: Campaign
) -> None:
    first, second = rooms.line(campaign, 2)
    opened = room(chromium, live_server, brand)
    opened.route("**/media/member/**", lambda route: route.abort())
    opened.reload()
    assert rooms.comes_true(opened, "document.querySelector('[data-unseen-too]') !== null")
    opened.keyboard.press("a")
    opened.wait_for_selector("[data-unseen-too]:not([hidden])")
    assert "could not be shown" in opened.inner_text("#toasts")
    opened.click(".button-approve")
    opened.keyboard.press("a")
    assert state(first) == State.AWAITING_REVIEW
    opened.keyboard.press("Shift+A")
    caption(opened, "Item 1")
    assert Decision.objects.get(submission=first).unseen == [first.assets.get().pk]
    opened.keyboard.press("r")
    opened.wait_for_selector("[data-unseen-note]:not([hidden])")
    assert "Not looked at: 1 of 1" in opened.inner_text("#reject-dialog")
    opened.keyboard.press("2")
    opened.wait_for_selector("text=All caught up")
    assert Decision.objects.get(submission=second).unseen == [second.assets.get().pk]


def test_a_picture_whose_address_has_ended_gets_a_new_one(
    chromium: Any, live_server: LiveServer, brand: Brand, campaign: Campaign
) -> None:
    rooms.item(campaign, pictures=2)
    opened = room(chromium, live_server, brand)
    opened.evaluate("document.querySelector('[data-figure=\"2\"] img').setAttribute('src', '/media/member/over')")
    opened.keyboard.press("2")
    assert rooms.comes_true(opened, "document.querySelector('[data-figure=\"2\"] img').naturalWidth > 0")
    assert rooms.comes_true(opened, "!document.querySelector('[data-unseen-mark]:not([hidden])')")


def test_each_file_is_fetched_once_and_not_with_every_decision(
    chromium: Any, live_server: LiveServer, brand: Brand, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms.line(campaign, 6)
    moment = time.time()
    monkeypatch.setattr("portals.addresses.time", SimpleNamespace(time=lambda: moment))
    opened = room(chromium, live_server, brand)
    for number in (1, 2, 3):
        opened.wait_for_load_state("networkidle")
        opened.keyboard.press("a")
        caption(opened, f"Item {number}")
    opened.wait_for_load_state("networkidle")
    fetched = opened.evaluate(
        "performance.getEntriesByType('resource').filter((one) => one.name.includes('/media/member/')"
        " && one.transferSize > 0).length"
    )
    assert fetched == 6
