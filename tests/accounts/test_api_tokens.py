"""API tokens: made for oneself, shown once, never more than their owner."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts import queries, services, tokens
from accounts.actors import SYSTEM, VISITOR, Actor
from accounts.models import ApiToken, AuditEntry, Brand, Membership, User
from accounts.permissions import Denied
from accounts.roles import Role, Scope
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def user_of(actor: Actor) -> User:
    return User.objects.get(pk=actor.user_id or 0)


def actions(brand: Brand) -> list[str]:
    return list(AuditEntry.objects.filter(brand=brand).order_by("pk").values_list("action", flat=True))


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
