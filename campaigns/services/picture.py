"""The campaign's hero picture as a row knows it; `campaigns.processing` makes and stores the file."""

from datetime import datetime

from django.db import transaction

from accounts.actors import Actor
from campaigns import validators
from campaigns.models import Campaign
from campaigns.services.editing import lock, save_changes

_FIELDS = ("hero_key", "hero_width", "hero_height", "hero_alt")


class ForeignObject(ValueError):
    """The stored object belongs to another brand."""


@transaction.atomic
def keep_hero(*, campaign: Campaign, key: str, width: int, height: int, alt: str, by: Actor, at: datetime) -> Campaign:
    """Show this stored picture at the head of the campaign's page. Raises ValidationError or ForeignObject."""
    locked = lock(campaign, by=by)
    if not key.startswith(f"{locked.brand_id}/"):
        raise ForeignObject(key)
    words = validators.clean_fields(locked, {"hero_alt": alt})["hero_alt"]
    return _set(locked, (key, width, height, words), by=by, at=at)


@transaction.atomic
def remove_hero(*, campaign: Campaign, by: Actor, at: datetime) -> Campaign:
    """Show no picture."""
    return _set(lock(campaign, by=by), ("", None, None, ""), by=by, at=at)


def _set(locked: Campaign, values: tuple[str, int | None, int | None, str], *, by: Actor, at: datetime) -> Campaign:
    changed = [name for name, value in zip(_FIELDS, values, strict=True) if getattr(locked, name) != value]
    for name, value in zip(_FIELDS, values, strict=True):
        setattr(locked, name, value)
    save_changes(locked, changed, by=by, at=at, action="campaign.hero")
    return locked
