"""Members of a brand: roles and leaving. A brand never loses its last owner."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import permissions, validators
from accounts.actors import Actor
from accounts.models import ApiToken, Brand, Membership
from accounts.roles import Role
from accounts.services.audit import record


class LastOwner(Exception):
    """The brand would be left without an owner."""


class NotAMember(Exception):
    """There is no such member in this brand."""


def _locked(brand: Brand, user_id: int) -> Membership:
    """Return the membership, the brand locked: two owners cannot step down at the same moment."""
    Brand.objects.select_for_update().get(pk=brand.pk)
    membership = Membership.objects.filter(brand=brand, user_id=user_id).first()
    if membership is None:
        raise NotAMember(_("This person is not a member any more."))
    return membership


def _keep_an_owner(membership: Membership) -> None:
    others = Membership.objects.filter(brand_id=membership.brand_id, role=Role.OWNER).exclude(pk=membership.pk)
    if membership.role == Role.OWNER and not others.exists():
        raise LastOwner(_("This is the last owner. Make somebody else an owner first."))


@transaction.atomic
def change_role(*, brand: Brand, user_id: int, role: str, by: Actor, at: datetime) -> Membership:
    """Give a member another role. Raises LastOwner, NotAMember or ValidationError."""
    permissions.require(permissions.can_manage(by, brand.id))
    new_role = validators.clean_role(role)
    membership = _locked(brand, user_id)
    if new_role != Role.OWNER:
        _keep_an_owner(membership)
    before, membership.role = membership.role, new_role
    membership.save(update_fields=["role"])
    detail = {"from": before, "to": new_role.value}
    record(brand=brand, by=by, action="member.role", subject=f"user:{user_id}", at=at, detail=detail)
    return membership


@transaction.atomic
def remove_member(*, brand: Brand, user_id: int, by: Actor, at: datetime) -> None:
    """End a membership and its tokens; members may also leave by themselves. Raises LastOwner or NotAMember."""
    leaving = by.kind == "member" and by.brand_id == brand.id and by.user_id == user_id and by.scopes is None
    permissions.require(leaving or permissions.can_manage(by, brand.id))
    membership = _locked(brand, user_id)
    _keep_an_owner(membership)
    membership.delete()
    ApiToken.objects.filter(brand=brand, user_id=user_id, revoked_at=None).update(revoked_at=at)
    record(brand=brand, by=by, action="member.remove", subject=f"user:{user_id}", at=at)
