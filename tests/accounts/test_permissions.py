"""The matrix of roles and token scopes, whole."""

import uuid
from collections.abc import Callable

import pytest

from accounts import permissions
from accounts.actors import SYSTEM, VISITOR, Actor
from accounts.roles import Role, Scope

BRAND, OTHER = uuid.uuid4(), uuid.uuid4()
QUESTIONS: dict[str, Callable[[Actor, uuid.UUID], bool]] = {
    "view": permissions.can_view,
    "review": permissions.can_review,
    "market": permissions.can_market,
    "export": permissions.can_export,
    "originals": permissions.can_fetch_originals,
    "manage": permissions.can_manage,
}
ALL = set(QUESTIONS)
BY_ROLE = {
    Role.OWNER: ALL,
    Role.MARKETER: {"view", "market", "export", "originals"},
    Role.MODERATOR: {"view", "review"},
    Role.VIEWER: {"view"},
}
BY_SCOPE = {
    Scope.READ: {"view"},
    Scope.MODERATE: {"review"},
    Scope.CURATE: {"market"},
    Scope.EXPORT: {"export"},
    Scope.ORIGINALS: {"originals"},
}


def member(role: Role | None, scopes: frozenset[str] | None = None, brand: uuid.UUID = BRAND) -> Actor:
    return Actor(kind="member", brand_id=brand, role=role, user_id=1, scopes=scopes)


def rights_of(actor: Actor) -> set[str]:
    return {name for name, may in QUESTIONS.items() if may(actor, BRAND)}


@pytest.mark.parametrize("role", Role)
def test_a_member_may_what_the_role_says(role: Role) -> None:
    assert rights_of(member(role)) == BY_ROLE[role]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("scope", Scope)
def test_a_token_may_what_both_role_and_scope_allow(role: Role, scope: Scope) -> None:
    assert rights_of(member(role, frozenset({scope}))) == BY_ROLE[role] & BY_SCOPE[scope]


@pytest.mark.parametrize("role", Role)
def test_no_token_manages_whatever_its_scopes(role: Role) -> None:
    assert rights_of(member(role, frozenset(Scope))) == BY_ROLE[role] - {"manage"}
    assert rights_of(member(role, frozenset())) == set()


@pytest.mark.parametrize("role", Role)
def test_another_brand_gives_nothing(role: Role) -> None:
    assert rights_of(member(role, brand=OTHER)) == set()


@pytest.mark.parametrize(
    ("actor", "allowed"),
    [
        (SYSTEM, ALL),
        (VISITOR, set()),
        (member(None), set()),
        (Actor(kind="contributor", brand_id=BRAND, contributor_id=uuid.uuid4()), set()),
        (Actor(kind="contributor", brand_id=BRAND, role=Role.OWNER), set()),
    ],
)
def test_who_is_no_member_may_nothing_and_the_system_everything(actor: Actor, allowed: set[str]) -> None:
    assert rights_of(actor) == allowed


def test_scopes_of_a_role_are_those_it_can_use() -> None:
    assert set(permissions.scopes_of(Role.OWNER)) == set(Scope)
    assert set(permissions.scopes_of("marketer")) == {Scope.READ, Scope.CURATE, Scope.EXPORT, Scope.ORIGINALS}
    assert set(permissions.scopes_of("moderator")) == {Scope.READ, Scope.MODERATE}
    assert permissions.scopes_of("nobody") == ()


def test_require_says_so_in_a_sentence() -> None:
    permissions.require(allowed=True)
    with pytest.raises(permissions.Denied, match=r"Your role does not allow this\."):
        permissions.require(allowed=False)


@pytest.mark.parametrize(
    ("actor", "reference"),
    [
        (SYSTEM, "system"),
        (VISITOR, "visitor"),
        (member(Role.OWNER), "user:1"),
        (Actor(kind="contributor", contributor_id=uuid.UUID(int=7)), f"contributor:{uuid.UUID(int=7)}"),
    ],
)
def test_reference_is_a_pseudonym(actor: Actor, reference: str) -> None:
    assert actor.reference == reference
