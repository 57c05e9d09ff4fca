"""Readings: walled to the brand of the person who asks, at the same cost for one row and three."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import queries, services
from accounts.actors import SYSTEM, VISITOR, Actor
from accounts.models import Brand, User
from accounts.roles import Role
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def user_of(actor: Actor) -> User:
    return User.objects.get(pk=actor.user_id or 0)


def test_brands_of_a_person_are_the_own_ones_by_name() -> None:
    first, second = factories.brand(name="beta"), factories.brand(name="Alpha")
    factories.brand()
    user = factories.user()
    for brand in (first, second):
        services.invite(brand=brand, email=user.email, role="viewer", by=SYSTEM, at=NOW)
        from accounts.models import Membership

        Membership.objects.create(brand=brand, user=user, role=Role.VIEWER, created_at=NOW)
    assert [brand.name for brand in queries.brands_of(user)] == ["Alpha", "beta"]


def test_actor_in_brand_knows_members_only_and_missing_looks_like_foreign() -> None:
    brand = factories.brand()
    member = factories.member(brand, Role.MARKETER)
    assert queries.actor_in_brand(user_of(member), brand.slug) == (member, brand)
    assert queries.actor_in_brand(user_of(member), factories.brand().slug) is None
    assert queries.actor_in_brand(user_of(member), "no-such-brand") is None


@pytest.mark.parametrize("reading", [queries.members, queries.invitations, queries.api_tokens, queries.audit])
def test_lists_show_nothing_of_another_brand_and_nothing_to_strangers(reading: Callable[[Actor], Any]) -> None:
    brand, other = factories.brand(), factories.brand()
    fill(brand)
    insiders = {row.pk for row in reading(factories.owner(brand))}
    outsiders = {row.pk for row in reading(factories.owner(other))}
    assert insiders
    assert insiders.isdisjoint(outsiders)
    contributor = factories.contributor_actor(factories.contributor(brand))
    for stranger in (VISITOR, SYSTEM, contributor):
        assert not reading(stranger).exists()


def fill(brand: Brand) -> None:
    factories.api_token(brand, Role.VIEWER)
    services.invite(
        brand=brand, email=f"new{factories.number()}@example.org", role="viewer", by=factories.owner(brand), at=NOW
    )


@pytest.mark.parametrize(
    ("reading", "seers"),
    [
        (queries.members, {Role.OWNER, Role.MARKETER, Role.MODERATOR, Role.VIEWER}),
        (queries.invitations, {Role.OWNER}),
        (queries.audit, {Role.OWNER}),
        (queries.api_tokens, {Role.OWNER}),
    ],
)
def test_lists_are_shown_by_role(reading: Callable[[Actor], Any], seers: set[Role]) -> None:
    brand = factories.brand()
    fill(brand)
    assert {role for role in Role if reading(factories.member(brand, role)).exists()} == seers


def test_api_tokens_are_ones_own_or_for_an_owner_everybodys() -> None:
    brand = factories.brand()
    factories.api_token(brand, Role.MODERATOR)
    member = factories.member(brand, Role.MODERATOR)
    mine, _secret = services.create_token(
        brand=brand, user=user_of(member), name="mine", scopes=["read"], by=member, at=NOW
    )
    assert list(queries.api_tokens(member)) == [mine]
    assert queries.api_tokens(factories.owner(brand)).count() == 2
    services.revoke_token(token=mine, by=member, at=NOW)
    assert not queries.api_tokens(member).exists()


@pytest.mark.parametrize(
    "show",
    [
        lambda actor: [(row.user.email, row.role) for row in queries.members(actor)],
        lambda actor: [(row.email, row.invited_by) for row in queries.invitations(actor)],
        lambda actor: [(row.user.email, row.brand.name) for row in queries.api_tokens(actor)],
        lambda actor: [(row.actor, row.action) for row in queries.audit(actor)],
    ],
)
def test_lists_cost_the_same_for_one_row_and_for_three(show: Callable[[Actor], object]) -> None:
    costs = []
    for rows in (1, 3):
        brand = factories.brand()
        for _each in range(rows):
            fill(brand)
        owner = factories.owner(brand)
        with CaptureQueriesContext(connection) as captured:
            show(owner)
        costs.append(len(captured))
    assert costs == [1, 1]


def test_contributor_is_found_in_ones_own_brand_only() -> None:
    brand = factories.brand()
    person = factories.contributor(brand)
    assert queries.contributor(factories.owner(brand), person.id) == person
    assert queries.contributor(factories.member(factories.brand()), person.id) is None
    assert queries.contributor(factories.contributor_actor(person), person.id) is None
    assert queries.contributor(VISITOR, person.id) is None


def test_rows_say_what_they_are() -> None:
    brand = factories.brand("nord", name="Nord", owner_email="ada@example.org")
    person = factories.contributor(brand)
    owner = factories.owner(brand)
    token, secret = services.create_token(
        brand=brand, user=user_of(owner), name="DAM", scopes=["read"], by=owner, at=NOW
    )
    invitation, _secret = services.invite(brand=brand, email="bob@example.org", role="viewer", by=owner, at=NOW)
    audit_entry = queries.audit(owner).last()
    assert [str(row) for row in (brand, person, person.identity, token, invitation)] == [
        "Nord",
        str(person.id),
        "Ada",
        f"{secret[:8]}… (DAM)",
        "bob@example.org → Nord",
    ]
    assert str(queries.members(owner)[0]) == "ada@example.org · owner · Nord"
    assert str(person.tokens.get()) == f"token of {person.id}"
    assert str(audit_entry) == f"2026-05-04 12:00 system brand.create brand:{brand.id}"
    named = user_of(owner)
    named.first_name, named.last_name = "Ada", "Lovelace"
    assert str(named) == "Ada Lovelace"


def test_superuser_can_be_made() -> None:
    admin = User.objects.create_superuser("root@Example.org", "secret")
    assert (admin.email, admin.is_staff, admin.is_superuser) == ("root@example.org", True, True)
