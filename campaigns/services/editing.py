"""Making a campaign and changing its fields. Each change makes the version grow by one."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import permissions as accounts_permissions, services as accounts_services
from accounts.actors import Actor
from accounts.models import Brand
from campaigns import codes, permissions, validators
from campaigns.models import Campaign
from core import slugs

_TRIES = 20
_BESIDE = {"hashtags", "questions", "translations"}  # they are rows of their own


class Stale(Exception):
    """Somebody else changed the campaign meanwhile; `current` is its version now."""

    def __init__(self, current: int) -> None:
        self.current = current
        super().__init__(_("Somebody changed this campaign in the meantime. Please look at it again."))


@transaction.atomic
def create(*, brand: Brand, title: str, by: Actor, at: datetime, **fields: Any) -> Campaign:
    """Make a draft. The address comes from the title, with a number when it is taken. Raises ValidationError."""
    accounts_permissions.require(permissions.can_create(by, brand.id))
    campaign = Campaign(brand=brand, created_at=at)
    for name, value in validators.clean_fields(campaign, {**fields, "title": title}).items():
        setattr(campaign, name, value)
    campaign.short_code = _free_code(campaign)
    _save_with_free_slug(campaign)
    record(campaign=campaign, by=by, at=at, action="campaign.create")
    return campaign


def _free_code(campaign: Campaign) -> str:
    """There are more than eighty million: of two that take the same at the same moment the database refuses one."""
    return next(code for code in codes.candidates(campaign.id) if not Campaign.objects.filter(short_code=code).exists())


def _save_with_free_slug(campaign: Campaign) -> None:
    """Two people may take the same name at the same moment: the database decides, the loser takes the next."""
    for tries, slug in enumerate(slugs.candidates(campaign.title, fallback="campaign"), start=1):  # pragma: no branch
        if tries < _TRIES and Campaign.objects.filter(slug=slug).exists():
            continue
        campaign.slug = slug if tries < _TRIES else f"{slug[:60].strip('-')}-{campaign.id.hex[:12]}"
        try:
            with transaction.atomic():
                campaign.save(force_insert=True)
        except IntegrityError:
            if tries >= _TRIES or not Campaign.objects.filter(slug=slug).exists():
                raise
        else:
            return


@transaction.atomic
def update(*, campaign: Campaign, by: Actor, at: datetime, version: int | None = None, **fields: Any) -> Campaign:
    """Change fields and return the campaign as it is then; what is equal already changes nothing.

    With `version`, a change made meanwhile by somebody else raises Stale. Raises ValidationError.
    """
    locked = lock(campaign, by=by)
    if version is not None and version != locked.version:
        raise Stale(locked.version)
    cleaned = validators.clean_fields(locked, fields)
    changed = [name for name, value in cleaned.items() if getattr(locked, name) != value]
    for name in changed:
        setattr(locked, name, cleaned[name])
    save_changes(locked, changed, by=by, at=at, action="campaign.update")
    return locked


def lock(campaign: Campaign, *, by: Actor) -> Campaign:
    """Return the campaign as it is now, its row locked, to somebody who may change it."""
    accounts_permissions.require(permissions.can_change(by, campaign))
    return Campaign.objects.select_for_update(of=("self",)).select_related("brand", "terms").get(pk=campaign.pk)


def save_changes(locked: Campaign, changed: Iterable[str], *, by: Actor, at: datetime, action: str) -> None:
    """Save these fields of a locked campaign, count the version and write the log; nothing changed, nothing done."""
    names = sorted(changed)
    if not names:
        return
    locked.version += 1
    locked.save(update_fields=[*(name for name in names if name not in _BESIDE), "version"])
    record(campaign=locked, by=by, at=at, action=action, fields=names)


def record(*, campaign: Campaign, by: Actor, at: datetime, action: str, fields: Iterable[str] = ()) -> None:
    """Write one line about the campaign into the brand's log."""
    detail = {"fields": list(fields)} if fields else {}
    accounts_services.record(
        brand=campaign.brand, by=by, action=action, subject=f"campaign:{campaign.id}", at=at, detail=detail
    )
