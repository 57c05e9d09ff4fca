"""Each figure against sums done by hand; nothing known is None, and no figure counts followers."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actors import VISITOR
from campaigns.models import Campaign
from engagement import queries, services
from engagement.queries import Measure
from galleries import services as galleries_services
from moderation import services as moderation_services
from tests.engagement.test_views import PHONE
from tests.galleries import stage
from tests.galleries.stage import AT, later
from tests.submissions import makers

pytestmark = pytest.mark.django_db

SINCE, UNTIL = later(hours=-12), later(hours=36)  # two whole days, UTC
ROOT = Path(__file__).parent.parent.parent


def figures(campaign: Campaign) -> dict[str, Measure]:
    return {one.key: one for one in queries.measures(campaign, since=SINCE, until=UNTIL)}


def rows(one: Measure) -> dict[str, Any]:
    return {row["label"]: row["value"] for row in one.rows}


def test_an_empty_campaign_has_figures_without_values() -> None:
    found = figures(makers.campaign())
    assert {key: one.value for key, one in found.items()} == {
        "contributors": None,
        "returning": None,
        "submissions_by_day": 0,
        "submissions_by_source": 0,
        "approved_share": None,
        "rejected_by_reason": 0,
        "time_to_decision": None,
        "time_to_first_answer": None,
        "answered_share": None,
        "views": None,
        "funnel": None,
        "short_link": None,
    }
    assert all(one.formula.endswith(".") for one in found.values())


def test_contributors_are_new_or_returning_to_the_brand() -> None:
    earlier = makers.campaign()
    campaign = makers.campaign(earlier.brand)
    known = makers.submission(of=earlier, received_at=later(days=-30))
    back = makers.submission(of=campaign, received_at=AT)
    back.contributor = known.contributor
    back.save()
    twice = makers.submission(of=campaign, received_at=AT)
    again = makers.submission(of=campaign, received_at=later(hours=1))
    again.contributor = twice.contributor
    again.save()
    makers.submission(of=campaign, received_at=later(days=5))
    found = figures(campaign)
    assert (found["contributors"].value, found["returning"].value) == (2, 1)
    assert rows(found["contributors"]) == {"New": 1, "Returning": 1}


def test_submissions_by_day_include_the_quiet_ones() -> None:
    campaign = makers.campaign()
    for hours in (-12, 0, 11):
        makers.submission(of=campaign, received_at=later(hours=hours), source="api" if hours else "page")
    for hours in (-13, 36):
        makers.submission(of=campaign, received_at=later(hours=hours))
    found = figures(campaign)
    assert found["submissions_by_day"].value == 3
    assert rows(found["submissions_by_day"]) == {"2026-11-22": 3, "2026-11-23": 0}
    assert [row["day"] for row in found["submissions_by_day"].rows] == [date(2026, 11, 22), date(2026, 11, 23)]
    assert rows(found["submissions_by_source"]) == {"Campaign page": 1, "API": 2}


def test_share_approved_and_why_not() -> None:
    campaign = makers.campaign()
    by = stage.moderator(campaign.brand)
    for _ in range(2):
        stage.approved(campaign)
    for reason in ("quality", "quality", "people"):
        waiting = stage.waiting(campaign)
        moderation_services.reject(submission=waiting, version=1, reason=reason, note="", by=by, at=AT)
    stage.waiting(campaign)
    stage.withdraw(stage.approved(campaign), at=AT)
    found = figures(campaign)
    assert found["approved_share"].value == 40.0
    assert rows(found["approved_share"]) == {"Approved": 2, "Rejected": 3, "Waiting for review": 1, "Withdrawn": 1}
    assert found["rejected_by_reason"].value == 3
    assert rows(found["rejected_by_reason"]) == {"Too blurred, dark or small": 2, "People in it may not have agreed": 1}


def test_time_to_decision_is_the_median_of_first_verdicts_by_people() -> None:
    campaign = makers.campaign()
    by = stage.moderator(campaign.brand)
    for hours in (0.5, 2, 30):
        waiting = stage.waiting(campaign)
        decided = moderation_services.approve(submission=waiting, version=1, by=by, at=later(hours=hours))
        moderation_services.reopen(submission=decided, version=decided.version, by=by, at=later(hours=hours + 1))
    found = figures(campaign)["time_to_decision"]
    assert (found.value, found.unit) == (2.0, "hours")
    assert rows(found) == {"Up to an hour": 1, "Up to a day": 1, "Up to three days": 1, "Longer": 0}

    waiting = stage.waiting(campaign)
    moderation_services.approve(submission=waiting, version=1, by=by, at=later(hours=3))
    assert figures(campaign)["time_to_decision"].value == 2.5


def test_a_verdict_at_once_is_counted() -> None:
    campaign = makers.campaign()
    stage.approved(campaign)
    found = figures(campaign)["time_to_decision"]
    assert (found.value, sum(rows(found).values())) == (0.0, 1)


def test_views_are_of_the_campaign_and_its_galleries() -> None:
    campaign = makers.campaign(title="Summer")
    by = stage.marketer(campaign.brand)
    wall = galleries_services.create(brand=campaign.brand, title="Wall", campaign=campaign, by=by, at=AT)
    other = galleries_services.create(brand=campaign.brand, title="Other", by=by, at=AT)
    for page in ({"campaign": campaign}, {"gallery": wall}, {"gallery": wall}, {"gallery": other}):
        services.count_view(at=AT, user_agent=PHONE, **page)
    services.count_view(at=later(days=9), user_agent=PHONE, campaign=campaign)
    found = figures(campaign)["views"]
    assert (found.value, rows(found)) == (3, {"Summer": 1, "Wall": 2})


def test_measures_cost_the_same_for_one_and_for_three_submissions() -> None:
    campaign = makers.campaign()

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            figures(campaign)
        return len(captured)

    stage.approved(campaign)
    one = cost()
    for _ in range(2):
        stage.approved(campaign)
    assert cost() == one


def test_other_brands_see_nothing() -> None:
    campaign = makers.campaign()
    stage.approved(campaign)
    assert queries.measures_for(stage.marketer(campaign.brand), campaign, since=SINCE, until=UNTIL)
    for stranger in (stage.marketer(makers.brand()), VISITOR):
        assert queries.measures_for(stranger, campaign, since=SINCE, until=UNTIL) == []


def test_nobody_counts_followers() -> None:
    columns = {field.name for model in apps.get_models() for field in model._meta.get_fields()}
    assert not [name for name in columns if "follow" in name]
    assert not [
        one for one in figures(makers.campaign()).values() if "follow" in (one.key + one.label + one.formula).lower()
    ]


def test_the_page_about_measures_names_every_figure() -> None:
    text = (ROOT / "docs" / "measures.md").read_text()
    assert [key for key in figures(makers.campaign()) if f"`{key}`" not in text] == []
