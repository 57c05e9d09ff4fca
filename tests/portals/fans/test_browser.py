"""Sending in with a real browser: the three steps, the same form without script, widths, and axe."""

from typing import Any

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from campaigns.models import Campaign
from submissions import intake
from submissions.models import ReleaseRequest, Submission
from tests.browser import violations
from tests.portals.fans.browsing import (
    PHONE,
    allow,
    boxes,
    campaign,
    choose,
    chosen,
    needs_worker,
    page,
    tick,
    to_permission,
    turn,
)
from tests.submissions import makers

__all__ = ["campaign"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_three_steps_lead_to_the_thanks(chromium: Any, live_server: LiveServer, campaign: Campaign) -> None:
    opened = page(chromium, live_server, campaign)
    opened.get_by_role("button", name="On to the words").click()
    assert opened.locator(".error-summary").inner_text().count("Please choose at least one photo or video.") == 1
    chosen(opened, "lake.jpg")
    assert opened.locator(".error-summary").count() == 0
    opened.get_by_role("button", name="On to the words").click()
    assert opened.evaluate("document.activeElement.id") == "step-words"
    opened.get_by_label("What can be seen in it?").fill("A cup on a jetty")
    opened.get_by_label("What is the story?").fill("First light")
    opened.get_by_label("Your name, as we should credit it").fill("Mira")
    assert violations(opened) == []
    opened.get_by_role("button", name="On to the permission").click()
    assert violations(opened) == []
    allow(opened)
    assert violations(opened) == []
    opened.get_by_role("button", name="Send it").click()
    opened.wait_for_url("**/me/*/?sent=1")
    assert opened.get_by_role("heading", level=1).inner_text() == "Thank you, Mira!"
    assert violations(opened) == []
    assert opened.troubles == []
    submission = Submission.objects.get()
    assert (submission.caption, submission.assets.get().alt_text) == ("First light", "A cup on a jetty")


def test_a_wrong_address_of_somebody_to_ask_is_said_where_it_stands(
    chromium: Any, live_server: LiveServer, campaign: Campaign
) -> None:
    opened = page(chromium, live_server, campaign)
    to_permission(opened)
    opened.select_option("#id_country", "DE")
    opened.get_by_role("button", name="Something else").click()
    assert opened.evaluate("document.activeElement.name") == "age_band"
    turn(opened)
    told = opened.locator(".error-summary li").all_inner_texts()
    assert told == ["How old are you? Please answer this question."]
    opened.check("#id_age_band_2")
    turn(opened)
    opened.check('[name="people"][value="others_agreed"]')
    opened.locator('[name="person_email"]').nth(1).fill("kim@")
    turn(opened)
    asked = opened.locator('[data-field="persons"]')
    assert asked.locator(".field-error").inner_text() == "Please write the e-mail address as in name@example.org."
    wrong = opened.locator('[aria-invalid="true"]')
    assert (wrong.count(), wrong.input_value()) == (1, "kim@")
    assert opened.locator(".error-summary a").get_attribute("href") == f"#{wrong.get_attribute('id')}"
    assert violations(opened) == []


def test_the_back_button_goes_one_step_back(chromium: Any, live_server: LiveServer, campaign: Campaign) -> None:
    opened = page(chromium, live_server, campaign)
    chosen(opened, "lake.jpg")
    opened.get_by_role("button", name="On to the words").click()
    opened.get_by_label("What is the story?").fill("First light")
    opened.go_back()
    assert opened.locator(".file-name").inner_text() == "lake.jpg"
    opened.get_by_role("button", name="On to the words").click()
    assert opened.get_by_label("What is the story?").input_value() == "First light"


def test_without_script_it_is_one_form_and_taking_back_one_press(
    chromium: Any, live_server: LiveServer, campaign: Campaign
) -> None:
    opened = page(chromium, live_server, campaign, java_script_enabled=False)
    choose(opened, "lake.jpg")
    opened.get_by_label("What is the story?").fill("No script")
    opened.get_by_label("E-mail address").first.fill("noor@example.org")
    tick(opened)
    opened.wait_for_timeout(2_100)  # nobody is quicker than that
    opened.get_by_role("button", name="Send it").click()
    opened.wait_for_url("**/me/*/?sent=1")
    opened.get_by_text("Take this back").click()
    opened.get_by_role("button", name="Yes, take it back").click()
    opened.get_by_text("You took it back.").wait_for()
    assert Submission.objects.get().state == "withdrawn"


@pytest.mark.parametrize("script", [True, False])
def test_another_one_begins_where_the_first_one_ended(
    chromium: Any, live_server: LiveServer, campaign: Campaign, script: bool
) -> None:
    said = {"name": "Mira", "email": "mira@example.org", "age_band": "16-17", "country": "IN"}
    guardian = intake.Person("Ines", "ines@example.org")
    campaign.email_policy = "optional"
    campaign.proof_of_work = script  # the sum is solved on this page, too
    campaign.save()
    received = makers.receive(campaign, said=said | {"guardian": guardian, "age_asked": True}, at=timezone.now())
    opened = chromium.new_context(**PHONE, java_script_enabled=script).new_page()
    opened.goto(f"{live_server.url}/me/{received.token}/another/{campaign.slug}/")
    assert opened.locator("input:checked").evaluate_all("all => all.map(one => one.value)") == ["16-17"]
    assert opened.locator("#id_country").input_value() == "IN"
    choose(opened, "lake.jpg")
    if script:
        opened.locator(".file-item.is-done").wait_for()
        keys = opened.evaluate("Object.keys(localStorage).join() + Object.keys(sessionStorage).join()")
        assert received.token not in keys
        opened.get_by_role("button", name="On to the words").click()
        opened.get_by_role("button", name="On to the permission").click()
        assert violations(opened) == []
    assert opened.locator("#id_guardian").input_value() == "ines@example.org"
    if script:
        turn(opened)
    opened.check("#id_people_1")
    if script:
        turn(opened)
    else:
        opened.check("#id_scopes")
        opened.check("#id_accept")
    opened.get_by_role("button", name="Send it").click()
    opened.wait_for_url("**/me/*/?sent=1")
    assert Submission.objects.filter(contributor=received.submission.contributor).count() == 2
    assert ReleaseRequest.objects.filter(role="author", email="ines@example.org").count() == 2
    opened.context.close()


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_nothing_is_wider_than_the_screen(
    chromium: Any, live_server: LiveServer, campaign: Campaign, width: int
) -> None:
    for script in (True, False):
        context = chromium.new_context(viewport={"width": width, "height": 800}, java_script_enabled=script)
        opened = context.new_page()
        for path in (
            "/",
            f"/c/{campaign.slug}/",
            f"/c/{campaign.slug}/submit/",
            f"/c/{campaign.slug}/terms/",
            "/me/x/",
        ):
            opened.goto(live_server.url + path)
            box = opened.locator("main").bounding_box()
            assert (path, script, box["x"] + box["width"] <= width) == (path, script, True)
            widest = max(part["x"] + part["width"] for part in boxes(opened)) if script else 0
            assert (path, widest <= width + 0.5) == (path, True)


@needs_worker
def test_only_without_script_an_address_takes_the_place_of_the_sum(
    chromium: Any, live_server: LiveServer, campaign: Campaign
) -> None:
    for script in (True, False):
        opened = page(chromium, live_server, campaign, java_script_enabled=script)
        assert opened.get_by_text("This browser cannot vouch for the form by itself.").is_visible() is not script


@needs_worker
def test_the_sum_is_solved_while_people_go_on(chromium: Any, live_server: LiveServer, campaign: Campaign) -> None:
    """Nothing is fetched or solved before the first touch; then a worker works, and the form carries the proof."""
    opened = page(chromium, live_server, campaign)
    fetched: list[str] = []
    opened.on("request", lambda request: fetched.append(request.url))
    opened.wait_for_timeout(500)
    assert [url for url in fetched if "guards" in url or "altcha" in url] == []
    opened.get_by_role("heading", level=1).click()
    choose(opened, "lake.jpg")
    opened.locator("input[name=proof]:not([value=''])").wait_for(state="attached")
    assert [url.split("/")[-2] for url in fetched if "guards/" in url] == ["guards"]
    assert len([url for url in fetched if "altcha-pbkdf2" in url]) == 1
    assert opened.locator("[data-unseen]").count() == 0
    assert opened.troubles == []
