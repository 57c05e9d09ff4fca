"""Pages write deadlines in the zone of those who set them, with its name, as the reader's region writes dates."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import Brand
from campaigns.models import Campaign
from core import times
from tests import factories
from tests.portals import rooms

CLOSES = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)


def _campaign(zone: str = "Europe/Berlin") -> Campaign:
    brand = factories.brand()
    Brand.objects.filter(pk=brand.pk).update(timezone=zone)
    campaign = factories.campaign(brand)
    Campaign.objects.filter(pk=campaign.pk).update(closes_at=CLOSES.replace(year=2099))
    return campaign


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("accepted", "whole", "day"),
    [
        ("en-US", "Dec. 1, 2099, 12:30 a.m. (Berlin time)", "Dec. 1, 2099"),
        ("en-GB", "1 Dec 2099, 12:30 a.m. (Berlin time)", "1 Dec 2099"),
        ("de-DE", "1. Dezember 2099 00:30 (Ortszeit Berlin)", "1. Dezember 2099"),
    ],
)
def test_pages_of_fans_tell_deadlines_in_the_campaigns_zone(accepted: str, whole: str, day: str) -> None:
    campaign = _campaign()
    client = Client(HTTP_ACCEPT_LANGUAGE=accepted)

    page, home = (client.get(address).content.decode() for address in (f"/c/{campaign.slug}/", "/"))

    assert whole in page
    assert day in page.replace(whole, "")
    assert day in home


@pytest.mark.django_db
def test_members_read_the_deadline_with_its_zone() -> None:
    campaign = _campaign("America/New_York")

    page = rooms.signed_in(campaign.brand).get(f"/studio/{campaign.brand.slug}/campaigns/{campaign.slug}/")

    assert "30 Nov 2099, 18:30 (New York time)" in page.content.decode()


@pytest.mark.django_db
def test_the_next_answer_of_the_same_thread_writes_as_no_region_does() -> None:
    campaign = _campaign()
    assert "1 Dec 2099" in Client(HTTP_ACCEPT_LANGUAGE="en-GB").get(f"/c/{campaign.slug}/").content.decode()

    with translation.override("en"):
        assert times.written(CLOSES, "DATE_FORMAT") == "Nov. 30, 2026"


@pytest.mark.django_db
def test_why_to_take_part_names_the_same_moment() -> None:
    page = Client(HTTP_ACCEPT_LANGUAGE="en-GB").get(f"/c/{_campaign().slug}/").content.decode()

    assert "You can send until 1 Dec 2099, 12:30 a.m. (Berlin time)" in page
