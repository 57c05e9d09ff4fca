"""Who may do what with campaigns. Pure."""

from typing import TYPE_CHECKING
from uuid import UUID

from accounts import permissions as accounts_permissions
from accounts.actors import Actor

if TYPE_CHECKING:
    from campaigns.models import Campaign


def can_create(actor: Actor, brand_id: UUID) -> bool:
    """Begin a campaign for the brand."""
    return accounts_permissions.can_market(actor, brand_id)


def can_change(actor: Actor, campaign: "Campaign") -> bool:
    """Change it, open and close it."""
    return accounts_permissions.can_market(actor, campaign.brand_id)


def can_see(actor: Actor, campaign: "Campaign") -> bool:
    """See it in the studio, drafts included."""
    return accounts_permissions.can_view(actor, campaign.brand_id)
