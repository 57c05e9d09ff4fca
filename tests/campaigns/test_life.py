"""Opening, closing, archiving; what the database refuses; who may."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import SYSTEM, VISITOR, Actor
from accounts.models import AuditEntry, Brand
from accounts.permissions import Denied
from accounts.roles import Role, Scope
from campaigns import lifecycle, queries, services
from campaigns.models import Campaign
from rights.scopes import presets
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def logged(campaign: Campaign) -> list[str]:
    entries = AuditEntry.objects.filter(subject=f"campaign:{campaign.id}").order_by("pk")
    return list(entries.values_list("action", flat=True))


def test_a_campaign_opens_closes_opens_again_and_is_archived() -> None:
    campaign = factories.with_terms(factories.draft())
    opened = services.open_campaign(campaign=campaign, by=SYSTEM, at=NOW)
    assert (opened.state, opened.opened_at, opened.closed_at, opened.version) == ("live", NOW, None, 3)
    closed = services.close_campaign(campaign=campaign, by=SYSTEM, at=LATER)
    assert (closed.state, closed.closed_at, closed.version) == ("closed", LATER, 4)
    reopened = services.open_campaign(campaign=campaign, by=SYSTEM, at=LATER)
    assert (reopened.state, reopened.opened_at, reopened.closed_at, reopened.version) == ("live", NOW, None, 5)
    services.close_campaign(campaign=campaign, by=SYSTEM, at=LATER)
    archived = services.archive_campaign(campaign=campaign, by=SYSTEM, at=LATER)
    assert (archived.state, archived.version) == ("archived", 7)
    with pytest.raises(lifecycle.MoveRefused):
        services.open_campaign(campaign=campaign, by=SYSTEM, at=LATER)
    assert logged(campaign)[-4:] == ["campaign.close", "campaign.open", "campaign.close", "campaign.archive"]


def test_a_campaign_needs_terms_and_time_to_open() -> None:
    campaign = factories.draft()
    with pytest.raises(services.NotReady, match="terms"):
        services.open_campaign(campaign=campaign, by=SYSTEM, at=NOW)
    over = factories.with_terms(factories.draft(closes_at=NOW))
    with pytest.raises(services.NotReady, match="closing time"):
        services.open_campaign(campaign=over, by=SYSTEM, at=NOW)
    assert services.open_campaign(campaign=over, by=SYSTEM, at=NOW - timedelta(seconds=1)).state == "live"


@pytest.mark.parametrize(
    "change",
    [
        {"state": "live"},
        {"state": "open"},
        {"accent": "red"},
        {"takes_photos": False, "takes_videos": False},
        {"opens_at": NOW, "closes_at": NOW},
        {"max_files": 0},
        {"email_policy": "maybe"},
        {"report_threshold": 0},
        {"max_video_seconds": 0},
    ],
)
def test_the_database_itself_refuses_a_campaign_that_cannot_be(change: dict[str, Any]) -> None:
    campaign = factories.draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(**change)


# --- Who may -------------------------------------------------------------------------------------


def attempts(brand: Brand, campaign: Campaign) -> list[Callable[[Actor], object]]:
    words: dict[str, Any] = {"text": "x", "summary": ["x"], "scopes": presets(), "locale": "en"}
    common: dict[str, Any] = {"campaign": campaign, "at": NOW}
    return [
        lambda by: services.create(brand=brand, title="Mine", by=by, at=NOW),
        lambda by: services.update(by=by, title="Mine", **common),
        lambda by: services.set_hashtags(by=by, tags=["x"], **common),
        lambda by: services.set_questions(by=by, questions=[], **common),
        lambda by: services.set_terms(by=by, **words, **common),
        lambda by: services.keep_hero(by=by, key=f"{brand.id}/k", width=1, height=1, alt="", **common),
        lambda by: services.remove_hero(by=by, **common),
        lambda by: services.open_campaign(by=by, **common),
        lambda by: services.close_campaign(by=by, **common),
        lambda by: services.archive_campaign(by=by, **common),
    ]


def test_only_marketers_and_owners_of_the_brand_run_campaigns() -> None:
    brand = factories.brand()
    campaign = factories.draft(brand)
    strangers = [
        factories.member(brand, Role.MODERATOR),
        factories.member(brand, Role.VIEWER),
        factories.member(brand, Role.OWNER, scopes=frozenset(Scope) - {Scope.CURATE}),
        factories.member(factories.brand(), Role.OWNER),
        factories.contributor_actor(factories.contributor(brand)),
        VISITOR,
    ]
    for attempt in attempts(brand, campaign):
        for by in strangers:
            with pytest.raises(Denied):
                attempt(by)
    for by in (factories.member(brand, Role.MARKETER), factories.owner(brand)):
        for attempt in attempts(brand, factories.draft(brand)):
            attempt(by)


def test_who_sees_drafts() -> None:
    from campaigns import permissions

    brand = factories.brand()
    campaign = factories.draft(brand)
    assert all(permissions.can_see(factories.member(brand, role), campaign) for role in Role)
    assert not permissions.can_see(factories.member(factories.brand()), campaign)
    assert queries.get(factories.member(factories.brand()), campaign.slug) is None
