"""Brands, members and tokens: who may change them, what stays in the log, what can never happen."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts import queries, services, tokens
from accounts.actors import SYSTEM, VISITOR, Actor
from accounts.models import ApiToken, AuditEntry, Brand, Membership, User
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
    assert AuditEntry.objects.get(action="brand.update").detail == {"fields": ["accent", "address", "name", "timezone"]}


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"slug": "other"}, {"slug"}),
        ({"accent": "red", "contact_email": "nobody"}, {"accent", "contact_email"}),
        ({"name": ""}, {"name"}),
        ({"website": "javascript:alert(1)"}, {"website"}),
        ({"retention_months": -1}, {"retention_months"}),
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


# --- API tokens ----------------------------------------------------------------------------------


def test_create_token_returns_the_secret_once_and_stores_its_digest() -> None:
    brand = factories.brand()
    by = factories.member(brand, Role.MARKETER)
    token, secret = services.create_token(
        brand=brand, user=user_of(by), name=" DAM ", scopes=["export", "read"], by=by, at=NOW
    )
    assert (token.name, token.scopes, token.prefix) == ("DAM", ["read", "export"], secret[:8])
    assert token.token_hash == tokens.digest(secret)
    assert not any(secret in str(value) for value in ApiToken.objects.values_list().get(pk=token.pk))
    found = queries.actor_of_token(secret, NOW)
    assert found == (
        Actor(
            kind="member",
            brand_id=brand.id,
            role=Role.MARKETER,
            user_id=by.user_id,
            scopes=frozenset({"read", "export"}),
            token_id=token.id,
        ),
        brand,
    )


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"scopes": []}, ValidationError),
        ({"scopes": ["everything"]}, ValidationError),
        ({"scopes": ["moderate"]}, ValidationError),  # more than a marketer may
        ({"expires_at": NOW}, ValidationError),
        ({"by": VISITOR}, Denied),
    ],
)
def test_create_token_refuses(change: dict[str, Any], refusal: type[Exception]) -> None:
    brand = factories.brand()
    by = factories.member(brand, Role.MARKETER)
    usual: dict[str, Any] = {"user": user_of(by), "name": "", "scopes": ["read"], "by": by}
    with pytest.raises(refusal):
        services.create_token(brand=brand, at=NOW, **{**usual, **change})
    assert not ApiToken.objects.exists()


def test_tokens_are_made_for_oneself_on_the_pages_only() -> None:
    brand = factories.brand()
    owner, member = factories.owner(brand), factories.member(brand)
    outsider = factories.member(factories.brand())
    by_token = factories.member(brand, scopes=frozenset(Scope))
    for user, by in ((member, owner), (by_token, by_token), (outsider, outsider), (outsider, SYSTEM)):
        with pytest.raises(Denied):
            services.create_token(brand=brand, user=user_of(user), name="", scopes=["read"], by=by, at=NOW)


def test_a_token_can_do_no_more_than_its_owner_can_today() -> None:
    brand = factories.brand()
    secret = factories.api_token(brand, Role.OWNER)
    found = queries.actor_of_token(secret, NOW)
    assert found
    services.change_role(brand=brand, user_id=found[0].user_id or 0, role="viewer", by=SYSTEM, at=NOW)
    again = queries.actor_of_token(secret, NOW)
    assert again
    assert again[0].role is Role.VIEWER


def test_a_token_ends() -> None:
    brand = factories.brand()
    by = factories.member(brand)
    user = user_of(by)
    token, secret = services.create_token(
        brand=brand, user=user, name="", scopes=["read"], by=by, at=NOW, expires_at=LATER
    )
    assert token.name == "Token"
    assert queries.actor_of_token(secret, NOW)
    assert queries.actor_of_token(secret, LATER) is None
    assert queries.actor_of_token(secret + "x", NOW) is None
    assert queries.actor_of_token("", NOW) is None
    user.is_active = False
    user.save()
    assert queries.actor_of_token(secret, NOW) is None
    assert queries.actor_in_brand(user, brand.slug) is None


def test_a_token_without_a_membership_opens_nothing() -> None:
    brand = factories.brand()
    secret = factories.api_token(brand, Role.VIEWER)
    Membership.objects.filter(brand=brand, role=Role.VIEWER).delete()
    assert queries.actor_of_token(secret, NOW) is None


def test_revoke_token_is_for_its_owner_and_the_brands_owners() -> None:
    brand = factories.brand()
    by, other = factories.member(brand, Role.MODERATOR), factories.member(brand, Role.MARKETER)
    for may in (by, factories.owner(brand)):
        token, secret = services.create_token(brand=brand, user=user_of(by), name="", scopes=["read"], by=by, at=NOW)
        with pytest.raises(Denied):
            services.revoke_token(token=token, by=other, at=NOW)
        services.revoke_token(token=token, by=may, at=NOW)
        services.revoke_token(token=token, by=may, at=LATER)
        token.refresh_from_db()
        assert token.revoked_at == NOW
        assert queries.actor_of_token(secret, NOW) is None
    assert actions(brand).count("token.revoke") == 2


def test_note_token_use_writes_at_most_every_five_minutes() -> None:
    brand = factories.brand()
    factories.api_token(brand)
    token = ApiToken.objects.get()
    seen = []
    for seconds in (0, 299, 301):
        services.note_token_use(token_id=token.id, at=NOW + timedelta(seconds=seconds))
        token.refresh_from_db()
        seen.append(token.last_used_at)
    assert seen == [NOW, NOW, NOW + timedelta(seconds=301)]


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
