"""The campaign's one meeting with mediakit: a hero picture is checked, made bare and stored before a row names it."""

import logging
import shutil
import uuid
from datetime import datetime
from pathlib import Path
from typing import IO

import mediakit
from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from campaigns import permissions, services
from campaigns.models import Campaign
from core import storage, work_folders

logger = logging.getLogger(__name__)

# The JPEG is for whoever reads nothing else, other sites beside a link among them; browsers take what is lighter.
HERO = mediakit.RenditionSpec("hero", "public", "photo", "jpeg", max_side=2048, quality=82)
# 1080 is what most phones show across their screen.
SIDES = (640, 1080, 1440, 2048)
SIZES = (
    *(mediakit.RenditionSpec(f"avif-{side}", "public", "photo", "avif", side, quality=57, effort=9) for side in SIDES),
    *(mediakit.RenditionSpec(f"webp-{side}", "public", "photo", "webp", side, quality=80, effort=2) for side in SIDES),
)
LIMITS = mediakit.Limits(max_photo_bytes=20_000_000, photo_seconds=20)


def set_hero(*, campaign: Campaign, file: IO[bytes], alt: str, by: Actor, at: datetime) -> Campaign:
    """Show this picture at the head of the page. Raises mediakit.MediaError, Denied, ValidationError, Unavailable."""
    accounts_permissions.require(permissions.can_change(by, campaign))
    with work_folders.work_folder() as folder:
        made, *lighter = _render(file, folder, (HERO, *SIZES))
        key, sizes = _stored(campaign, made), _stored_sizes(campaign, lighter)
    return services.keep_hero(
        campaign=campaign, key=key, width=made.width, height=made.height, alt=alt, by=by, at=at, sizes=sizes
    )


def draw_sizes(*, campaign_id: uuid.UUID) -> bool:
    """Make the sizes of a picture that was set before there were any; whether it has them now. May run twice."""
    campaign = services.begin_sizes(campaign_id=campaign_id)
    if campaign is None:
        return False
    try:
        with work_folders.work_folder() as folder, storage.open(campaign.hero_key) as file:
            sizes = _stored_sizes(campaign, _render(file, folder, SIZES))
    except storage.Unavailable as error:
        logger.warning("the picture of campaign %s waits for the store: %s", campaign.slug, error)
        services.sizes_wait(campaign=campaign)
        return False
    except (mediakit.MediaError, storage.Missing) as error:
        logger.warning("the picture of campaign %s gets no sizes: %r", campaign.slug, error)
        passing = isinstance(error, mediakit.Temporary)
        services.sizes_failed(campaign=campaign, error=repr(error), for_good=not passing)
        return False
    return services.keep_sizes(campaign=campaign, sizes=sizes)


def _stored_sizes(campaign: Campaign, made: list[mediakit.Rendition]) -> list[services.Size]:
    """Each width once: nothing is enlarged, so a small picture has fewer."""
    widths = {(one.content_type, one.width): one for one in reversed(made)}
    return [
        services.Size(one.spec, _stored(campaign, one), one.content_type, one.width)
        for one in made
        if one in widths.values()
    ]


def _stored(campaign: Campaign, made: mediakit.Rendition) -> str:
    key = f"{campaign.brand_id}/campaign-{campaign.pk}/{made.spec}-{made.version}-{made.sha256[:32]}"
    with made.path.open("rb") as rendered:
        storage.put(key, rendered, made.content_type)
    return key


def _render(file: IO[bytes], folder: Path, specs: tuple[mediakit.RenditionSpec, ...]) -> list[mediakit.Rendition]:
    original, out = folder / "original", folder / "made"
    out.mkdir()
    with original.open("wb") as copy:
        shutil.copyfileobj(file, copy)
    recipe = mediakit.Recipe(specs=specs, limits=LIMITS, kinds=("photo",))
    return list(mediakit.run_isolated(original, recipe, out).renditions)
