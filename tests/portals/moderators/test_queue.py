"""Looking at the queue: what shows, to whom, and at what cost."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Brand
from accounts.roles import Role
from campaigns.models import Campaign
from submissions.lifecycle import State
from tests import factories
from tests.portals import rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand() -> Brand:
    return factories.brand()


@pytest.fixture
def campaign(brand: Brand) -> Campaign:
    return factories.campaign(brand)


def queue(brand: Brand) -> str:
    return reverse("moderators:queue", kwargs={"brand": brand.slug})


def page(item: object, name: str = "item") -> str:
    return reverse(f"moderators:{name}", kwargs={"brand": item.brand.slug, "submission": item.pk})  # type: ignore[attr-defined]


def test_queue_opens_with_the_item_that_has_waited_longest(brand: Brand, campaign: Campaign) -> None:
    first, second = rooms.line(campaign, 2)
    answer = rooms.signed_in(brand, Role.MODERATOR).get(queue(brand))
    assert answer.status_code == 200
    assert answer.context["submission"] == first
    assert answer.context["next"] == second
    assert answer.context["previous"] is None
    text = answer.content.decode()
    assert "<b>2</b>" in text
    assert "Item 0" in text


def test_an_empty_queue_says_so(brand: Brand) -> None:
    answer = rooms.signed_in(brand, Role.MODERATOR).get(queue(brand))
    assert "All caught up" in answer.content.decode()


def test_the_empty_page_is_silent_while_it_stays_true(brand: Brand, campaign: Campaign) -> None:
    client = rooms.signed_in(brand, Role.MODERATOR)
    assert client.get(queue(brand), {"again": "1"}).status_code == 204
    rooms.item(campaign)
    assert client.get(queue(brand), {"again": "1"}).status_code == 200


def test_queue_can_be_narrowed_to_a_campaign(brand: Brand, campaign: Campaign) -> None:
    rooms.item(campaign)
    other = rooms.item(factories.campaign(brand), at=rooms.AT.replace(hour=13))
    answer = rooms.signed_in(brand, Role.MODERATOR).get(queue(brand), {"campaign": other.campaign.slug})
    assert answer.context["submission"] == other
    assert f"campaign={other.campaign.slug}" in answer.content.decode()


def test_home_leads_to_the_brand_that_was_looked_at_last(brand: Brand) -> None:
    client = rooms.signed_in(brand, Role.MODERATOR)
    assert client.get("/review/").headers["Location"] == queue(brand)


@pytest.mark.parametrize("count", [1, 3])
def test_queue_costs_the_same_with_few_and_more(
    brand: Brand, campaign: Campaign, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rooms.line(campaign, count, pictures=2)
    client = rooms.signed_in(brand, Role.MODERATOR)
    client.get(queue(brand))
    with django_assert_max_num_queries(60) as asked:
        client.get(queue(brand))
    seen = _COSTS.setdefault("queue", len(asked.captured_queries))
    assert len(asked.captured_queries) == seen


_COSTS: dict[str, int] = {}


@pytest.mark.parametrize("count", [1, 3])
def test_decided_list_costs_the_same_with_few_and_more(brand: Brand, campaign: Campaign, count: int) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    rooms.line(campaign, count, State.APPROVED)
    client = rooms.signed_in(brand, Role.MODERATOR)
    address = reverse("moderators:decided", kwargs={"brand": brand.slug})
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert len(answer.context["rows"]) == count
    assert len(asked.captured_queries) == _COSTS.setdefault("decided", len(asked.captured_queries))


def test_a_foreign_item_and_a_missing_one_look_the_same(brand: Brand) -> None:
    foreign = rooms.item(factories.campaign())
    client = rooms.signed_in(brand, Role.OWNER)
    ours = reverse("moderators:item", kwargs={"brand": brand.slug, "submission": foreign.pk})
    nowhere = reverse("moderators:item", kwargs={"brand": brand.slug, "submission": uuid.uuid4()})
    assert client.get(page(foreign)).status_code == 404
    assert client.get(ours).status_code == 404
    assert client.get(nowhere).status_code == 404


def test_visitors_are_sent_to_sign_in_and_htmx_is_told(brand: Brand) -> None:
    assert Client().get(queue(brand)).status_code == 302
    assert Client().get(queue(brand), headers={"HX-Request": "true"}).status_code == 401


@pytest.mark.parametrize("role", [Role.MARKETER, Role.VIEWER])
def test_others_may_look_but_get_no_buttons(brand: Brand, campaign: Campaign, role: Role) -> None:
    rooms.item(campaign)
    text = rooms.signed_in(brand, role).get(queue(brand)).content.decode()
    assert "Deciding is for moderators" in text
    assert 'data-key="a"' not in text


def test_hostile_addresses_are_never_our_failure(brand: Brand, campaign: Campaign) -> None:
    rooms.item(campaign)
    client = rooms.signed_in(brand, Role.MODERATOR)
    decided = reverse("moderators:decided", kwargs={"brand": brand.slug})
    for query in (
        "?campaign=%00",
        "?campaign=" + "x" * 3000,
        "?picture=%D9%A1",
        "?picture=99999999",
        "?ask=%3Cscript%3E",
    ):
        assert client.get(queue(brand) + query).status_code == 200
    for cursor in ("%00", "e30", "x" * 3000, "WzAsIjEiLCIyIl0"):
        assert client.get(f"{decided}?cursor={cursor}").status_code == 404


def test_facts_tell_what_was_agreed(brand: Brand, campaign: Campaign) -> None:
    item = rooms.item(campaign, scopes=("pages", "social"))
    text = rooms.signed_in(brand, Role.MODERATOR).get(page(item)).content.decode()
    assert "Terms, version 1" in text
    assert "On our pages" in text
    facts = rooms.signed_in(brand, Role.MODERATOR).get(page(item)).context["facts"]
    assert next((line.label, line.allowed) for line in facts["covered"]) == ("Our own pages", True)
    assert not next(line for line in facts["covered"] if line.label == "Paid advertising").allowed
