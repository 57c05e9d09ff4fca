"""Files on their way in a real browser: a lost answer, a refused file, a closed tab, and no client at all."""

from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from campaigns.models import Campaign
from portals import quotas
from submissions.models import Submission, Upload
from submissions.uploads import limits
from tests.browser import violations
from tests.portals.fans.browsing import PHONE, allow, boxes, campaign, choose, chosen, needs_client, page
from tests.submissions import makers

__all__ = ["campaign"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_lost_answer_is_asked_for_again_and_nothing_doubles(
    chromium: Any, live_server: LiveServer, campaign: Campaign
) -> None:
    opened = page(chromium, live_server, campaign)
    chosen(opened, "lake.jpg")
    opened.get_by_role("button", name="On to the words").click()
    opened.get_by_role("button", name="On to the permission").click()
    allow(opened)
    tries: list[str] = []

    def lose_the_first_answer(route: Any) -> None:
        tries.append(route.request.method)
        if len(tries) == 1:
            route.fetch()  # it arrives, and the answer gets lost
            route.abort("connectionreset")
        else:
            route.continue_()

    opened.route("**/submit/", lose_the_first_answer)
    opened.get_by_role("button", name="Send it").click()
    opened.locator("[data-progress-words]", has_text="The connection is gone.").wait_for()
    opened.wait_for_url("**/me/*/?sent=1")
    assert tries == ["POST", "POST"]
    # The bytes came in parts before: the form itself is a few words.
    assert Submission.objects.count() == 1


@needs_client
def test_a_file_that_is_refused_says_why_and_the_others_stay(
    chromium: Any, live_server: LiveServer, campaign: Campaign
) -> None:
    opened = page(chromium, live_server, campaign)
    opened.set_input_files(
        "#id_files",
        [
            {"name": "lake.jpg", "mimeType": "image/jpeg", "buffer": makers.jpeg()},
            {"name": "odd.jpg", "mimeType": "image/jpeg", "buffer": b"<html>no picture</html>"},
        ],
    )
    opened.locator(".file-item.file-bad").wait_for()
    assert opened.locator(".file-item.file-bad .file-name").inner_text() == "odd.jpg"
    assert opened.locator(".file-item.file-bad .field-error").inner_text().startswith("We can’t use this kind of file.")
    opened.locator(".file-item.is-done").wait_for()
    assert violations(opened) == []
    opened.get_by_role("button", name="On to the words").click()
    assert opened.locator("[data-left-out]").inner_text() == "“odd.jpg” does not go along; all others do."
    opened.get_by_label("What is the story?").fill("First light")
    opened.get_by_role("button", name="On to the permission").click()
    allow(opened)
    opened.get_by_role("button", name="Send it").click()
    opened.wait_for_url("**/me/*/?sent=1")
    assert Submission.objects.get().caption == "First light"
    assert [asset.filename for asset in Submission.objects.get().assets.all()] == ["lake.jpg"]


def fill_the_places(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """As many announced files as a connection may have, by others."""
    monkeypatch.setattr(limits, "MOST_SILENT", 0)


def use_up_the_hour(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """As many begun files as a connection may have in an hour, by others."""
    monkeypatch.setattr(quotas, "_files_per_hour", lambda: 0)
    monkeypatch.setattr(quotas, "tries", lambda of, campaign: quotas.Quota("tries", 1000))


@needs_client
@pytest.mark.parametrize("others", [fill_the_places, use_up_the_hour])
def test_where_others_hold_every_place_files_go_along_with_the_form(
    chromium: Any, live_server: LiveServer, campaign: Campaign, monkeypatch: pytest.MonkeyPatch, settings: Any,
    caplog: pytest.LogCaptureFixture, others: Any,
) -> None:  # fmt: skip
    """The page waited and asked again for as long as others wanted, or refused a picture that was good."""
    others(monkeypatch, settings)
    opened = page(chromium, live_server, campaign)
    opened.clock.install()
    choose(opened, "lake.jpg")
    along = opened.locator(".file-meta", has_text="goes along when you press")
    for _ in range(100):
        if along.is_visible():
            break
        opened.clock.fast_forward(5_000)
        opened.wait_for_timeout(50)
    assert opened.get_by_role("alert").inner_text().startswith("Files cannot be sent ahead at the moment.")
    opened.get_by_role("button", name="On to the words").click()
    opened.get_by_role("button", name="On to the permission").click()
    allow(opened)
    opened.get_by_role("button", name="Send it").click()
    opened.wait_for_url("**/me/*/?sent=1")
    assert [asset.filename for asset in Submission.objects.get().assets.all()] == ["lake.jpg"]
    assert not [record for record in caplog.records if "doctor" in record.message], "the store did nothing wrong"


@needs_client
def test_a_place_that_is_free_in_a_moment_is_waited_for(
    chromium: Any, live_server: LiveServer, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: nobody sends a film with the form because of one busy minute."""
    with monkeypatch.context() as busy:
        busy.setattr(limits, "MOST_SILENT", 0)
        opened = page(chromium, live_server, campaign)
        opened.clock.install()
        with opened.expect_response(lambda answer: answer.status == 429):
            choose(opened, "lake.jpg")
    for _ in range(100):
        if opened.locator(".file-item.is-done").is_visible():
            break
        opened.clock.fast_forward(5_000)
        opened.wait_for_timeout(50)
    assert opened.locator(".file-item.is-done").is_visible()
    assert not opened.get_by_role("alert").is_visible()


@needs_client
def test_files_on_their_way_are_readable_in_the_dark_and_on_a_narrow_or_lying_phone(
    chromium: Any, live_server: LiveServer, campaign: Campaign
) -> None:
    opened = page(chromium, live_server, campaign, color_scheme="dark")
    opened.route("**/uploads/parts/**", lambda route: route.abort())
    choose(opened, "a-very-long-name-that-a-camera-made-of-date-and-time-20260504-123456.jpg")
    opened.locator(".file-meta", has_text="no connection").wait_for()
    for width, height in ((320, 640), (844, 390)):
        opened.set_viewport_size({"width": width, "height": height})
        assert max(part["x"] + part["width"] for part in boxes(opened)) <= width + 0.5
        assert violations(opened) == []


@needs_client
def test_a_closed_tab_forgets_neither_files_nor_words(
    chromium: Any, live_server: LiveServer, campaign: Campaign
) -> None:
    opened = page(chromium, live_server, campaign)
    choose(opened, "lake.jpg")
    opened.locator(".file-item.is-done").wait_for()
    opened.get_by_role("button", name="On to the words").click()
    opened.get_by_label("What is the story?").fill("First light")
    opened.get_by_label("What can be seen in it?").fill("A cup on a jetty")
    opened.get_by_label("Your name, as we should credit it").fill("Mira")
    again = opened.context.new_page()
    opened.close()
    again.goto(f"{live_server.url}/c/{campaign.slug}/submit/")
    again.locator(".file-item.is-done", has_text="lake.jpg").wait_for()
    again.get_by_role("button", name="On to the words").click()
    assert again.get_by_label("What is the story?").input_value() == "First light"
    assert again.get_by_label("What can be seen in it?").input_value() == "A cup on a jetty"
    again.get_by_role("button", name="On to the permission").click()
    allow(again)
    again.get_by_role("button", name="Send it").click()
    again.wait_for_url("**/me/*/?sent=1")
    assert again.evaluate("localStorage.length") == 0
    assert Submission.objects.get().assets.get().alt_text == "A cup on a jetty"


@needs_client
def test_files_are_paused_and_removed_by_keyboard(chromium: Any, live_server: LiveServer, campaign: Campaign) -> None:
    opened = page(chromium, live_server, campaign)
    opened.route("**/uploads/parts/**", lambda route: None)  # never answered: it stays on its way
    choose(opened, "lake.jpg")
    opened.get_by_role("button", name="Pause lake.jpg").focus()
    opened.keyboard.press("Enter")
    opened.wait_for_timeout(100)
    assert opened.evaluate("document.activeElement.textContent") == "Go on lake.jpg"
    opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    assert opened.locator(".file-upload").count() == 0
    assert opened.evaluate("document.activeElement.id") == "id_files"


def test_where_the_client_cannot_be_had_the_plain_form_sends(
    chromium: Any, live_server: LiveServer, campaign: Campaign
) -> None:
    context = chromium.new_context(**PHONE)
    context.route("**/uppy*.js", lambda route: route.abort())
    opened = context.new_page()
    opened.goto(f"{live_server.url}/c/{campaign.slug}/submit/")
    choose(opened, "lake.jpg")
    opened.locator(".file-item", has_text="lake.jpg").first.wait_for()
    opened.get_by_role("button", name="On to the words").click()
    opened.get_by_role("button", name="On to the permission").click()
    allow(opened)
    opened.get_by_role("button", name="Send it").click()
    opened.wait_for_url("**/me/*/?sent=1")
    assert (Submission.objects.get().assets.get().filename, Upload.objects.count()) == ("lake.jpg", 0)


def test_where_the_client_cannot_be_had_a_refused_file_is_sent_once(
    chromium: Any, live_server: LiveServer, campaign: Campaign
) -> None:
    context = chromium.new_context(**PHONE)
    context.route("**/uppy*.js", lambda route: route.abort())
    opened = context.new_page()
    sent: list[str] = []
    opened.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    opened.goto(f"{live_server.url}/c/{campaign.slug}/submit/")
    odd = {"name": "odd.jpg", "mimeType": "image/jpeg", "buffer": b"<html>no picture</html>"}
    opened.set_input_files("#id_files", [odd])
    opened.locator(".file-item", has_text="odd.jpg").first.wait_for()
    opened.get_by_role("button", name="On to the words").click()
    opened.get_by_role("button", name="On to the permission").click()
    allow(opened)
    opened.get_by_role("button", name="Send it").click()
    opened.locator(".error-summary", has_text="odd.jpg").wait_for()
    opened.wait_for_load_state("networkidle")
    assert [url for url in sent if url.endswith("/submit/")] == [f"{live_server.url}/c/{campaign.slug}/submit/"]
