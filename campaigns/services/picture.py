"""The campaign's hero picture as rows know it; `campaigns.processing` makes and stores the files."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.actors import SYSTEM, Actor
from campaigns import validators
from campaigns.models import Campaign, HeroFile
from campaigns.services.editing import lock, save_changes

_FIELDS = ("hero_key", "hero_width", "hero_height", "hero_alt")


class ForeignObject(ValueError):
    """The stored object belongs to another brand."""


@dataclass(frozen=True)
class Size:
    """One stored size and coding of the picture."""

    name: str
    key: str
    content_type: str
    width: int


@transaction.atomic
def keep_hero(
    *,
    campaign: Campaign,
    key: str,
    width: int,
    height: int,
    alt: str,
    by: Actor,
    at: datetime,
    sizes: Iterable[Size] = (),
) -> Campaign:
    """Show this stored picture at the head of the campaign's page. Raises ValidationError or ForeignObject."""
    locked = lock(campaign, by=by)
    words = validators.clean_fields(locked, {"hero_alt": alt})["hero_alt"]
    _keep_sizes(locked, sizes, key)
    _count_anew(locked)
    return _set(locked, (key, width, height, words), by=by, at=at)


@transaction.atomic
def keep_sizes(*, campaign: Campaign, sizes: Iterable[Size]) -> bool:
    """Name the sizes of a picture that was set before there were any; not if it was replaced meanwhile."""
    locked = lock(campaign, by=SYSTEM)
    if locked.hero_key != campaign.hero_key:
        return False
    _keep_sizes(locked, sizes, locked.hero_key)
    return True


@transaction.atomic
def remove_hero(*, campaign: Campaign, by: Actor, at: datetime) -> Campaign:
    """Show no picture."""
    locked = lock(campaign, by=by)
    locked.hero_files.all().delete()
    _count_anew(locked)
    return _set(locked, ("", None, None, ""), by=by, at=at)


def _keep_sizes(locked: Campaign, sizes: Iterable[Size], key: str) -> None:
    """The rows are those of this picture and no other."""
    kept = list(sizes)
    for named in (key, *(size.key for size in kept)):
        if not named.startswith(f"{locked.brand_id}/"):
            raise ForeignObject(named)
    locked.hero_files.all().delete()
    HeroFile.objects.bulk_create(
        HeroFile(
            brand_id=locked.brand_id,
            campaign=locked,
            name=size.name,
            key=size.key,
            content_type=size.content_type,
            width=size.width,
        )
        for size in kept
    )


def _count_anew(locked: Campaign) -> None:
    """What stumbled was another picture."""
    Campaign.objects.filter(pk=locked.pk).update(sizes_attempts=0, sizes_due_at=None, sizes_error="")


def _set(locked: Campaign, values: tuple[str, int | None, int | None, str], *, by: Actor, at: datetime) -> Campaign:
    changed = [name for name, value in zip(_FIELDS, values, strict=True) if getattr(locked, name) != value]
    for name, value in zip(_FIELDS, values, strict=True):
        setattr(locked, name, value)
    save_changes(locked, changed, by=by, at=at, action="campaign.hero")
    return locked
