"""The campaign's one meeting with mediakit: a hero picture is checked, made bare and stored before a row names it."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import IO

import mediakit
from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from campaigns import permissions, services
from campaigns.models import Campaign
from core import storage, workshops

# One file serves every width: a hero is one picture, and its page has nothing else to load first.
HERO = mediakit.RenditionSpec("hero", "public", "photo", "jpeg", max_side=2048, quality=82)
LIMITS = mediakit.Limits(max_photo_bytes=20_000_000)


def set_hero(*, campaign: Campaign, file: IO[bytes], alt: str, by: Actor, at: datetime) -> Campaign:
    """Show this picture at the head of the page. Raises mediakit.MediaError, Denied, ValidationError, Unavailable."""
    accounts_permissions.require(permissions.can_change(by, campaign))
    with workshops.workshop() as folder:
        made = _render(file, folder)
        key = f"{campaign.brand_id}/campaign-{campaign.pk}/hero-{made.version}-{made.sha256[:32]}"
        with made.path.open("rb") as rendered:
            storage.put(key, rendered, made.content_type)
    return services.keep_hero(campaign=campaign, key=key, width=made.width, height=made.height, alt=alt, by=by, at=at)


def _render(file: IO[bytes], folder: Path) -> mediakit.Rendition:
    original, out = folder / "original", folder / "made"
    out.mkdir()
    with original.open("wb") as copy:
        shutil.copyfileobj(file, copy)
    recipe = mediakit.Recipe(specs=(HERO,), limits=LIMITS, kinds=("photo",))
    return mediakit.run_isolated(original, recipe, out).renditions[0]
