"""Approved photos and films with their ladders, as the pipeline would have stored them."""

import io
from typing import Any

from django.utils import timezone

from campaigns.models import Campaign
from core import storage
from submissions.models import Asset, Rendition
from tests.galleries import stage
from tests.journeys import media
from tests.submissions import makers


def stored(asset: Asset, spec: str, content: bytes, kind: str, size: tuple[int, int]) -> None:
    row: Rendition = stage.rendition(asset, spec, content_type=kind, width=size[0], height=size[1], bytes=len(content))
    storage.put(row.key, io.BytesIO(content), kind)


def photo(campaign: Campaign, size: tuple[int, int], **said: Any) -> Any:
    """An approved photo with its ladder, as the pipeline would have stored it."""
    submission = stage.approved(campaign, at=timezone.now(), **said)
    asset = submission.assets.get()
    Asset.objects.filter(pk=asset.pk).update(kind="photo", width=size[0], height=size[1])
    for side in (320, 640, 1280, 2048):
        scale = min(1.0, side / max(size))
        made = round(size[0] * scale), round(size[1] * scale)
        stored(asset, f"photo-{side}", makers.jpeg(size=made), "image/jpeg", made)
    return submission


def film(campaign: Campaign, **said: Any) -> Any:
    submission = stage.approved(campaign, at=timezone.now(), **said)
    asset = submission.assets.get()
    Asset.objects.filter(pk=asset.pk).update(kind="video", width=640, height=360, duration_ms=1000)
    for spec in ("poster", "poster-320"):
        stored(asset, spec, makers.jpeg(size=(640, 360)), "image/jpeg", (640, 360))
    stored(asset, "video-720", media.made_mov(), "video/mp4", (640, 360))
    return submission
