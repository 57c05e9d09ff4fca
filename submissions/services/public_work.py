"""The work that approval sets off: one row for each asset that may be shown, made in the approving transaction."""

import uuid
from datetime import datetime

from submissions.models import Asset, AssetState, Work


def add(*, submission_id: uuid.UUID, at: datetime, anew: bool = False) -> list[Work]:
    """Make sure each usable asset has its public work, and return what waits to be taken up.

    Done and running work is left alone; failed work starts again only `anew`, after another decision.
    """
    usable = Asset.objects.filter(submission_id=submission_id, state=AssetState.READY, withdrawn_at=None)
    Work.objects.bulk_create(
        [Work(brand_id=asset.brand_id, asset=asset, stage=Work.Stage.PUBLIC, due_at=at) for asset in usable],
        ignore_conflicts=True,
    )
    of_usable = Work.objects.filter(asset__in=usable, stage=Work.Stage.PUBLIC)
    if anew:
        of_usable.filter(state=Work.State.FAILED).update(
            state=Work.State.WAITING, attempts=0, interruptions=0, due_at=at, last_error="", finished_at=None
        )
    return list(of_usable.filter(state=Work.State.WAITING).select_related("asset"))


def drop(*, assets: list[uuid.UUID], at: datetime) -> None:
    """End open work of every stage; a worker that is at it finds its fence gone and publishes nothing."""
    Work.objects.filter(asset__in=assets, state__in=[Work.State.WAITING, Work.State.RUNNING]).update(
        state=Work.State.FAILED, fence=None, lease_until=None, finished_at=at, last_error="no longer wanted"
    )
