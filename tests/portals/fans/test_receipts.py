"""The receipt, as a page and as a file: what was answered, what holds now, when, and the proof."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Brand, ContributorIdentity
from campaigns.models import Campaign
from rights import queries as rights_queries
from submissions.models import Submission
from tests.portals.fans import senders

pytestmark = pytest.mark.django_db


def test_the_receipt_proves_what_was_agreed(client: Client, campaign: Campaign) -> None:
    token, submission = senders.sent(client, campaign, scopes=["pages", "ads"])
    event = next(event for event in rights_queries.history(campaign.brand_id, submission.pk) if event.kind == "grant")
    text = senders.text(client.get(senders.me(token, "receipt", submission=submission.pk)))
    assert campaign.terms is not None
    for proof in (campaign.terms.text_hash, event.hash, f"Ledger event {event.sequence}", str(submission.pk)):
        assert proof in text
    allowed, declined = text.split("you allowed", 1)[1].split("you did not allow", 1)
    assert "On our pages" in allowed
    assert "In paid advertising" in allowed
    assert "In shops and in print" in declined.split("The proof", 1)[0]


def test_a_receipt_outlives_the_withdrawal(client: Client, campaign: Campaign) -> None:
    token, submission = senders.sent(client, campaign)
    client.post(senders.me(token, "withdraw", submission=submission.pk))
    text = senders.text(client.get(senders.me(token, "receipt", submission=submission.pk)))
    assert "Permission was taken back" in text
    assert "On our pages" in text
    assert "On our pages" not in holding(text)
    assert "no permission holds any more" in holding(text)


def holding(text: str) -> str:
    """What a receipt says holds now."""
    return text.split("What holds now", 1)[1].split("When you sent it", 1)[0]


@pytest.mark.parametrize("name", ["receipt", "receipt_file"])
def test_the_receipt_shows_what_holds_now(client: Client, campaign: Campaign, name: str) -> None:
    token, submission = senders.sent(client, campaign, scopes=["pages", "ads"])
    address = senders.me(token, name, submission=submission.pk)
    assert "In paid advertising" in holding(senders.text(client.get(address)))
    client.post(senders.me(token, "narrow", submission=submission.pk), {"keep": ["pages"]})
    text = senders.text(client.get(address))
    assert "On our pages" in holding(text)
    assert "In paid advertising" not in holding(text)
    assert "In paid advertising" in text.split("When you sent it", 1)[1]


def test_who_is_asked_to_agree_reads_what_holds_now(client: Client, campaign: Campaign) -> None:
    token, submission = senders.sent(
        client, campaign, scopes=["pages", "ads"], people="others_agreed", person_name="Kim", person_email=""
    )
    client.post(senders.me(token, "narrow", submission=submission.pk), {"keep": ["pages"]})
    link = re.search(r'href="[^"]*(/release/[^"]+)"', client.get(senders.me(token)).content.decode())
    assert link
    text = senders.text(client.get(link.group(1)))
    assert "On our pages" in text
    assert "In paid advertising" not in text.split("The terms behind it", 1)[0]


def test_the_receipt_names_each_question_that_was_answered(client: Client, campaign: Campaign) -> None:
    token, submission = senders.sent(client, campaign)
    for name in ("receipt", "receipt_file"):
        page = senders.text(client.get(reverse(f"fans:{name}", kwargs={"token": token, "submission": submission.pk})))
        told = [
            said in page for said in ("Permission given,", "People in it: nobody to be recognised,", "Music: none,")
        ]
        assert told == [True, True, True]


def test_receipt_is_a_file_that_needs_no_other(client: Client, campaign: Campaign) -> None:
    token, submission = senders.sent(client, campaign)
    parts = {"token": token, "submission": submission.pk}
    answer = client.get(reverse("fans:receipt_file", kwargs=parts))
    page = answer.content.decode()
    assert answer.headers["Content-Disposition"] == f'attachment; filename="receipt-{submission.pk}.html"'
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert re.findall(r'(?:src|href)="', page) == []
    assert campaign.terms
    assert campaign.terms.text_hash in page
    assert token not in page
    strange = senders.sent(client, campaign, caption="Another")[0]
    assert client.get(reverse("fans:receipt_file", kwargs={**parts, "token": strange})).status_code == 404


@pytest.mark.parametrize("name", ["receipt", "receipt_file"])
def test_the_receipt_is_in_the_brands_time_as_the_region_writes_it(
    client: Client, campaign: Campaign, name: str
) -> None:
    Brand.objects.filter(pk=campaign.brand_id).update(timezone="Europe/Berlin")
    token, submission = senders.sent(client, campaign)
    Submission.objects.filter(pk=submission.pk).update(received_at=datetime(2026, 5, 7, 22, 30, tzinfo=UTC))

    address = senders.me(token, name, submission=submission.pk)
    page = senders.text(client.get(address, headers={"Accept-Language": "en-GB"}))

    assert "8 May 2026, 12:30 a.m. CEST" in page
    assert " UTC" not in page


@pytest.mark.parametrize("name", ["receipt", "receipt_file"])
def test_the_receipt_names_who_sent_it_as_they_said_then(client: Client, campaign: Campaign, name: str) -> None:
    token, submission = senders.sent(client, campaign, name="Mira")
    ContributorIdentity.objects.filter(contributor=submission.contributor).update(name="Somebody Else")

    text = senders.text(client.get(senders.me(token, name, submission=submission.pk)))

    assert "Mira" in text
    assert "Somebody Else" not in text
