"""The public pages with something on each of them: open, closed, shown, sent in, taken back, answered."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts import services as accounts_services
from campaigns.models import Campaign
from campaigns.services import close_campaign
from conversations.emails import stopping
from galleries import services as galleries_services
from galleries.models import Placement
from submissions.releases import services as releases_services
from tests import factories
from tests.galleries import stage


@pytest.fixture(autouse=True)
def _alone(alone: None) -> None:
    """In every module of this folder."""


@pytest.fixture
def campaign(db: None) -> Campaign:
    later = timezone.now() + datetime.timedelta(days=9)
    return factories.campaign(title="Lumen", brief="Lux.", tagline="Mane.", minimum_age=16, closes_at=later)


@pytest.fixture
def pages(campaign: Campaign, client: Client) -> dict[str, str]:
    """The address of one page of each kind."""
    by = factories.owner(campaign.brand)
    shown = stage.approved(campaign, caption="Lacus", name="Ada", at=timezone.now())
    for asset in shown.assets.all():
        stage.rendition(asset, "photo-640")
    galleries_services.place(submission_id=shown.pk, at=timezone.now())
    gallery = galleries_services.create(
        brand=campaign.brand, title="Aurora", by=by, at=timezone.now(), campaign=campaign
    )
    galleries_services.set_items(gallery=gallery, submissions=[shown.pk], by=by, at=timezone.now())
    galleries_services.publish(gallery=gallery, by=by, at=timezone.now())
    waiting = stage.waiting(campaign, assets=2, caption="Lacus", name="Ada")
    token = accounts_services.issue_contributor_token(contributor=waiting.contributor, at=timezone.now())
    closed = close_campaign(campaign=factories.campaign(campaign.brand, title="Nox"), by=by, at=timezone.now())
    key = Placement.objects.filter(campaign=campaign).first().key  # type: ignore[union-attr]
    (asked,) = releases_services.ask(submission=waiting, role="person", people=[], at=timezone.now())
    (younger,) = releases_services.ask(submission=waiting, role="author", people=[], at=timezone.now())
    waiting.contributor.identity.email = "ada@fans.example"
    waiting.contributor.identity.save()
    proof = accounts_services.confirmation_secret(contributor=waiting.contributor, at=timezone.now())
    return {
        "home": "/",
        "campaign": f"/c/{campaign.slug}/",
        "terms": f"/c/{campaign.slug}/terms/",
        "submit": f"/c/{campaign.slug}/submit/",
        "report": f"/c/{campaign.slug}/report/{key}/",
        "gallery": f"/g/{gallery.slug}/",
        "closed": f"/c/{closed.slug}/submit/",
        "closed campaign": f"/c/{closed.slug}/",
        "me": f"/me/{token}/",
        "thanks": f"/me/{token}/?sent=1",
        "taken back": f"/me/{token}/?withdrawn=1",
        "receipt": f"/me/{token}/receipt/{waiting.pk}/",
        "another": f"/me/{token}/another/{campaign.slug}/",
        "erase": f"/me/{token}/erase/",
        "find": f"/c/{campaign.slug}/find/",
        "check": f"/c/{campaign.slug}/check/",
        "code": f"/c/{campaign.slug}/check/{campaign.pk}/",
        "agree": f"/release/{releases_services.secret(asked)}/",
        "agree for somebody": f"/release/{releases_services.secret(younger)}/",
        "confirm": f"/confirm/{proof}/",
        "stop mail": f"/mail/stop/{stopping.token(waiting.contributor)}/",
        "not here": "/me/nobody/",
        "missing": "/nothing-here/",
        "sign-in": "/accounts/login/",
    }


def forms_sent_back(client: Client, pages: dict[str, str], **headers: Any) -> dict[str, str]:
    """Pages that answer a form with nothing in it."""
    return {
        name: client.post(pages[name], {}, headers=headers).content.decode()
        for name in ("submit", "report", "another", "find", "check", "code")
    }
