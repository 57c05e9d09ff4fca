"""Steps on the way to a sent form: what is counted, by which device, and the figure made of it."""

import threading
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from campaigns.models import Campaign
from engagement import devices, queries, services
from engagement.models import DailySteps, Device, Step
from engagement.queries import Measure
from tests.engagement.test_views import PHONE, ROBOTS
from tests.galleries.stage import AT, later
from tests.submissions import makers

pytestmark = pytest.mark.django_db
SINCE, UNTIL = later(hours=-12), later(hours=36)
DESKTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
TABLET = "Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"


@pytest.mark.parametrize(
    ("name", "device"),
    [
        (PHONE, Device.PHONE),
        ("Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36", Device.PHONE),
        ("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", Device.PHONE),
        ("Opera/9.80 (Series 60; Opera Mini/7.1) Presto/2.12", Device.PHONE),
        (TABLET, Device.TABLET),
        ("Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148", Device.TABLET),
        ("Mozilla/5.0 (Android 15; Tablet; rv:140.0) Gecko/140.0 Firefox/140.0", Device.TABLET),
        (DESKTOP, Device.DESKTOP),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1",
            Device.DESKTOP,
        ),
        ("", Device.DESKTOP),
        ("x" * 10_000 + "iPhone", Device.DESKTOP),
    ],
)
def test_devices_are_told_apart_coarsely(name: str, device: Device) -> None:
    assert devices.device(name) is device


def take(campaign: Campaign, *steps: str, by: str = PHONE) -> None:
    for step in steps:
        assert services.count_step(campaign=campaign, step=step, at=AT, user_agent=by)


def figure(campaign: Campaign, key: str = "funnel") -> Measure:
    return {one.key: one for one in queries.measures(campaign, since=SINCE, until=UNTIL)}[key]


def test_steps_add_up_per_day_and_device() -> None:
    campaign = makers.campaign()
    take(campaign, "page_seen", "page_seen")
    take(campaign, "page_seen", by=DESKTOP)
    services.count_step(campaign=campaign, step="page_seen", at=later(hours=12), user_agent=PHONE)
    assert set(DailySteps.objects.values_list("brand", "day", "step", "device", "count")) == {
        (campaign.brand_id, date(2026, 11, 22), "page_seen", "phone", 2),
        (campaign.brand_id, date(2026, 11, 22), "page_seen", "desktop", 1),
        (campaign.brand_id, date(2026, 11, 23), "page_seen", "phone", 1),
    }


@pytest.mark.parametrize("name", ROBOTS)
def test_robots_take_no_steps(name: str) -> None:
    assert not services.count_step(campaign=makers.campaign(), step="sent", at=AT, user_agent=name)
    assert DailySteps.objects.count() == 0


def test_there_are_no_other_steps() -> None:
    with pytest.raises(ValueError, match="looked_away"):
        services.count_step(campaign=makers.campaign(), step="looked_away", at=AT, user_agent=PHONE)


@pytest.mark.parametrize("bad", [{"count": -1}, {"step": "looked_away"}, {"device": "watch"}])
def test_the_database_refuses_bad_counts(bad: dict[str, object]) -> None:
    campaign = makers.campaign()
    good = {"brand": campaign.brand, "campaign": campaign, "day": AT.date(), "step": "sent", "device": "phone"}
    with pytest.raises(IntegrityError), transaction.atomic():
        DailySteps.objects.create(**{**good, **bad})
    DailySteps.objects.create(**good)
    with pytest.raises(IntegrityError), transaction.atomic():
        DailySteps.objects.create(**good)


def test_the_table_has_no_place_for_a_visitor() -> None:
    names = {field.name for field in DailySteps._meta.get_fields()}
    assert names == {"id", "brand", "campaign", "day", "step", "device", "count"}


def test_the_funnel_has_numbers_and_shares_by_device() -> None:
    campaign = makers.campaign()
    take(campaign, *["page_seen"] * 3, "form_started", "file_picked")
    take(campaign, "page_seen", "form_started", "upload_finished", "sent", by=DESKTOP)
    take(makers.campaign(campaign.brand), "sent")
    found = figure(campaign)
    assert found.value == 25.0
    keys = [key for key, _heading in found.columns]
    assert [(row["step"], row["value"], *(row[key] for key in keys)) for row in found.rows] == [
        ("page_seen", 4, 100.0, 3, None, 1),
        ("form_started", 2, 50.0, 1, None, 1),
        ("file_picked", 1, 25.0, 1, None, None),
        ("upload_finished", 1, 25.0, None, None, 1),
        ("consent_given", None, None, None, None, None),
        ("sent", 1, 25.0, None, None, 1),
    ]


def test_what_was_never_counted_is_not_zero() -> None:
    campaign = makers.campaign()
    assert (figure(campaign).value, figure(campaign).rows) == (None, ())
    assert figure(campaign, "short_link").value is None
    take(campaign, "sent")
    assert figure(campaign).value is None, "a share of nothing is not known"
    take(campaign, "short_link", "short_link")
    assert figure(campaign, "short_link").value == 2
    assert Step.SHORT_LINK.value not in [row["step"] for row in figure(campaign).rows]


@pytest.mark.django_db(transaction=True)
def test_no_step_is_lost_when_many_arrive_at_once() -> None:
    campaign = makers.campaign()
    ready = threading.Barrier(4)

    def visit() -> None:
        ready.wait()
        for _ in range(5):
            services.count_step(campaign=campaign, step="sent", at=AT, user_agent=PHONE)
        connection.close()

    visitors = [threading.Thread(target=visit) for _ in range(4)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert DailySteps.objects.values_list("count", flat=True).get() == 20
