"""What a phone does to a half-filled form: reloads, lost tabs, a screen that sleeps, a line that goes, one odd file."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from campaigns.models import Campaign
from submissions.models import Submission
from tests.portals.fans.browsing import allow, campaign, choose, needs_client, page, turn
from tests.submissions import makers

__all__ = ["campaign"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), needs_client]

COLOURS = ((200, 30, 30), (30, 200, 30), (30, 30, 200))
ONE = re.compile(r".*/api/v1/uploads/[0-9a-f-]{36}/$")
# A screen that can be kept on, and what was asked of it; and a phone that cannot.
AWAKE = """
globalThis.asked = [];
const lock = () => Object.assign(new EventTarget(), { released: false, release: async () => asked.push("off") });
Object.defineProperty(navigator, "wakeLock", { value: { request: async (what) => (asked.push(what), lock()) } });
"""
GONE = """() => {
  Object.defineProperty(navigator, "onLine", { get: () => false });
  dispatchEvent(new Event("offline"));
}"""
TOLD = """() => ({
  row: document.querySelector(".file-upload .file-meta").textContent,
  bar: document.querySelector(".file-upload progress").value,
  share: document.querySelector("[data-total-share]").textContent,
  sum: document.querySelector("[data-uploads-total] progress").value,
})"""
ASLEEP = 'Object.defineProperty(navigator, "wakeLock", { value: undefined });'


def names(opened: Any) -> list[str]:
    found: list[str] = opened.locator("[data-file-list] .file-name").all_inner_texts()
    return found


def all_arrived(opened: Any) -> None:
    opened.locator("[data-uploads-total].is-done").wait_for(state="attached")


def until(opened: Any, so: Callable[[], bool]) -> None:
    """The page's policy forbids that words become script, so the waiting is done here."""
    for _turn in range(300):
        if so():
            return
        opened.wait_for_timeout(50)
    raise AssertionError("it did not come to that")


def test_files_and_their_words_come_back_in_the_order_in_which_they_were_chosen(
    chromium: Any, live_server: LiveServer, campaign: Campaign
) -> None:
    opened = page(chromium, live_server, campaign)
    files = [(f"{number}.jpg", makers.jpeg(colour)) for number, colour in enumerate(COLOURS)]
    opened.set_input_files(
        "#id_files", [{"name": name, "mimeType": "image/jpeg", "buffer": content} for name, content in files]
    )
    all_arrived(opened)
    held: list[Any] = []
    answered: list[str] = []

    def answer_the_first_last(route: Any) -> None:
        if not held:
            held.append(route)
            return
        answered.append(route.request.url)
        route.continue_()

    opened.route(ONE, answer_the_first_last)
    opened.reload()
    until(opened, lambda: len(answered) == 2)
    opened.locator(".file-upload.is-done").nth(1).wait_for()
    assert names(opened) == ["0.jpg", "1.jpg", "2.jpg"]
    opened.reload()  # before the first answer came
    opened.locator(".file-upload.is-done").nth(2).wait_for()
    assert names(opened) == ["0.jpg", "1.jpg", "2.jpg"]
    all_arrived(opened)
    labels = opened.locator("[data-alt-list] label")
    labels.nth(len(files) - 1).wait_for(state="attached")  # they are drawn after the lines of the files
    assert labels.all_text_contents() == [f"What can be seen in it? ({name})" for name, _content in files]
    opened.get_by_role("button", name="On to the words").click()
    opened.get_by_role("button", name="On to the permission").click()
    allow(opened)
    opened.get_by_role("button", name="Send it").click()
    opened.wait_for_url("**/me/*/?sent=1")
    kept = Submission.objects.get().assets.order_by("position")
    assert [asset.filename for asset in kept] == ["0.jpg", "1.jpg", "2.jpg"]
    assert opened.troubles == []


