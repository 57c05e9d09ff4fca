"""Pages write deadlines in the zone of those who set them, with its name, as the reader's region writes dates."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import Brand
from campaigns.models import Campaign
from core import times
from submissions.models import Submission
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

    assert "Nov. 30, 2099, 6:30 p.m. (New York time)" in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("accepted", "moment"),
    [("en-GB", "1 Dec 2026, 12:30 a.m. CET"), ("en-US", "Dec. 1, 2026, 12:30 a.m. CET"), ("de-DE", "12:30 a.m. CET")],
)
def test_members_read_moments_in_their_brands_zone_as_their_region_writes_them(accepted: str, moment: str) -> None:
    campaign = _campaign()
    item = rooms.item(campaign)
    Submission.objects.filter(pk=item.pk).update(received_at=CLOSES)
    member = rooms.signed_in(campaign.brand)

    pages = [
        member.get(f"/{room}/{campaign.brand.slug}/{rest}", headers={"Accept-Language": accepted}).content.decode()
        for room, rest in [("review", f"{item.pk}/"), ("studio", f"library/{item.pk}/")]
    ]

    assert [moment in page for page in pages] == [True, True]


def test_no_page_writes_a_date_in_a_way_of_its_own() -> None:
    """Those for machines (`c`) aside: `portals/templatetags/times.py` knows the zone, the language and the region."""
    by_hand = re.compile(r"\|(date|time)\b(?!:'c')|\{% now ")
    told = {str(file) for file in Path("portals").rglob("*.html") if by_hand.search(file.read_text())}
    assert told == set()
    assert by_hand.search('{{ at|date:"j M Y" }}')
    assert by_hand.search("{{ at|date }}")
    assert not by_hand.search("{{ at|date:'c' }}{{ at|timesince:now }}")


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
