"""Who may write which fact into a brand's ledger. Pure."""

from uuid import UUID

from accounts import permissions as accounts_permissions
from accounts.actors import Actor


def can_publish_terms(actor: Actor, brand_id: UUID) -> bool:
    """Write the terms of a campaign."""
    return accounts_permissions.can_market(actor, brand_id)


def can_grant(actor: Actor, brand_id: UUID) -> bool:
    """Give rights, or answer about people and music: whoever sends something in, never across brands."""
    return actor.kind in {"system", "visitor"} or actor.brand_id == brand_id


def can_revoke(actor: Actor, brand_id: UUID) -> bool:
    """Take rights back: the contributor, or a member for somebody who asked by letter or telephone."""
    if actor.kind == "contributor":
        return actor.brand_id == brand_id
    return accounts_permissions.can_review(actor, brand_id) or accounts_permissions.can_market(actor, brand_id)


def can_read(actor: Actor, brand_id: UUID) -> bool:
    """Read the brand's ledger."""
    return accounts_permissions.can_view(actor, brand_id)


def can_take_grades(actor: Actor, brand_id: UUID) -> bool:
    """Say which evidence is enough for a use: whoever answers for the brand, never a token."""
    return accounts_permissions.can_manage(actor, brand_id)
