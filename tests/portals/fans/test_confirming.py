"""Proving an address: the page shows whole what the button confirms, and opening it confirms nothing."""

import re
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts import services as accounts_services
from accounts.models import Brand, ContributorIdentity
from outbox.models import Mail
from rights import queries as rights_queries
from submissions.models import Submission
from tests import factories
from tests.galleries import stage
from tests.portals import rooms
from tests.portals.fans import senders

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    cache.clear()


def said(submission: Submission) -> dict[str, str]:
    answers = rights_queries.answers(submission_id=submission.pk, at=rooms.now())
    return {kind: answer for kind, (answer, _reach) in answers.items()}


def test_address_is_confirmed_by_the_button_alone(client: Client) -> None:
    campaign = factories.campaign(title="Morning light", email_policy="confirmed")
    token, submission = senders.sent(client, campaign)
    assert said(submission)["email"] == "unconfirmed"
    assert "Please confirm your e-mail address" in senders.text(client.get(reverse("fans:me", kwargs={"token": token})))
    secret = accounts_services.confirmation_secret(contributor=submission.contributor, at=rooms.now())
    address = reverse("fans:confirm", kwargs={"signed": secret})
    shown = senders.text(Client().get(address))
    assert "Is this your address?" in shown
    for part in ("Morning light", "as Mira", "First light on the lake", "On our pages"):
        assert part in shown
    assert "Not all pictures can be shown yet, so the button does not confirm this." in shown
    assert 'name="shown"' not in shown
    submission.assets.update(state="ready", width=640, height=480)
    stage.rendition(submission.assets.get())
    seen = senders.text(Client().get(address))
    assert (len(re.findall(r'<li class="piece">\s*<div class="photo', seen)), "Not all pictures" in seen) == (1, False)
    assert seen.count('name="shown"') == 1
    assert said(submission)["email"] == "unconfirmed"
    Client().post(address)  # a script that presses without having looked
    assert said(submission)["email"] == "unconfirmed"
    assert Client().post(address, {"shown": [str(submission.pk), "nonsense"]}).status_code == 302
    assert said(submission)["email"] == "confirmed"
    assert "Your address is confirmed" in senders.text(Client().get(address))
    again = reverse("fans:confirm_again", kwargs={"token": token, "submission": submission.pk})
    assert client.post(again).status_code == 303
    assert Mail.objects.filter(kind="confirm_email").count() == 1


def test_a_confirmed_address_is_not_all_where_others_have_to_agree(client: Client) -> None:
    campaign = factories.campaign(email_policy="confirmed")
    _token, submission = senders.sent(client, campaign, people="others_agreed")
    secret = accounts_services.confirmation_secret(contributor=submission.contributor, at=rooms.now())
    seen = {"shown": str(submission.pk)}
    page = senders.text(Client().post(reverse("fans:confirm", kwargs={"signed": secret}), seen, follow=True))
    assert "still waits for others who have to agree" in page
    assert "can now use" not in page


def test_nobody_is_asked_for_anything_where_it_was_not_chosen(client: Client) -> None:
    campaign = factories.campaign(email_policy="confirmed")
    token, submission = senders.sent(client, campaign, people="others_agreed")
    Submission.objects.filter(pk=submission.pk).update(state="rejected")
    page = senders.text(client.get(reverse("fans:me", kwargs={"token": token})))
    assert "Please confirm your e-mail address" not in page
    assert "Who has to agree" not in page


def test_what_is_confirmed_is_told_by_its_own_credit_in_the_brands_time(client: Client) -> None:
    campaign = factories.campaign(email_policy="confirmed")
    Brand.objects.filter(pk=campaign.brand_id).update(timezone="Europe/Berlin")
    _token, submission = senders.sent(client, campaign, name="Mira")
    person = submission.contributor
    ContributorIdentity.objects.filter(contributor=person).update(name="Somebody else")
    Submission.objects.filter(pk=submission.pk).update(received_at=datetime(2026, 5, 7, 22, 30, tzinfo=UTC))
    secret = accounts_services.confirmation_secret(contributor=person, at=rooms.now())

    address = reverse("fans:confirm", kwargs={"signed": secret})
    page = senders.text(Client(HTTP_ACCEPT_LANGUAGE="en-GB").get(address))

    assert "Sent 8 May 2026, 12:30 a.m. CEST, as Mira" in page
    assert "Somebody else" not in page
