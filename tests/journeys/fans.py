"""What fans and visitors do in the browser's story, on their phones."""

from typing import Any

import requests
from playwright.sync_api import expect

from tests.journeys.browsing import DESKTOP, PHONE, Window
from tests.journeys.platform import until
from tests.journeys.told import FILES, PHOTO, Told

# How many files of erased people are still there: originals are named by the folder of their asset.
KEPT = """
from pathlib import Path
from django.conf import settings
from submissions.models import Asset
erased = Asset.objects.filter(submission__campaign__slug={campaign!r}, submission__state="erased")
place = Path(settings.STORAGES["objects"]["OPTIONS"]["location"])
assert erased.exists()
print(sum(path.is_file() for one in erased for path in place.glob(f"{{one.brand_id}}/{{one.pk}}/*")))
"""


def allow(page: Any) -> None:
    """What most fans tap on the last step before they send: one answer, and one more where there is a video."""
    page.get_by_role("button", name="or older, and nobody can be recognised").tap()
    music = page.locator('[data-question="music"].is-current')
    if music.count():
        music.locator("input").first.check()
        music.locator("[data-next]").tap()
    page.get_by_role("button", name="Agree and send it").wait_for()


def tick(page: Any) -> None:
    """What a fan ticks where no script asks one question at a time."""
    page.locator('[data-field="people"]').get_by_label("Nobody can be recognised").check()
    if page.locator('[data-field="music"]').is_visible():
        page.locator('[data-field="music"] input').first.check()
    for box in page.locator('input[name="scopes"][required]').all():
        box.check()
    page.get_by_label("I agree to these terms").check()
    page.get_by_label("or older").check()


def send_three_files(told: Told) -> Window:
    """Three calm steps on a phone; then thanks, and a page that says how it goes."""
    fan = told.window(**PHONE)
    page = fan.go(f"/c/{told.campaign}/")
    fan.shot("10-campaign")
    page.get_by_role("link", name="Send yours").last.tap()
    page.locator("#id_files").set_input_files(FILES)
    page.locator(".file-item").nth(2).wait_for()
    fan.shot("11-pictures")
    page.get_by_role("button", name="On to the words").tap()
    page.get_by_label("What can be seen in it?").first.fill("The sea under a low sun")
    page.get_by_label("What is the story?").fill("We had waited for an hour.")
    page.get_by_label("Your name, as we should credit it").fill("Mira")
    fan.shot("12-words")
    page.get_by_role("button", name="On to the permission").tap()
    allow(page)
    fan.shot("13-permission")
    page.get_by_role("button", name="Send it").tap()
    page.wait_for_url("**/me/*/?sent=1")
    assert page.get_by_role("heading", level=1).inner_text() == "Thank you, Mira!"
    fan.shot("14-thanks")
    # The page looks by itself, ever more rarely; a fan who waits may look again.
    page.locator(".badge", has_text="Waiting for review").first.wait_for(timeout=120_000)
    expect(page.locator(".piece img, .piece video")).to_have_count(3)
    fan.shot("15-waiting")
    return fan


def send_without_script(told: Told) -> Window:
    """The same form as one page; the second of two quick presses sends nothing twice."""
    fan = told.window(**PHONE, java_script_enabled=False)
    page = fan.go(f"/c/{told.campaign}/submit/")
    page.locator("#id_files").set_input_files(PHOTO)
    page.get_by_label("What is the story?").fill("Without any script")
    page.get_by_label("Your name, as we should credit it").fill("Noor")
    page.get_by_label("E-mail address").first.fill("noor@example.org")
    page.wait_for_timeout(2_100)  # a form sent sooner than two seconds after it was opened was sent by no person
    page.locator('[data-field="music"] input').first.check()
    tick(page)
    fan.shot("16-without-script")
    page.get_by_role("button", name="Send it").dblclick()
    page.wait_for_url("**/me/*/?sent=1")

    def waits() -> bool:
        page.reload()
        return bool(page.locator(".badge", has_text="Waiting for review").count())

    until(waits, 120, "the photo sent without script waits for review")
    fan.shot("17-without-script-waiting")
    expect(page.locator("article.story-card")).to_have_count(1)
    return fan


