"""Who may curate galleries and take work out of the house. Pure."""

import uuid

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from galleries.models import Export, Gallery


def can_see(actor: Actor, brand_id: uuid.UUID) -> bool:
    """Every member of the brand."""
    return accounts_permissions.can_view(actor, brand_id)


def can_create(actor: Actor, brand_id: uuid.UUID) -> bool:
    """Those who run campaigns and galleries."""
    return accounts_permissions.can_market(actor, brand_id)


def can_curate(actor: Actor, gallery: Gallery) -> bool:
    """Those who run campaigns and galleries of this gallery's brand."""
    return accounts_permissions.can_market(actor, gallery.brand_id)


def can_request_export(actor: Actor, brand_id: uuid.UUID) -> bool:
    """Making an export takes the export right."""
    return accounts_permissions.can_export(actor, brand_id)


def can_download(actor: Actor, export: Export) -> bool:
    """So does fetching one."""
    return accounts_permissions.can_export(actor, export.brand_id)