def test_a_reload_keeps_the_place_and_everything_that_was_said(
    chromium: Any, live_server: LiveServer, campaign: Campaign
) -> None:
    opened = page(chromium, live_server, campaign)
    choose(opened, "lake.jpg")
    all_arrived(opened)
    opened.get_by_role("button", name="On to the words").click()
    opened.get_by_label("What is the story?").fill("First light")
    opened.get_by_label("What can be seen in it?").press_sequentially("A cup")  # the field is never left
    opened.reload()
    opened.locator("[data-alt-list] input").wait_for()
    assert opened.get_by_label("What can be seen in it?").input_value() == "A cup"
    assert opened.get_by_label("What is the story?").input_value() == "First light"
    opened.get_by_role("button", name="On to the permission").click()
    opened.select_option("#id_country", "FR")
    opened.get_by_role("button", name="Something else").click()
    opened.check("#id_age_band_2")
    turn(opened)
    opened.check('[name="people"][value="others_agreed"]')
    for place, name in enumerate(("Kim", "Noor")):
        opened.locator('[name="person_name"]').nth(place).fill(name)
    turn(opened)
    opened.check('[name="scopes"][value="social"]')
    opened.reload()
    opened.locator('[name="scopes"][value="social"]:checked').wait_for()
    assert opened.locator('[name="scopes"][value="ads"]:checked').count() == 0
    opened.get_by_role("button", name="Back", exact=True).click()
    assert opened.locator('[name="people"]:checked').input_value() == "others_agreed"
    said = opened.locator('[name="person_name"]').evaluate_all("all => all.map(one => one.value)")
    assert said == ["Kim", "Noor", ""]
    assert opened.locator("#id_country").input_value() == "FR"
    # On a new page on the same phone: the fan's own words, and no answer of the last step.
    again = opened.context.new_page()
    opened.close()
    again.goto(f"{live_server.url}/c/{campaign.slug}/submit/")
    until(again, lambda: again.locator("#id_caption").input_value() == "First light")
    assert again.locator("#id_country").input_value() == "FR"
    assert again.locator("input:checked").count() == 0
    assert again.locator('[name="person_name"]').first.input_value() == ""


@pytest.mark.parametrize("able", [True, False])
def test_only_where_the_screen_cannot_be_kept_on_people_are_asked_to_stay(
    chromium: Any, live_server: LiveServer, campaign: Campaign, able: bool
) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    context.add_init_script(AWAKE if able else ASLEEP)
    opened = context.new_page()
    opened.goto(f"{live_server.url}/c/{campaign.slug}/submit/")
    held: list[Any] = []
    opened.route("**/uploads/parts/**", lambda route: route.continue_() if held == [None] else held.append(route))
    choose(opened, "lake.jpg")
    opened.locator(".file-meta", has_text="of").wait_for()
    stay = opened.locator("[data-uploads-total] [data-keep-open]")
    if able:
        until(opened, lambda: opened.evaluate("asked") == ["screen"])
    else:
        stay.wait_for()
    assert stay.is_visible() is not able
    waiting, held[:] = [*held], [None]
    for route in waiting:
        route.continue_()
    all_arrived(opened)
    until(opened, lambda: opened.locator("[data-keep-open]:not([hidden])").count() == 0)
    if able:
        assert opened.evaluate("asked") == ["screen", "off"]


def test_without_a_line_only_what_has_arrived_is_told(
    chromium: Any, live_server: LiveServer, campaign: Campaign
) -> None:
    opened = page(chromium, live_server, campaign)
    session = opened.context.new_cdp_session(opened)
    session.send("Network.enable")
    pace = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": 150_000}
    session.send("Network.emulateNetworkConditions", {"offline": False, **pace})
    content = makers.jpeg() + b"\0" * 3_000_000
    opened.set_input_files("#id_files", [{"name": "lake.jpg", "mimeType": "image/jpeg", "buffer": content}])
    share = opened.locator("[data-total-share]")
    until(opened, lambda: int("".join(filter(str.isdigit, share.inner_text())) or 0) >= 10)
    # The phone says that its net is gone; what was handed over still stands in its own buffers.
    opened.evaluate(GONE)
    told = opened.evaluate(TOLD)
    assert told["row"].startswith("0 kB of 3 MB · no connection")
    assert (told["share"], told["bar"], told["sum"]) == ("0%", 0, 0)


def test_a_file_that_is_refused_with_the_form_leaves_the_others_alone(
    chromium: Any, live_server: LiveServer, campaign: Campaign
) -> None:
    """Without the upload client the picker keeps what it can tell, and the site leaves out what only it can."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    context.route("**/uppy*.js", lambda route: route.abort())
    opened = context.new_page()
    opened.goto(f"{live_server.url}/c/{campaign.slug}/submit/")
    opened.set_input_files(
        "#id_files",
        [
            {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"words"},
            {"name": "odd.jpg", "mimeType": "image/jpeg", "buffer": b"<html>no picture</html>"},
            {"name": "lake.jpg", "mimeType": "image/jpeg", "buffer": makers.jpeg()},
        ],
    )
    opened.locator(".file-item", has_text="lake.jpg").first.wait_for()
    opened.get_by_role("button", name="On to the words").click()
    opened.locator("[data-alt-list] input").nth(1).fill("A cup on a jetty")
    opened.get_by_role("button", name="On to the permission").click()
    allow(opened)
    opened.get_by_role("button", name="Send it").click()
    opened.wait_for_url("**/me/*/?sent=1*")
    told = opened.get_by_text("odd.jpg").inner_text()
    assert "We can’t use this kind of file." in told
    asset = Submission.objects.get().assets.get()
    assert (asset.filename, asset.alt_text) == ("lake.jpg", "A cup on a jetty")
