"""Brands, members and tokens: who may change them, what stays in the log, what can never happen."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts import queries, services
from accounts.actors import SYSTEM, VISITOR, Actor
from accounts.models import AuditEntry, Brand, Membership, User
from accounts.permissions import Denied
from accounts.roles import Role, Scope
from core.appendonly import ChangeRefused
from tests import factories
from tests.factories import NOW, PASSWORD

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def actions(brand: Brand) -> list[str]:
    return list(AuditEntry.objects.filter(brand=brand).order_by("pk").values_list("action", flat=True))


def user_of(actor: Actor) -> User:
    return User.objects.get(pk=actor.user_id or 0)


# --- Brands --------------------------------------------------------------------------------------


def test_create_brand_makes_the_brand_and_an_owner_who_can_sign_in() -> None:
    brand = services.create_brand(
        slug="nord", name="Nord Kaffee", owner_email="Ada@Example.org", password=PASSWORD, by=SYSTEM, at=NOW
    )
    owner = User.objects.get(memberships__brand=brand, memberships__role=Role.OWNER)
    assert (brand.slug, brand.name, brand.contact_email, brand.created_at) == ("nord", "Nord Kaffee", owner.email, NOW)
    assert owner.check_password(PASSWORD)
    assert EmailAddress.objects.get(user=owner).verified
    assert actions(brand) == ["brand.create"]


def test_create_brand_takes_a_person_who_is_known_already_and_leaves_the_password() -> None:
    known = factories.user("ada@example.org")
    brand = services.create_brand(
        slug="nord", name="", owner_email="ADA@example.org", password="another password", by=SYSTEM, at=NOW
    )
    assert brand.name == "nord"
    assert Membership.objects.get(brand=brand).user == known
    known.refresh_from_db()
    assert known.check_password(PASSWORD)


@pytest.mark.parametrize(
    "change", [{"slug": "taken"}, {"slug": "no slug"}, {"owner_email": "nobody"}, {"name": "x" * 121}]
)
def test_create_brand_refuses_and_leaves_nothing(change: dict[str, str]) -> None:
    factories.brand("taken")
    people = User.objects.count()
    usual = {"slug": "new", "name": "New", "owner_email": "new@example.org"}
    with pytest.raises(ValidationError):
        services.create_brand(**{**usual, **change}, by=SYSTEM, at=NOW)
    assert (Brand.objects.count(), User.objects.count()) == (1, people)


def test_only_the_installation_makes_brands() -> None:
    for by in (VISITOR, factories.member(factories.brand())):
        with pytest.raises(Denied):
            services.create_brand(slug="new", name="New", owner_email="new@example.org", by=by, at=NOW)


def test_update_brand_changes_what_it_says_about_itself() -> None:
    brand = factories.brand()
    changed = services.update_brand(
        brand=brand,
        by=factories.owner(brand),
        at=NOW,
        name="New \x00name",
        address=" Street 1 \r\n City",
        accent="#ABCDEF",
        timezone="Europe/Berlin",
    )
    brand.refresh_from_db()
    assert (brand.name, brand.address, brand.accent, brand.timezone) == (
        "New name",
        "Street 1\nCity",
        "#abcdef",
        "Europe/Berlin",
    )
    assert changed == brand
    services.update_brand(
        brand=brand, by=factories.owner(brand), at=NOW, name="New name", website="https://new.example"
    )
    services.update_brand(brand=brand, by=factories.owner(brand), at=NOW, name="New name")
    details = [entry.detail for entry in AuditEntry.objects.filter(action="brand.update").order_by("pk")]
    assert details == [{"fields": ["accent", "address", "name", "timezone"]}, {"fields": ["website"]}]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"slug": "other"}, {"slug"}),
        ({"accent": "red", "contact_email": "nobody"}, {"accent", "contact_email"}),
        ({"name": ""}, {"name"}),
        ({"website": "javascript:alert(1)"}, {"website"}),
        ({"retention_months": -1}, {"retention_months"}),
        ({"logo_key": "00000000-0000-0000-0000-000000000000/logo"}, {"logo_key"}),
    ],
)
def test_update_brand_refuses(fields: dict[str, Any], wrong: set[str]) -> None:
    brand = factories.brand()
    with pytest.raises(ValidationError) as refusal:
        services.update_brand(brand=brand, by=factories.owner(brand), at=NOW, **fields)
    assert set(refusal.value.message_dict) == wrong
    assert actions(brand) == ["brand.create"]


@pytest.mark.parametrize("role", [Role.MARKETER, Role.MODERATOR, Role.VIEWER])
def test_only_owners_manage(role: Role) -> None:
    brand = factories.brand()
    by, other = factories.member(brand, role), factories.member(brand, Role.VIEWER)
    invitation, _secret = services.invite(
        brand=brand, email="new@example.org", role="viewer", by=factories.owner(brand), at=NOW
    )
    attempts: list[Callable[[], object]] = [
        lambda: services.update_brand(brand=brand, by=by, at=NOW, name="Mine"),
        lambda: services.invite(brand=brand, email="x@example.org", role="viewer", by=by, at=NOW),
        lambda: services.revoke_invitation(invitation=invitation, by=by, at=NOW),
        lambda: services.change_role(brand=brand, user_id=by.user_id or 0, role="owner", by=by, at=NOW),
        lambda: services.remove_member(brand=brand, user_id=other.user_id or 0, by=by, at=NOW),
    ]
    for attempt in attempts:
        with pytest.raises(Denied):
            attempt()


# --- Members -------------------------------------------------------------------------------------


def test_change_role_is_logged_and_holds_at_once() -> None:
    brand = factories.brand()
    member = factories.member(brand, Role.VIEWER)
    services.change_role(brand=brand, user_id=member.user_id or 0, role="moderator", by=factories.owner(brand), at=NOW)
    found = queries.actor_in_brand(user_of(member), brand.slug)
    assert found
    assert found[0].role is Role.MODERATOR
    entry = AuditEntry.objects.get(action="member.role")
    assert (entry.subject, entry.detail) == (f"user:{member.user_id}", {"from": "viewer", "to": "moderator"})


def test_the_last_owner_stays() -> None:
    brand = factories.brand()
    owner = factories.owner(brand)
    factories.member(brand, Role.MARKETER)
    factories.member(factories.brand(), Role.OWNER)  # another brand's owner is no help
    with pytest.raises(services.LastOwner):
        services.change_role(brand=brand, user_id=owner.user_id or 0, role="marketer", by=owner, at=NOW)
    with pytest.raises(services.LastOwner):
        services.remove_member(brand=brand, user_id=owner.user_id or 0, by=owner, at=NOW)
    services.change_role(brand=brand, user_id=owner.user_id or 0, role="owner", by=owner, at=NOW)
    second = factories.member(brand, Role.OWNER)
    services.remove_member(brand=brand, user_id=owner.user_id or 0, by=second, at=NOW)
    with pytest.raises(services.LastOwner):
        services.remove_member(brand=brand, user_id=second.user_id or 0, by=second, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_step_down_at_once_leave_one() -> None:
    brand = factories.brand()
    owners = [factories.owner(brand), factories.member(brand, Role.OWNER)]
    start, outcomes = threading.Barrier(2), []

    def leave(actor: Actor) -> None:
        start.wait()
        try:
            services.remove_member(brand=brand, user_id=actor.user_id or 0, by=actor, at=NOW)
            outcomes.append("left")
        except services.LastOwner:
            outcomes.append("stayed")
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=(actor,)) for actor in owners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == ["left", "stayed"]
    assert Membership.objects.filter(brand=brand, role=Role.OWNER).count() == 1


def test_remove_member_ends_the_tokens_too() -> None:
    brand = factories.brand()
    secret = factories.api_token(brand, Role.MODERATOR)
    elsewhere = factories.brand()
    found = queries.actor_of_token(secret, NOW)
    assert found
    person = User.objects.get(pk=found[0].user_id or 0)
    Membership.objects.create(brand=elsewhere, user=person, role=Role.VIEWER, created_at=NOW)
    _token, kept = services.create_token(brand=elsewhere, user=person, name="", scopes=["read"], by=SYSTEM, at=NOW)

    services.remove_member(
        brand=brand, user_id=person.pk, by=found[0].__class__(**{**vars(found[0]), "scopes": None}), at=LATER
    )

    assert queries.actor_of_token(secret, LATER) is None
    assert queries.actor_of_token(kept, LATER) is not None
    assert queries.actor_in_brand(person, brand.slug) is None
    with pytest.raises(services.NotAMember):
        services.remove_member(brand=brand, user_id=person.pk, by=factories.owner(brand), at=LATER)


def test_a_token_cannot_make_its_owner_leave() -> None:
    brand = factories.brand()
    by = factories.member(brand, Role.VIEWER, scopes=frozenset(Scope))
    with pytest.raises(Denied):
        services.remove_member(brand=brand, user_id=by.user_id or 0, by=by, at=NOW)


# --- The log -------------------------------------------------------------------------------------


def test_record_names_a_token_rather_than_its_owner() -> None:
    brand = factories.brand()
    secret = factories.api_token(brand)
    found = queries.actor_of_token(secret, NOW)
    assert found
    entry = services.record(brand=brand, by=found[0], action="export.fetch", subject="x" * 200, at=NOW, detail={"n": 1})
    assert entry.actor == f"token:{found[0].token_id}"
    assert (len(entry.subject), entry.detail) == (120, {"n": 1})
    assert services.record(brand=None, by=SYSTEM, action="sweep", subject="", at=NOW).actor == "system"


def test_the_log_refuses_change_from_orm_and_sql() -> None:
    brand = factories.brand()
    entry = AuditEntry.objects.get(brand=brand)
    for attempt in (entry.save, entry.delete, AuditEntry.objects.all().delete):
        with pytest.raises(ChangeRefused):
            attempt()
    for statement in ("UPDATE accounts_auditentry SET action = ''", "DELETE FROM accounts_auditentry"):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
