"""A campaign that is not open yet has its own page: when, a reminder, a calendar file."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Campaign
from campaigns.reminders import services as reminders_services
from campaigns.reminders.models import Reminder
from outbox.models import Mail
from tests import factories
from tests.portals.fans import senders

pytestmark = pytest.mark.django_db


@pytest.fixture
def soon(db: None) -> Campaign:
    brand = factories.brand(name="Harbour")
    brand.timezone = "Europe/Berlin"
    brand.save()
    at = (timezone.now() + timedelta(days=8, hours=12)).replace(second=0, microsecond=0)  # in the midst of a day
    return factories.campaign(brand, title="Autumn; at sea, äh", tagline="Leaves", brief="Show us", opens_at=at)


def address(name: str, campaign: Campaign) -> str:
    return reverse(f"fans:{name}", kwargs={"slug": campaign.slug})


def test_the_page_says_when_and_offers_to_tell(client: Client, soon: Campaign) -> None:
    text = senders.text(client.get(address("campaign", soon)))
    for words in ("Not open yet", "(Berlin time)", "1 week, 1 day to go", "Show us", "Remind me by mail"):
        assert words in text
    assert "Send yours" not in text
    assert address("calendar", soon) in text


def test_the_form_leads_to_that_page_and_takes_nothing(client: Client, soon: Campaign) -> None:
    answer = client.get(address("submit", soon))
    assert (answer.status_code, answer.headers["Location"]) == (302, address("campaign", soon))
    assert senders.send(client, soon).status_code == 409


def test_an_open_campaign_has_neither(client: Client, campaign: Campaign) -> None:
    assert "Remind me by mail" not in senders.text(client.get(address("campaign", campaign)))
    assert client.get(address("calendar", campaign)).status_code == 404
    answer = client.post(address("remind", campaign), {"email": "kim@example.org"})
    assert (answer.status_code, Reminder.objects.count()) == (302, 0)


def test_a_reminder_is_asked_for_confirmed_and_taken_back(client: Client, soon: Campaign) -> None:
    answer = client.post(address("remind", soon), {"email": "kim@example.org"})
    assert answer.headers["Location"] == address("campaign", soon) + "?asked=1#done"
    assert 'id="done"' in client.get(answer.headers["Location"].partition("#")[0]).content.decode()
    reminder = Reminder.objects.get()
    link = reverse("fans:reminder", kwargs={"token": reminders_services.secret(reminder)})
    page = client.get(link)
    assert Reminder.objects.get().confirmed_at is None, "opening changes nothing"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert client.post(link, {"answer": "yes"}).status_code == 302
    assert Reminder.objects.get().confirmed_at is not None
    assert "We will write to you" in senders.text(client.get(link))
    assert "Your address is forgotten" in senders.text(client.post(link, {"answer": "forget"}))
    assert (Reminder.objects.count(), client.get(link).status_code) == (0, 404)
    assert set(Mail.objects.values_list("sealed_to", flat=True)) == {None}


def test_a_misspelt_address_comes_back_with_the_form(client: Client, soon: Campaign) -> None:
    answer = client.post(address("remind", soon), {"email": "kim@"})
    text = senders.text(answer)
    assert answer.status_code == 422
    assert "it looks incomplete" in text
    assert 'value="kim@"' in text


def test_known_and_unknown_addresses_get_the_same_answer(client: Client, soon: Campaign) -> None:
    answers = [client.post(address("remind", soon), {"email": "kim@example.org"}) for _time in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]


def test_one_connection_asks_for_as_many_reminders_an_hour_as_it_may_send(
    client: Client, soon: Campaign, settings: Any
) -> None:
    """A crowd on one address may wish to be told; what one mailbox gets is counted by mailbox."""
    settings.SUBMISSIONS_PER_HOUR = 3
    statuses = [client.post(address("remind", soon), {"email": f"k{n}@example.org"}).status_code for n in range(4)]
    assert (statuses, Reminder.objects.count()) == ([303, 303, 303, 429], 3)


def test_the_calendar_file_holds_the_opening_and_no_word_breaks_it(client: Client, soon: Campaign) -> None:
    answer = client.get(address("calendar", soon))
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert "attachment" in answer.headers["Content-Disposition"]
    lines = answer.content.decode().replace("\r\n ", "").split("\r\n")
    assert soon.opens_at is not None
    assert f"DTSTART:{soon.opens_at:%Y%m%dT%H%M%SZ}" in lines
    assert "SUMMARY:Autumn\\; at sea\\, äh (Harbour)" in lines
    assert [line for line in answer.content.split(b"\r\n") if len(line) > 75] == []
    assert "Set-Cookie" not in answer.headers
