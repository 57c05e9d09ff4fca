"""The last step in a real browser: two taps for most people, one question at a time for others, a no in time."""

from typing import Any

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from campaigns.models import Campaign
from rights import queries as rights_queries
from rights.models import Grant
from submissions.models import Submission
from tests.portals.fans.browsing import campaign, needs_client, page, to_permission, turn, violations

__all__ = ["campaign"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SEEN = ".question.is-current"


def questions_seen(opened: Any) -> int:
    """How many fields with a question of their own stand on the screen, the country that is guessed aside."""
    asked = opened.locator('.quick, [data-field]:not([data-field="country"], [data-field="accept"])')
    return sum(one.is_visible() for one in asked.all())


def test_most_people_need_two_taps(chromium: Any, live_server: LiveServer, campaign: Campaign) -> None:
    opened = page(chromium, live_server, campaign, locale="en-GB")
    to_permission(opened)
    assert questions_seen(opened) == 1
    assert violations(opened) == []
    assert opened.locator("input:checked").count() == 0
    opened.get_by_role("button", name="I am 18 or older, and only I can be recognised").tap()
    assert opened.locator("[name=scopes]:checked, [name=accept]:checked").count() == 0
    assert questions_seen(opened) == 1
    opened.get_by_role("button", name="Agree and send it").tap()
    opened.wait_for_url("**/me/*/?sent=1")
    submission = Submission.objects.get()
    grant = Grant.objects.get(submission_id=submission.pk)
    assert grant.scopes == ["pages"]
    said = rights_queries.answers(submission_id=submission.pk, at=timezone.now())
    assert said["people"][0] == "only_me"
    events = rights_queries.history(submission.brand_id, submission.pk)
    assert any("page-form/button:agree-and-send" in event.body for event in events)


def test_all_others_answer_one_question_at_a_time(chromium: Any, live_server: LiveServer, campaign: Campaign) -> None:
    opened = page(chromium, live_server, campaign)
    to_permission(opened)
    opened.select_option("#id_country", "DE")
    opened.get_by_role("button", name="Something else").tap()
    seen = []
    for answer in ("#id_age_band_1", "#id_people_2", ""):
        seen.append((opened.locator(SEEN).get_attribute("data-question"), questions_seen(opened)))
        if answer:
            opened.check(answer)
            turn(opened)
    assert seen == [("you", 1), ("people", 1), ("uses", 1)]
    opened.go_back()
    assert opened.locator(SEEN).get_attribute("data-question") == "people"
    assert opened.locator("#id_people_2").is_checked()
    assert violations(opened) == []


@needs_client
def test_the_question_that_comes_is_not_under_what_has_arrived(
    chromium: Any, live_server: LiveServer, campaign: Campaign
) -> None:
    opened = page(chromium, live_server, campaign)
    to_permission(opened)
    opened.evaluate("scrollBy(0, document.querySelector('[data-quick]').getBoundingClientRect().top + 10)")
    assert opened.evaluate("document.querySelector('[data-uploads-total]').getBoundingClientRect().top") == 0
    opened.evaluate("document.querySelector('[data-one-by-one]').click()")
    bar, asked = opened.locator("[data-uploads-total]"), opened.locator('[data-field="age_band"]')
    assert asked.bounding_box()["y"] >= bar.bounding_box()["y"] + bar.bounding_box()["height"]


def test_a_child_is_told_at_the_question_and_asked_for_nobodys_address(
    chromium: Any, live_server: LiveServer, campaign: Campaign
) -> None:
    told = "This campaign is for people of 16 and older"
    for script in (True, False):
        opened = page(chromium, live_server, campaign, java_script_enabled=script)
        if script:
            to_permission(opened)
            opened.get_by_role("button", name="Something else").tap()
        opened.select_option("#id_country", "DE")
        opened.check("#id_age_band_0")
        assert opened.locator(".too-young", has_text=told).is_visible()
        assert opened.locator("#id_guardian").is_hidden()
        if script:
            assert told in opened.locator("[data-too-young-said]").text_content()
            assert opened.locator(f"{SEEN} [data-next]").is_hidden()
            assert violations(opened) == []
        # The negative control: old enough for the campaign, too young to decide alone where one lives.
        opened.select_option("#id_country", "IN")
        opened.check("#id_age_band_1")
        assert opened.locator(".too-young").is_hidden()
        assert opened.locator("#id_guardian").is_visible()
