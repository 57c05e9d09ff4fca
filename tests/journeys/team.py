"""What a brand's people do in the browser's story, at their desks; and somebody of another brand."""

import io
import json
import zipfile

from playwright.sync_api import expect

from tests.journeys import media
from tests.journeys.browsing import DESKTOP, Window
from tests.journeys.platform import PASSWORD, unique
from tests.journeys.told import FILES, PHOTO, TITLE, Told


def make_campaign(told: Told, marketer: Window) -> None:
    """From an empty studio to an open campaign: words, terms, picture."""
    page = marketer.page
    marketer.shot("01-studio-empty")
    page.get_by_role("link", name="New campaign").click()
    page.get_by_label("Title", exact=True).fill(TITLE)
    page.get_by_label("One sentence under the title").fill("Where did the light find you?")
    page.get_by_label("Brief").fill("A lake, a harbour, a puddle: show us light on water, and say where it was.")
    page.get_by_label("Hashtags").fill("#LightOnTheWater")
    marketer.shot("02-campaign-words")
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_role("heading", name=TITLE, level=1).wait_for()
    told.campaign = page.url.rstrip("/").rpartition("/")[2]
    page.get_by_role("navigation", name=TITLE).get_by_role("link", name="Terms").click()
    page.get_by_label("In paid advertising:").check()
    marketer.shot("03-campaign-terms")
    page.get_by_role("button", name="Use these terms").click()
    page.get_by_role("navigation", name=TITLE).get_by_role("link", name="Picture").click()
    page.get_by_label("Picture", exact=True).set_input_files(PHOTO)
    page.get_by_label("What does it show?").fill("Evening light on a lake")
    page.get_by_role("button", name="Set the picture").click()
    page.get_by_text("The picture is set.").wait_for()
    page.get_by_role("navigation", name=TITLE).get_by_role("link", name="Preview").click()
    page.get_by_role("img", name="Evening light on a lake").wait_for()
    marketer.shot("04-campaign-preview")
    page.get_by_role("navigation", name=TITLE).get_by_role("link", name="How it goes").click()
    page.get_by_role("button", name="Open it").first.click()
    page.locator(".badge", has_text="Live").first.wait_for()
    marketer.shot("05-campaign-open")


def decide_by_keyboard(told: Told) -> Window:
    """A with a picture left out, R with its reason, U to take it back; three things were sent, not more."""
    moderator = told.member("first")
    page = moderator.go(f"/review/{told.brand}/")
    assert page.locator(".review-counts").inner_text().startswith("3")
    page.get_by_role("heading", name="We had waited for an hour.").wait_for()
    moderator.shot("20-review")
    for number in ("3", "1", "2"):
        page.keyboard.press(number)
        page.locator(f"[data-show='{number}'] [data-unseen-mark]").wait_for(state="hidden")
    page.keyboard.press("x")
    page.keyboard.press("a")
    page.get_by_role("heading", name="Without any script").wait_for()
    page.locator("#toasts .toast", has_text="Approved.").wait_for()
    page.keyboard.press("r")
    page.get_by_role("dialog", name="Why not?").wait_for()
    moderator.shot("21-why-not")
    page.keyboard.press("1")
    page.get_by_role("heading", name="Tapped twice").wait_for()
    page.keyboard.press("u")
    page.get_by_role("heading", name="Without any script").wait_for()
    page.locator(".badge", has_text="Waiting for review").first.wait_for()
    page.keyboard.press("r")
    page.keyboard.press("n")
    page.keyboard.type("A little too dark. Another one?")
    page.get_by_role("button", name="Too blurred, dark or small").press("Enter")
    page.get_by_role("heading", name="Tapped twice").wait_for()
    moderator.shot("22-next")
    return moderator


def lose_a_race(told: Told, first: Window) -> None:
    """Two look at the same item; who is slower is told, and nothing of theirs is written."""
    second = told.member("second")
    page = second.go(f"/review/{told.brand}/")
    page.get_by_role("heading", name="Tapped twice").wait_for()
    first.page.keyboard.press("r")
    first.page.get_by_role("dialog", name="Why not?").wait_for()
    first.page.keyboard.press("4")
    first.page.get_by_role("heading", name="All caught up").wait_for()
    first.shot("23-all-caught-up")
    second.expected.add(409)
    page.keyboard.press("a")
    told_so = page.get_by_role("alert").filter(has_text="first@")
    told_so.wait_for()
    assert page.locator(".facts-column .badge", has_text="Not chosen").first.is_visible()
    second.shot("24-somebody-was-faster")


