"""The work that makes the whole of a video playable for review. It helps whoever decides, and nothing waits for it.

Its row is written on receipt; it is taken up when the asset's review stage is done, so that it never delays one.
"""

import uuid
from collections.abc import Collection
from datetime import datetime

from submissions.models import Asset, Kind, Work


def add(*, asset: Asset, at: datetime) -> None:
    """Write the row of a video that was received; a photo needs none, and nobody is told yet."""
    if asset.kind == Kind.VIDEO:
        Work.objects.get_or_create(
            asset=asset, stage=Work.Stage.WATCH, defaults={"brand_id": asset.brand_id, "due_at": at}
        )


def begin(*, asset: Asset, at: datetime) -> Work | None:
    """Make it due now that the asset can be looked at, and return it if it waits."""
    add(asset=asset, at=at)
    waiting = Work.objects.filter(asset=asset, stage=Work.Stage.WATCH, state=Work.State.WAITING)
    waiting.update(due_at=at)
    return waiting.select_related("asset").first()


def again(*, assets: Collection[uuid.UUID], at: datetime) -> list[Work]:
    """Start what was ended when these assets were set aside anew, and return what waits."""
    of_these = Work.objects.filter(asset__in=assets, stage=Work.Stage.WATCH)
    of_these.filter(state=Work.State.FAILED).update(
        state=Work.State.WAITING, attempts=0, interruptions=0, due_at=at, progress=0, last_error="", finished_at=None
    )
    return list(of_these.filter(state=Work.State.WAITING).select_related("asset"))
