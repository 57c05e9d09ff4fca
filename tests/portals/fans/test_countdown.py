"""The last two days of a campaign are counted down in the language of the page; the clock is the test's."""

import datetime
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en-GB", ("1 hour, 0 minutes left", "59 minutes, 59 seconds left", "59 seconds left", "It is over now")),
        (
            "de-DE",
            ("Noch 1 Stunde, 0 Minuten", "Noch 59 Minuten, 59 Sekunden", "Noch 59 Sekunden", "Jetzt ist es vorbei"),
        ),
    ],
)
def test_the_end_is_counted_down(
    chromium: Any, live_server: LiveServer, language: str, words: tuple[str, str, str, str]
) -> None:
    end = (timezone.now() + 5 * DAY).replace(microsecond=0)
    campaign = factories.campaign(title="Morning light", closes_at=end)
    page = chromium.new_context(locale=language).new_page()
    left = page.locator("[data-countdown]")
    for before, told in zip((3600, 3599, 59, 0), words, strict=True):
        page.clock.install(time=end - datetime.timedelta(seconds=before))
        page.clock.pause_at(end - datetime.timedelta(seconds=before))
        page.goto(f"{live_server.url}/c/{campaign.slug}/")
        expect(left).to_have_text(told)


def test_until_then_the_words_of_the_page_stand(chromium: Any, live_server: LiveServer) -> None:
    campaign = factories.campaign(title="Morning light", closes_at=timezone.now() + 3 * DAY + DAY / 2)
    page = chromium.new_page()
    page.goto(f"{live_server.url}/c/{campaign.slug}/")
    assert page.locator("[data-countdown]").inner_text().replace("\xa0", " ") == "3 days, 11 hours left"