def make_gallery(told: Told, marketer: Window) -> None:
    page = marketer.go(told.studio("galleries/"))
    page.get_by_role("link", name="Make the first gallery").click()
    page.get_by_label("Title", exact=True).fill("The best light")
    page.get_by_label("Introduction").fill("Chosen by our team.")
    page.get_by_label("Campaign").select_option(label=TITLE)
    page.get_by_role("button", name="Next: pick items").click()
    expect(page.locator(".pickable")).to_have_count(1)
    page.get_by_role("checkbox", name="Pick").check()
    marketer.shot("30-pick")
    page.get_by_role("button", name="Add to the gallery").click()
    page.get_by_role("button", name="Publish").click()
    page.locator(".badge", has_text="Published").first.wait_for()
    marketer.shot("31-gallery")
    told.gallery = page.url.rstrip("/").rpartition("/")[2]


def make_export(told: Told, marketer: Window) -> None:
    page = marketer.go(told.studio(f"galleries/{told.gallery}/export/"))
    page.get_by_label("Where").select_option("brand_page")
    page.get_by_text("2 of 3 files may be used like this.").or_(
        page.get_by_text("2 of 2 files may be used like this.")
    ).wait_for()
    marketer.shot("40-export-counted")
    page.get_by_role("button", name="Make the ZIP").click()
    download = page.get_by_role("link", name="Download")
    download.wait_for(timeout=180_000)
    marketer.shot("41-export-ready")
    with page.expect_download() as fetched:
        download.click()
    told.archive = page.url.removeprefix(told.platform.address) + "download/"
    archive = zipfile.ZipFile(io.BytesIO(fetched.value.path().read_bytes()))
    rows = json.loads(archive.read("manifest.json"))["rows"]
    assert len(rows) == 2
    assert {row["creator"] for row in rows} == {"Mira"}
    facts = tuple({fact for file in FILES for fact in media.facts_of(file["buffer"])})
    for row in rows:
        content = archive.read(row["file"])
        assert not [fact for fact in facts if fact in content]


def talk(told: Told, marketer: Window, fan: Window) -> None:
    """The brand writes, the fan answers on their own page, the brand sees it."""
    page = marketer.go(told.studio("library/"))
    page.get_by_role("link", name="Mira").first.click()
    marketer.shot("50-item")
    page.get_by_role("link", name="Read and write").click()
    page.get_by_role("textbox", name="Message").or_(page.locator("textarea[name=text]")).first.fill("Where was it?")
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_text("Sent. They read it on their own page.").wait_for()
    fan.page.goto(fan.page.url.partition("?")[0])
    fan.page.get_by_text("Where was it?").wait_for()
    fan.page.get_by_label("Your message").fill("At the lake, just before seven.")
    fan.page.get_by_role("button", name="Send message").tap()
    fan.page.get_by_text("Your message is sent.").wait_for()
    fan.shot("51-conversation")
    page = marketer.go(told.studio("conversations/"))
    page.get_by_text("At the lake, just before seven.").wait_for()
    assert page.get_by_role("link", name="Unread 1").is_visible()
    marketer.shot("52-conversations")


def see_the_report(told: Told, moderator: Window) -> None:
    page = moderator.go(f"/review/{told.brand}/decided/")
    page.get_by_role("link", name="We had waited for an hour.").click()
    page.get_by_role("heading", name="1 report").wait_for()
    assert page.locator("q", has_text="That is me on the left.").is_visible()
    moderator.shot("62-report-in-review")


def stay_outside(told: Told) -> None:
    """Another brand's owner finds nothing here, whatever address they try."""
    other = unique("rival")
    told.platform.found_brand(other, owner=f"owner@{other}.example")
    foreign = told.window(**DESKTOP)
    foreign.sign_in(f"owner@{other}.example", PASSWORD, f"/studio/{other}/campaigns/")
    for path in (
        told.studio(),
        told.studio(f"campaigns/{told.campaign}/"),
        told.studio(f"galleries/{told.gallery}/"),
        told.studio("library/"),
        f"/review/{told.brand}/",
        f"/studio/{other}/campaigns/{told.campaign}/",
        f"/studio/{other}/galleries/{told.gallery}/",
        told.archive,
    ):
        foreign.go(path, expect=404)
    foreign.shot("70-not-yours")
