"""What the public sees of campaigns, and what the brand's own people see."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actors import SYSTEM, VISITOR
from accounts.roles import Role
from campaigns import queries, services
from campaigns.models import Campaign
from campaigns.validators import QuestionSpec
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def closed() -> Campaign:
    return services.close_campaign(campaign=factories.campaign(), by=SYSTEM, at=NOW)


def archived() -> Campaign:
    return services.archive_campaign(campaign=closed(), by=SYSTEM, at=NOW)


def test_live_and_listed_are_those_one_can_join_now_the_newest_first() -> None:
    older, newer = factories.campaign(at=NOW - HOUR), factories.campaign()
    timed = factories.campaign(at=NOW - 2 * HOUR, opens_at=NOW, closes_at=NOW + HOUR)
    factories.campaign(listed=False)
    factories.campaign(opens_at=NOW + HOUR)
    factories.campaign(at=NOW - HOUR, closes_at=NOW)
    factories.draft()
    closed()
    archived()
    assert list(queries.live_and_listed(NOW)) == [newer, older, timed]


@pytest.mark.parametrize(
    ("make", "seen"), [(factories.campaign, True), (closed, True), (factories.draft, False), (archived, False)]
)
def test_public_shows_live_and_closed_ones(make: Any, seen: bool) -> None:
    campaign = make()
    assert queries.public(campaign.slug, NOW) == (campaign if seen else None)


def test_public_shows_what_is_not_listed_to_who_has_the_address() -> None:
    campaign = factories.campaign(listed=False)
    assert queries.public(campaign.slug, NOW) == campaign
    assert queries.public("no-such-campaign", NOW) is None


@pytest.mark.parametrize(
    ("make", "at", "says"),
    [
        (factories.campaign, NOW, None),
        (lambda: factories.campaign(opens_at=NOW, closes_at=NOW + HOUR), NOW, None),
        (lambda: factories.campaign(opens_at=NOW, closes_at=NOW + HOUR), NOW - HOUR, "not begun"),
        (lambda: factories.campaign(opens_at=NOW, closes_at=NOW + HOUR), NOW + HOUR, "closed"),
        (closed, NOW, "closed"),
        (factories.draft, NOW, "not open"),
        (archived, NOW, "not open"),
    ],
)
def test_accepts(make: Any, at: datetime, says: str | None) -> None:
    answer = queries.accepts(make(), at)
    assert says in answer if says and answer else answer is says


def test_of_brand_shows_all_states_to_every_member_and_nothing_to_others() -> None:
    brand = factories.brand()
    mine = [factories.draft(brand, at=NOW - HOUR), factories.campaign(brand)]
    factories.campaign()
    for role in Role:
        assert list(queries.of_brand(factories.member(brand, role))) == mine[::-1]
    for stranger in (VISITOR, SYSTEM, factories.contributor_actor(factories.contributor(brand))):
        assert not queries.of_brand(stranger).exists()


def test_get_finds_ones_own_and_a_foreign_one_looks_like_none() -> None:
    campaign, foreign = factories.draft(), factories.draft()
    owner = factories.owner(campaign.brand)
    assert queries.get(owner, campaign.slug) == campaign
    assert queries.get(owner, foreign.slug) is None
    assert queries.get(owner, "no-such-campaign") is None


def test_scopes_of_a_campaign_are_those_of_its_terms() -> None:
    keys = [scope.key for scope in queries.scopes_of(factories.campaign())]
    assert keys == ["pages", "social", "screens", "ads", "edits", "ai"]
    assert queries.scopes_of(factories.draft()) == ()


@pytest.mark.parametrize("listing", ["live_and_listed", "of_brand"])
def test_lists_cost_the_same_for_one_campaign_and_for_three(listing: str) -> None:
    brand, costs = factories.brand(), []
    owner = factories.owner(brand)
    for more in (1, 2):
        for _each in range(more):
            campaign = factories.campaign(brand)
            services.set_hashtags(campaign=campaign, tags=["a", "b"], by=SYSTEM, at=NOW)
            services.set_questions(campaign=campaign, questions=[QuestionSpec("Where?")], by=SYSTEM, at=NOW)
            services.translate_terms(campaign=campaign, locale="de", text="Wort", summary=["W"], by=SYSTEM, at=NOW)
        found = queries.live_and_listed(NOW) if listing == "live_and_listed" else queries.of_brand(owner)
        with CaptureQueriesContext(connection) as captured:
            shown = [
                (each.brand.name, queries.scopes_of(each), list(each.hashtags.all()), list(each.questions.all()))
                for each in found
            ]
        costs.append((len(shown), len(captured)))
    assert costs == [(1, 6), (3, 6)]
