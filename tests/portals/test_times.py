"""Deadlines stand in the zone of those who set them, with its name; dates are written as the reader's region writes."""

from datetime import UTC, datetime

import pytest
from django.test import Client, RequestFactory
from django.utils import translation

from accounts.models import Brand
from campaigns.models import Campaign
from portals import times
from tests import factories
from tests.portals import rooms

CLOSES = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "accepted", "written"),
    [
        ("en", "en-US,en;q=0.9", "Nov. 30, 2026, 11:30 p.m."),
        ("en", "en-GB,en;q=0.9", "30 Nov 2026, 11:30 p.m."),
        ("en", "en-AU", "30 Nov 2026, 11:30 p.m."),
        ("en", "", "Nov. 30, 2026, 11:30 p.m."),
        ("de", "de-DE,de;q=0.9", "30. November 2026 23:30"),
        ("de", "de-CH", "30. November 2026 23:30"),
        # Another language's region says nothing about this one.
        ("de", "en-GB,de;q=0.5", "30. November 2026 23:30"),
        ("en", "de-CH,en-GB;q=0.5", "30 Nov 2026, 11:30 p.m."),
        ("es", "es-MX", "30 de noviembre de 2026 a las 23:30"),
        ("fr", "fr-CA", "30 novembre 2026 23:30"),
        ("en", "en-x;q=1,../..;q=0.5", "Nov. 30, 2026, 11:30 p.m."),
    ],
)
def test_a_moment_is_written_as_language_and_region_do(language: str, accepted: str, written: str) -> None:
    asking = RequestFactory().get("/", HTTP_ACCEPT_LANGUAGE=accepted)
    with times.regions_of(asking), translation.override(language):
        assert times.written(CLOSES, "DATETIME_FORMAT") == written


@pytest.mark.parametrize(
    ("zone", "deadline", "moment"),
    [
        ("Europe/Berlin", "Dec. 1, 2026, 12:30 a.m. (Berlin time)", "Dec. 1, 2026, 12:30 a.m. CET"),
        ("America/New_York", "Nov. 30, 2026, 6:30 p.m. (New York time)", "Nov. 30, 2026, 6:30 p.m. EST"),
        ("America/Sao_Paulo", "Nov. 30, 2026, 8:30 p.m. (Sao Paulo time)", "Nov. 30, 2026, 8:30 p.m. UTC-03:00"),
        ("America/Argentina/Salta", "Nov. 30, 2026, 8:30 p.m. (Salta time)", "Nov. 30, 2026, 8:30 p.m. UTC-03:00"),
        ("UTC", "Nov. 30, 2026, 11:30 p.m. (UTC)", "Nov. 30, 2026, 11:30 p.m. UTC"),
        ("Etc/GMT-5", "Dec. 1, 2026, 4:30 a.m. (UTC+05:00)", "Dec. 1, 2026, 4:30 a.m. UTC+05:00"),
    ],
)
def test_a_deadline_names_its_zone(zone: str, deadline: str, moment: str) -> None:
    with translation.override("en"):
        assert (times.deadline(CLOSES, zone), times.moment(CLOSES, zone)) == (deadline, moment)


@pytest.mark.django_db
def test_a_region_ends_with_its_request() -> None:
    """A thread serves many, and mails are written on it as well."""
    factories.campaign(factories.brand())
    with translation.override("en"):
        before = times.written(CLOSES, "DATE_FORMAT")
        assert Client(HTTP_ACCEPT_LANGUAGE="en-GB").get("/").status_code == 200
        assert times.written(CLOSES, "DATE_FORMAT") == before == "Nov. 30, 2026"


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
