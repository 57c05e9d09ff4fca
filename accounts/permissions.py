"""Who may do what in a brand: one table of roles, one of token scopes, and pure questions over them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.roles import Role, Scope

if TYPE_CHECKING:
    from accounts.models import Contributor


class Denied(Exception):
    """The actor may not do this; the text is a sentence for the person."""


@dataclass(frozen=True)
class Right:
    """The roles that hold a right, and the scope a token needs for it (None: no token ever has it)."""

    roles: frozenset[Role]
    scope: Scope | None


VIEW = Right(frozenset(Role), Scope.READ)
REVIEW = Right(frozenset({Role.OWNER, Role.MODERATOR}), Scope.MODERATE)
MARKET = Right(frozenset({Role.OWNER, Role.MARKETER}), Scope.CURATE)
EXPORT = Right(frozenset({Role.OWNER, Role.MARKETER}), Scope.EXPORT)
ORIGINALS = Right(frozenset({Role.OWNER, Role.MARKETER}), Scope.ORIGINALS)
MANAGE = Right(frozenset({Role.OWNER}), None)
RIGHTS = (VIEW, REVIEW, MARKET, EXPORT, ORIGINALS, MANAGE)


def _holds(actor: Actor, brand_id: UUID, right: Right) -> bool:
    if actor.kind == "system":
        return True
    if actor.kind != "member" or actor.brand_id != brand_id or actor.role not in right.roles:
        return False
    return actor.scopes is None or (right.scope is not None and right.scope in actor.scopes)


def can_view(actor: Actor, brand_id: UUID) -> bool:
    """See the brand's own pages: campaigns, submissions, the queue, figures."""
    return _holds(actor, brand_id, VIEW)


def can_review(actor: Actor, brand_id: UUID) -> bool:
    """Decide on submissions, write to contributors, block them."""
    return _holds(actor, brand_id, REVIEW)


def can_market(actor: Actor, brand_id: UUID) -> bool:
    """Run campaigns and galleries."""
    return _holds(actor, brand_id, MARKET)


def can_export(actor: Actor, brand_id: UUID) -> bool:
    """Make and fetch exports."""
    return _holds(actor, brand_id, EXPORT)


def can_fetch_originals(actor: Actor, brand_id: UUID) -> bool:
    """Fetch an original as it was sent; who asks this also logs the reason."""
    return _holds(actor, brand_id, ORIGINALS)


def can_manage(actor: Actor, brand_id: UUID) -> bool:
    """Change the brand, its members and invitations: never by token."""
    return _holds(actor, brand_id, MANAGE)


def is_system(actor: Actor) -> bool:
    """Whether the installation itself acts: a command or a task."""
    return actor.kind == "system"


def is_member(actor: Actor, brand_id: UUID) -> bool:
    """Whether the actor belongs to the brand's own people, in whatever role."""
    return actor.kind == "member" and actor.brand_id == brand_id


def scopes_of(role: str) -> tuple[Scope, ...]:
    """Return the scopes that are of use to a role: a token can never do more than its owner."""
    return tuple(right.scope for right in RIGHTS if right.scope is not None and role in right.roles)


def most_of_both(one: str, other: str) -> Role:
    """Return the role that may do the most of what both of these may, and nothing else."""
    shared = _rights_of(one) & _rights_of(other)
    return max((role for role in Role if _rights_of(role) <= shared), key=lambda role: len(_rights_of(role)))


def _rights_of(role: str) -> frozenset[int]:
    return frozenset(number for number, right in enumerate(RIGHTS) if role in right.roles)


def require(allowed: bool) -> None:
    """Raise Denied unless allowed."""
    if not allowed:
        raise Denied(_("Your role does not allow this. Someone who owns the brand can change that."))


def can_forget(actor: Actor, contributor: "Contributor") -> bool:
    """Erase who somebody was: only they themselves, or the system for somebody who asked by letter."""
    return is_system(actor) or (actor.kind == "contributor" and actor.contributor_id == contributor.pk)
