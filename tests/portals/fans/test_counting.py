"""The funnel at its doors: our own pages may tell four words; nobody else anything, and whoever asks is left out."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from redis.exceptions import RedisError

from accounts.actors import SYSTEM
from campaigns import services as campaigns_services
from campaigns.models import Campaign
from engagement.models import DailySteps
from tests import factories
from tests.engagement.test_views import PHONE
from tests.portals.fans import senders

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone() -> Client:
    return Client(headers={"User-Agent": PHONE})


def counted() -> dict[str, int]:
    return dict(DailySteps.objects.values_list("step", "count"))


def tell(client: Client, campaign: Campaign, word: str, **headers: str) -> Any:
    address = reverse("fans:step", kwargs={"slug": campaign.slug})
    return client.post(address, word, content_type="text/plain;charset=UTF-8", headers=headers)


def test_a_page_tells_its_four_steps_and_sets_no_cookie(phone: Client, campaign: Campaign) -> None:
    for word in ("form_started", "file_picked", "upload_finished", "consent_given"):
        answer = tell(phone, campaign, word, **{"Sec-Fetch-Site": "same-origin"})
        assert (answer.status_code, answer.content, answer.cookies) == (204, b"", {})
    assert counted() == dict.fromkeys(("form_started", "file_picked", "upload_finished", "consent_given"), 1)


@pytest.mark.parametrize(
    "word", ["sent", "page_seen", "short_link", "FORM_STARTED", "", "x" * 40, "form_started\n", "ä"]
)
def test_no_other_word_is_taken(phone: Client, campaign: Campaign, word: str) -> None:
    assert tell(phone, campaign, word).status_code == 400
    assert counted() == {}


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_other_sites_tell_nothing(phone: Client, campaign: Campaign, site: str) -> None:
    assert tell(phone, campaign, "file_picked", **{"Sec-Fetch-Site": site}).status_code == 403
    assert counted() == {}


@pytest.mark.parametrize("wish", [{"DNT": "1"}, {"Sec-GPC": "1"}])
def test_who_asks_not_to_be_tracked_is_not_counted(client: Client, campaign: Campaign, wish: dict[str, str]) -> None:
    quiet = Client(headers={"User-Agent": PHONE, **wish})
    quiet.get(reverse("fans:campaign", kwargs={"slug": campaign.slug}))
    quiet.get(reverse("fans:short", kwargs={"code": campaign.short_code}))
    assert tell(quiet, campaign, "file_picked").status_code == 204
    senders.sent(quiet, campaign)
    assert counted() == {}


def test_robots_are_not_counted(campaign: Campaign) -> None:
    robot = Client(headers={"User-Agent": "Googlebot/2.1"})
    robot.get(reverse("fans:campaign", kwargs={"slug": campaign.slug}))
    assert tell(robot, campaign, "file_picked").status_code == 204
    assert counted() == {}


def test_we_count_ourselves_what_we_see_ourselves(phone: Client, campaign: Campaign) -> None:
    shown = reverse("fans:campaign", kwargs={"slug": campaign.slug})
    phone.get(shown)
    phone.head(shown)
    phone.get(shown, headers={"Sec-Purpose": "prefetch;prerender"})
    senders.send(phone, campaign, accept=None)
    assert counted() == {"page_seen": 1}, "neither a look at the head, nor a guess of the browser, nor a refused form"
    for _ in range(2):
        senders.send(phone, campaign)
    assert counted() == {"page_seen": 1, "sent": 1}, "the second tap sent nothing"


def test_a_flood_of_words_is_paused(phone: Client, campaign: Campaign, settings: Any) -> None:
    settings.SUBMISSIONS_PER_HOUR = 0
    assert tell(phone, campaign, "file_picked").status_code == 429


def test_a_closed_campaign_counts_no_more_steps_and_a_draft_is_not_there(phone: Client, campaign: Campaign) -> None:
    campaigns_services.close_campaign(campaign=campaign, by=SYSTEM, at=factories.NOW)
    assert tell(phone, campaign, "file_picked").status_code == 204
    assert tell(phone, factories.draft(), "file_picked").status_code == 404
    assert counted() == {}


def test_words_come_by_post_alone(phone: Client, campaign: Campaign) -> None:
    assert phone.get(reverse("fans:step", kwargs={"slug": campaign.slug})).status_code == 405


def test_the_short_link_leads_to_the_invitation(phone: Client, campaign: Campaign) -> None:
    for code in (campaign.short_code, campaign.short_code.upper()):
        answer = phone.get(reverse("fans:short", kwargs={"code": code}))
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/c/{campaign.slug}/")
        assert answer.headers["Cache-Control"] == "no-cache"
    assert counted() == {"short_link": 2}
    assert phone.get(f"/s/{campaign.short_code}").headers["Location"].endswith(f"/s/{campaign.short_code}/")


def test_short_links_of_drafts_and_of_nothing_look_alike(phone: Client) -> None:
    draft = factories.draft()
    answers = [phone.get(f"/s/{code}/") for code in (draft.short_code, "222222", "no-such")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert counted() == {}


def test_the_invitation_is_asked_for_anew_each_time(phone: Client, campaign: Campaign) -> None:
    shown = phone.get(reverse("fans:campaign", kwargs={"slug": campaign.slug}))
    assert shown.headers["Cache-Control"] == "no-cache"


def test_a_barred_store_is_told_to_the_operator_even_without_a_cache(
    phone: Client, campaign: Campaign, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def silent(*_: object, **__: object) -> bool:
        raise RedisError

    monkeypatch.setattr("portals.fans.counting.cache.add", silent)
    assert tell(phone, campaign, "store_barred", **{"Sec-Fetch-Site": "same-origin"}).status_code == 204
    assert "Browsers cannot send files" in caplog.text
