"""Reporting what is shown: kept once for each visitor, never from elsewhere, and not without end."""

from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Campaign
from galleries import services as galleries_services
from galleries.models import Gallery, Placement
from moderation.models import Report
from submissions.models import Submission
from tests import factories
from tests.galleries import stage
from tests.portals.fans import senders

pytestmark = pytest.mark.django_db


def page(name: str, slug: str, **more: str) -> str:
    return reverse(f"fans:{name}", kwargs={"slug": slug, **more})


def shown(campaign: Campaign, **said: Any) -> Submission:
    """Something approved and placed, with a stored file."""
    submission = stage.approved(campaign, at=timezone.now(), **said)
    for asset in submission.assets.all():
        stage.rendition(asset, "photo-640")
    galleries_services.place(submission_id=submission.pk, at=timezone.now())
    return submission


@pytest.fixture
def gallery(campaign: Campaign) -> Gallery:
    by = factories.owner(campaign.brand)
    made = galleries_services.create(
        brand=campaign.brand, title="A hundred mornings", by=by, at=timezone.now(), campaign=campaign
    )
    submissions = [shown(campaign, name="Mira", caption="A <cup> of tea"), shown(campaign, name="Jo")]
    galleries_services.set_items(gallery=made, submissions=[one.pk for one in submissions], by=by, at=timezone.now())
    return galleries_services.publish(gallery=made, by=by, at=timezone.now())


def test_a_report_is_kept_once_for_each_visitor(client: Client, gallery: Gallery) -> None:
    key = Placement.objects.filter(gallery=gallery).first().key  # type: ignore[union-attr]
    address = page("report_gallery", gallery.slug, key=key)
    assert "Is something not right with this?" in senders.text(client.get(address))
    answers = [client.post(address, {"reason": "me", "note": "That is my face"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert "Thank you for telling us" in senders.text(answers[1])
    assert Report.objects.count() == 1


def test_a_report_without_a_reason_keeps_its_words(client: Client, campaign: Campaign) -> None:
    shown(campaign)
    address = page("report_campaign", campaign.slug, key=Placement.objects.get().key)
    answer = client.post(address, {"note": "Please <look>"})
    assert answer.status_code == 422
    assert "Please &lt;look&gt;" in answer.content.decode()
    assert "Choose one of the reasons." in senders.text(answer)
    assert Report.objects.count() == 0


def test_reports_come_only_from_the_page_where_it_is_shown(client: Client, campaign: Campaign) -> None:
    shown(campaign)
    key = Placement.objects.get().key
    other = factories.campaign()
    addresses = [
        page("report_campaign", other.slug, key=key),
        page("report_gallery", campaign.slug, key=key),
        page("report_campaign", campaign.slug, key="0" * 32),
        page("report_campaign", campaign.slug, key="what"),
    ]
    assert {client.get(address).status_code for address in addresses} == {404}
    stage.withdraw(Submission.objects.get(), at=timezone.now())
    assert client.get(page("report_campaign", campaign.slug, key=key)).status_code == 404


@override_settings(REPORTS_PER_HOUR=1)
def test_a_flood_of_reports_is_paused(client: Client, campaign: Campaign) -> None:
    shown(campaign)
    address = page("report_campaign", campaign.slug, key=Placement.objects.get().key)
    answers = [client.post(address, {"reason": "other", "note": "Hello"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert "Please try again in" in senders.text(answers[1])


def test_a_broken_cache_stops_nobody(client: Client, campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: object, **__: object) -> None:
        raise ConnectionError("no cache")

    monkeypatch.setattr("portals.quotas.cache.add", down)
    assert senders.send(client, campaign).status_code == 303
