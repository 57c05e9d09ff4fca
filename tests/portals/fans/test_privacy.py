"""Download my data and delete me, from the page: confirmed, without a log-in, and closed to everybody else."""

import io
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import ContributorIdentity
from campaigns.models import Campaign
from portals import quotas
from privacy.models import Erasure
from submissions.models import Submission
from tests.portals.fans import senders

pytestmark = pytest.mark.django_db


def test_my_data_come_as_a_streamed_zip(client: Client, campaign: Campaign) -> None:
    token, _submission = senders.sent(client, campaign)
    assert "Download my data" in senders.text(client.get(senders.me(token)))
    answer: Any = client.get(senders.me(token, "copy"))
    assert (answer.status_code, answer.streaming, answer.headers["Content-Type"]) == (200, True, "application/zip")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "private, no-store"
    copy = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert copy.namelist() == ["index.html", "data.json", "files/0001.jpg"]


def test_copies_are_limited(client: Client, campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    token, _submission = senders.sent(client, campaign)
    monkeypatch.setattr(quotas, "COPIES_PER_HOUR", 0)
    answer = client.get(senders.me(token, "copy"))
    assert (answer.status_code, "Please try again" in senders.text(answer)) == (429, True)


def test_deleting_is_confirmed_and_closes_every_link(client: Client, campaign: Campaign) -> None:
    token, submission = senders.sent(client, campaign)
    telephone = senders.token_for(submission.contributor)
    assert "This cannot be undone" in senders.text(client.get(senders.me(token, "erase")))
    unsure = client.post(senders.me(token, "erase"))
    assert (unsure.status_code, Erasure.objects.count()) == (422, 0)
    answer = Client(enforce_csrf_checks=True).post(
        senders.me(token, "erase"), {"sure": "yes"}, headers={"Origin": "null"}
    )
    assert (answer.status_code, "You are deleted" in senders.text(answer)) == (200, True)
    submission.refresh_from_db()
    assert (submission.state, submission.caption, ContributorIdentity.objects.count()) == ("erased", "", 0)
    guessed = client.get(senders.me("x" * 43))
    for gone in (token, telephone):
        again = client.get(senders.me(gone))
        assert (again.status_code, senders.body(again)) == (404, senders.body(guessed))


def test_a_foreign_link_deletes_and_copies_nothing(client: Client, campaign: Campaign) -> None:
    _token, submission = senders.sent(client, campaign)
    for name in ("copy", "erase"):
        assert client.get(senders.me("x" * 43, name)).status_code == 404
    assert client.post(senders.me("x" * 43, "erase"), {"sure": "yes"}).status_code == 404
    assert Submission.objects.get(pk=submission.pk).state == "receiving"


def test_members_still_see_that_there_was_something(client: Client, campaign: Campaign) -> None:
    from tests.portals import rooms

    token, submission = senders.sent(client, campaign)
    client.post(senders.me(token, "erase"), {"sure": "yes"})
    owner = rooms.signed_in(campaign.brand)
    for page in (
        f"/studio/{campaign.brand.slug}/library/{submission.pk}/",
        f"/review/{campaign.brand.slug}/{submission.pk}/",
        f"/studio/{campaign.brand.slug}/library/",
    ):
        assert owner.get(page).status_code in (200, 302, 404), page
    assert timezone.now() >= submission.received_at
