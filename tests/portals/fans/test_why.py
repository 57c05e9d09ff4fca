"""Why take part: what is known is said in numbers, and nothing else."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actors import SYSTEM
from campaigns import services as campaigns_services
from campaigns.models import Campaign
from moderation import services as moderation_services
from portals.fans import reasons
from submissions.models import Submission
from tests import factories
from tests.galleries import stage
from tests.portals.fans import senders

pytestmark = pytest.mark.django_db


def page(name: str, slug: str, **more: str) -> str:
    return reverse(f"fans:{name}", kwargs={"slug": slug, **more})


def why(client: Client, campaign: Campaign) -> str:
    content = senders.text(client.get(page("campaign", campaign.slug)))
    found = re.search(r'<ul class="why" role="list">(.*?)</ul>', content, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found.group(1)).split()) if found else ""


def test_why_take_part_says_what_is_known_and_nothing_else(client: Client, campaign: Campaign) -> None:
    told = why(client, campaign)
    assert "Be the first" in told
    assert "Nobody can tell yet how soon" in told
    assert "left" not in told
    assert "Somebody from the team looks at it." in told
    later = timezone.now() + datetime.timedelta(days=3, hours=4, minutes=5)
    Campaign.objects.filter(pk=campaign.pk).update(closes_at=later)
    now = timezone.now()
    for hours in (1, 2, 3, 30, 50):
        one = stage.waiting(campaign, at=now - datetime.timedelta(hours=hours))
        moderation_services.approve(submission=one, version=one.version, by=stage.moderator(one.brand), at=now)
    stage.withdraw(stage.waiting(campaign), at=now)
    Submission.objects.filter(pk=stage.waiting(campaign).pk).update(source="network")
    told = why(client, campaign)
    assert "5 photos so far" in told, "neither what was taken back nor what was found on a network was sent to us"
    assert "Half of all people hear within 3 hours" in told
    assert "over the last 5 answers." in told
    assert re.search(r"3 days, 4.hours left You can send until ", told)


def test_why_take_part_is_not_asked_where_nobody_can(client: Client, campaign: Campaign) -> None:
    campaigns_services.close_campaign(campaign=campaign, by=SYSTEM, at=factories.NOW)
    assert why(client, campaign) == ""


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        (0.2, "Half of all people hear within an hour"),
        (1.2, "Half of all people hear within 2 hours"),
        (24.0, "Half of all people hear within 24 hours"),
        (25.0, "Half of all people hear within 2 days"),
        (49.0, "Half of all people hear within 3 days"),
    ],
)
def test_nobody_is_promised_less_than_it_takes(hours: float, told: str) -> None:
    assert reasons._within(hours) == told
