"""Submissions as members list them: filters, pages, what it costs, and nothing of another brand."""

import uuid
from typing import Any

import pytest
from django.core.cache import cache

from campaigns.models import Campaign
from tests.portals.api.conftest import Caller
from tests.portals.api.sending import sent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh_quotas() -> None:
    cache.clear()


def test_list_filters_and_pages(owner: Caller, visitor: Caller, campaign: Campaign) -> None:
    for number in range(3):
        sent(visitor, campaign, caption=f"Number {number}")
    first = owner.get("submissions/?page_size=2&state=awaiting_review").json()
    assert [row["caption"] for row in first["results"]] == ["Number 2", "Number 1"]
    second = owner.get(first["next"].partition("/api/v1/")[2]).json()
    assert [row["caption"] for row in second["results"]] == ["Number 0"]
    assert second["next"] is None
    assert owner.get("submissions/?state=approved").json()["results"] == []
    assert owner.get(f"submissions/?campaign={campaign.slug}").json()["results"]
    assert owner.get("submissions/?campaign=other").json()["results"] == []
    assert owner.get("submissions/?since=2999-01-01T00:00:00Z").json()["results"] == []


@pytest.mark.parametrize(
    "query", ["state=odd", "since=yesterday", "since=2026-13-45T00:00:00Z", "cursor=AAAA", "page_size=x"]
)
def test_list_refuses_a_bad_query_with_a_sentence(owner: Caller, query: str) -> None:
    response = owner.get(f"submissions/?{query}")
    assert response.status_code == 422
    assert response.json()["errors"]


def test_list_costs_the_same_for_one_and_three(
    owner: Caller, visitor: Caller, campaign: Campaign, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for more in (1, 2):
        for _ in range(more):
            sent(visitor, campaign, caption=uuid.uuid4().hex)
        with CaptureQueriesContext(connection) as queries:
            owner.get("submissions/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_another_brand_sees_nothing(stranger: Caller, visitor: Caller, campaign: Campaign) -> None:
    answer = sent(visitor, campaign)
    foreign, random = f"submissions/{answer['id']}/", f"submissions/{uuid.uuid4()}/"
    for suffix, call in [
        ("", stranger.get),
        ("rights/", stranger.get),
        ("approve/", stranger.post),
        ("reject/", stranger.post),
    ]:
        theirs, missing = call(foreign + suffix), call(random + suffix)
        assert theirs.status_code == missing.status_code == 404
        assert theirs.content == missing.content
    assert stranger.get("submissions/").json()["results"] == []


def test_members_calls_need_a_token(visitor: Caller, db: None) -> None:
    for path in ("submissions/", f"submissions/{uuid.uuid4()}/", "galleries/", "exports/"):
        response = visitor.get(path)
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("header", ["Bearer", "Bearer a b", "Basic abc", "Bearer \u00e9", "Bearer " + "x" * 5000])
def test_odd_authorization_is_refused(db: None, header: str) -> None:
    caller = Caller()
    caller.headers["Authorization"] = header
    assert caller.get("submissions/").status_code == 401