def send_with_a_double_tap(told: Told) -> None:
    fan = told.window(**PHONE)
    page = fan.go(f"/c/{told.campaign}/submit/")
    page.locator("#id_files").set_input_files(PHOTO)
    page.locator(".file-item").first.wait_for()
    page.get_by_role("button", name="On to the words").tap()
    page.get_by_label("What is the story?").fill("Tapped twice")
    page.get_by_role("button", name="On to the permission").tap()
    allow(page)
    button = page.get_by_role("button", name="Send it")
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    for _ in range(2):
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**/me/*/?sent=1")
    page.locator(".badge", has_text="Waiting for review").first.wait_for(timeout=120_000)
    expect(page.locator("article.story-card")).to_have_count(1)


def read_the_reason(doubter: Window) -> None:
    page = doubter.page
    page.reload()
    page.get_by_text("It was not chosen this time.").wait_for()
    assert page.get_by_text("A little too dark. Another one?").is_visible()
    doubter.shot("25-not-chosen")


def look_at_gallery(told: Told) -> None:
    """Exactly two are shown; the large view answers to keys alone and gives the focus back."""
    visitor = told.window(**DESKTOP)
    page = visitor.go(f"/g/{told.gallery}/")
    expect(page.locator(".photo-grid > li")).to_have_count(2)
    visitor.shot("32-public-gallery")
    sources = page.locator(".photo-grid img").evaluate_all("all => all.map(one => one.currentSrc || one.src)")
    links = page.locator("[data-lightbox]").evaluate_all("all => all.map(one => one.dataset.lightbox)")
    told.media = [source.removeprefix(told.platform.address) for source in {*sources, *links}]
    tile = page.locator("[data-lightbox]").first
    tile.focus()
    page.keyboard.press("Enter")
    box = page.locator(".lightbox.pswp--ui-visible")
    box.wait_for()
    expect(box.locator(".pswp__counter")).to_have_text("1 / 2")
    page.keyboard.press("ArrowRight")
    expect(box.locator(".pswp__counter")).to_have_text("2 / 2")
    page.keyboard.press("Home")
    visitor.shot("33-large")
    page.keyboard.press("Escape")
    page.locator(".lightbox").wait_for(state="detached")
    assert tile.evaluate("one => one === document.activeElement")


def report(told: Told) -> None:
    visitor = told.window(**PHONE)
    page = visitor.go(f"/g/{told.gallery}/")
    page.locator("[data-lightbox]").first.tap()
    page.locator(".lightbox.pswp--ui-visible").get_by_role("link", name="Report").tap()
    page.get_by_label("I am in it, and did not agree to this").check()
    page.locator("textarea[name=note]").fill("That is me on the left.")
    visitor.shot("60-report")
    page.get_by_role("button", name="Send report").tap()
    page.get_by_role("heading", name="Thank you for telling us").wait_for()
    visitor.shot("61-reported")


def withdraw(told: Told, fan: Window) -> None:
    """One press takes everything back: gallery, campaign page, feeds, media, and the export made before."""
    page = fan.page
    page.get_by_text("Take all of this back").tap()
    fan.shot("80-take-back")
    page.get_by_role("button", name="Yes, take it back").tap()
    page.get_by_text("Taken back.").first.wait_for()
    fan.shot("81-taken-back")
    address = told.platform.address
    keys = {path.split("/m/")[1].split("/")[0] for path in told.media}
    pages = [f"/g/{told.gallery}/", f"/c/{told.campaign}/"]
    feeds = [f"/api/v1/public/galleries/{told.gallery}.{kind}" for kind in ("json", "atom")]

    def gone() -> bool:
        texts = [requests.get(address + path, timeout=30).text for path in (*pages, *feeds)]
        statuses = {requests.get(address + path, timeout=30).status_code for path in told.media}
        return statuses == {404} and not [key for key in keys for text in texts if key in text]

    until(gone, 60, "what was taken back is gone from pages, feeds and media addresses")
    visitor = told.window(**PHONE)
    visitor.go(f"/g/{told.gallery}/")
    assert visitor.page.get_by_text("Nothing is shown here at the moment").is_visible()
    visitor.shot("82-gallery-empty")
    owner = told.member("owner")
    owner.go(told.archive)
    assert owner.page.get_by_role("heading", level=1).is_visible(), "a page that says why, not a file"
    owner.shot("83-old-export")
    owner.go(told.studio("take-downs/"))
    owner.page.get_by_role("link", name="We had waited for an hour.").first.wait_for()
    owner.shot("84-take-downs")


def erase(told: Told, fan: Window) -> None:
    """Who is deleted is nobody here any more: no page, no words, no files; the ledger still holds together."""
    page, own = fan.page, fan.page.url.partition("?")[0]
    page.get_by_role("link", name="Delete me").tap()
    page.get_by_label("Yes, erase all of it for good.").check()
    fan.shot("90-delete-me")
    page.get_by_role("button", name="Delete me").tap()
    page.get_by_role("heading", name="You are deleted").wait_for()
    fan.shot("91-deleted")
    assert requests.get(own, timeout=30).status_code == 404
    owner = told.member("owner")
    for path in ("library/?state=erased", "conversations/?view=all", "take-downs/"):
        text = owner.go(told.studio(path)).inner_text("main")
        assert not [word for word in ("Mira", "We had waited", "just before seven") if word in text], path

    def removed() -> bool:
        return told.platform.manage("shell", "-v", "0", "-c", KEPT.format(campaign=told.campaign)).strip() == "0"

    until(removed, 60, "the originals of who was erased are gone from the store")
    assert '"whole": true' in told.platform.manage("verify_ledger", "--json")
