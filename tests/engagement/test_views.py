"""Views: what is counted, what is not, and that nothing about a visitor is kept."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection

from engagement import robots, services
from engagement.models import DailyViews
from galleries import services as galleries_services
from galleries.models import Gallery
from tests.galleries import stage
from tests.galleries.stage import AT, later
from tests.submissions import makers

pytestmark = pytest.mark.django_db

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile Safari/604.1"
PEOPLE = [
    PHONE,
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (Linux; Android 14; CUBOT KINGKONG) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0",
    "Opera/9.80 (Series 60; Opera Mini/7.1) Presto/2.12",
]
ROBOTS = [
    "",
    "  ",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0)",
    "facebookexternalhit/1.1",
    "WhatsApp/2.23.20 A",
    "Slackbot-LinkExpanding 1.0",
    "curl/8.5.0",
    "Wget/1.21",
    "python-requests/2.32",
    "Go-http-client/2.0",
    "Mozilla/5.0 HeadlessChrome/130.0",
    "Mozilla/5.0 (compatible; GPTBot/1.2)",
    "Mozilla/5.0 (compatible; ClaudeBot/1.0)",
    "Baiduspider+(+http://www.baidu.com/search/spider.htm)",
    "UptimeRobot/2.0",
]


def gallery() -> Gallery:
    brand = makers.brand()
    return galleries_services.create(brand=brand, title="Wall", by=stage.marketer(brand), at=AT)


@pytest.mark.parametrize("name", PEOPLE)
def test_browsers_are_people(name: str) -> None:
    assert not robots.is_robot(name)


@pytest.mark.parametrize("name", ROBOTS)
def test_known_robots_are_not(name: str) -> None:
    assert robots.is_robot(name)


def test_views_add_up_per_day_and_page() -> None:
    shown, campaign = gallery(), makers.campaign()
    for moment in (AT, later(hours=1), later(hours=12)):
        assert services.count_view(at=moment, user_agent=PHONE, gallery=shown)
    assert services.count_view(at=AT, user_agent=PHONE, campaign=campaign)
    assert not services.count_view(at=AT, user_agent="Googlebot/2.1", gallery=shown)

    assert list(DailyViews.objects.order_by("day", "views").values_list("gallery", "campaign", "day", "views")) == [
        (None, campaign.pk, date(2026, 11, 22), 1),
        (shown.pk, None, date(2026, 11, 22), 2),
        (shown.pk, None, date(2026, 11, 23), 1),
    ]
    assert {row.brand_id for row in DailyViews.objects.filter(gallery=shown)} == {shown.brand_id}


def test_a_view_is_of_exactly_one_page() -> None:
    both: list[dict[str, Any]] = [{}, {"gallery": gallery(), "campaign": makers.campaign()}]
    for pages in both:
        with pytest.raises(ValueError, match="one page"):
            services.count_view(at=AT, user_agent=PHONE, **pages)


def test_the_table_has_no_place_for_a_visitor() -> None:
    names = {field.name for field in DailyViews._meta.get_fields()}
    assert names == {"id", "brand", "gallery", "campaign", "day", "views"}


@pytest.mark.django_db(transaction=True)
def test_no_view_is_lost_when_many_arrive_at_once() -> None:
    shown = gallery()
    ready = threading.Barrier(4)

    def visit() -> None:
        ready.wait()
        for _ in range(5):
            services.count_view(at=AT, user_agent=PHONE, gallery=shown)
        connection.close()

    visitors = [threading.Thread(target=visit) for _ in range(4)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert DailyViews.objects.values_list("views", flat=True).get() == 20
