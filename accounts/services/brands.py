"""Brands: a first one with its owner, and changes to one."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import permissions, validators
from accounts.actors import Actor
from accounts.models import Brand, Membership, User
from accounts.roles import Role
from accounts.services.audit import record

_CLEANERS = {
    "name": validators.plain_line,
    "legal_name": validators.plain_line,
    "address": validators.plain_lines,
    "accent": validators.clean_colour,
    "contact_email": validators.clean_email,
    "timezone": validators.clean_timezone,
}
EDITABLE = (
    "name",
    "legal_name",
    "address",
    "contact_email",
    "website",
    "privacy_url",
    "retention_months",
    "accent",
    "timezone",
)


def member_user(*, email: str, password: str | None = None) -> User:
    """Return the person with this address, made when there is none yet; the caller vouches for the address.

    A password is set only on a person made here: an existing one keeps the own.
    """
    address = validators.clean_email(email)
    user = User.objects.filter(email__iexact=address).first()
    if user is None:
        user = User.objects.create_user(address, password)
        # Whoever invites or installs vouches for the address; two-factor sign-in asks for a proven one.
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


@transaction.atomic
def create_brand(
    *, slug: str, name: str, owner_email: str, by: Actor, at: datetime, password: str | None = None
) -> Brand:
    """Make a brand and its first owner. Only the installation itself may; raises ValidationError."""
    permissions.require(permissions.is_system(by))
    slug = validators.clean_slug(slug)
    if Brand.objects.filter(slug=slug).exists():
        raise ValidationError({"slug": [_("There is a brand of this name already.")]})
    owner = member_user(email=owner_email, password=password)
    brand = Brand(slug=slug, name=validators.plain_line(name) or slug, contact_email=owner.email, created_at=at)
    brand.full_clean(validate_constraints=False)
    brand.save()
    Membership.objects.create(brand=brand, user=owner, role=Role.OWNER, created_at=at)
    record(brand=brand, by=by, action="brand.create", subject=f"brand:{brand.id}", at=at)
    return brand


@transaction.atomic
def update_brand(*, brand: Brand, by: Actor, at: datetime, **fields: Any) -> Brand:
    """Change what the brand says about itself; unknown fields are refused. Raises ValidationError."""
    permissions.require(permissions.can_manage(by, brand.id))
    unknown = sorted(set(fields) - set(EDITABLE))
    if unknown:
        raise ValidationError({name: [_("This cannot be changed here.")] for name in unknown})
    locked = Brand.objects.select_for_update().get(pk=brand.pk)
    cleaned = _cleaned(locked, fields)
    changed = sorted(name for name, value in cleaned.items() if getattr(locked, name) != value)
    for name in changed:
        setattr(locked, name, cleaned[name])
    if changed:
        locked.full_clean(validate_constraints=False)
        locked.save(update_fields=changed)
        record(
            brand=locked, by=by, action="brand.update", subject=f"brand:{brand.id}", at=at, detail={"fields": changed}
        )
    return locked


def _cleaned(brand: Brand, fields: dict[str, Any]) -> dict[str, Any]:
    cleaned: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for name, value in fields.items():
        try:
            cleaned[name] = _CLEANERS[name](value) if name in _CLEANERS else value
        except ValidationError as error:
            errors[name] = error.messages
    if errors:
        raise ValidationError(errors)
    return cleaned
