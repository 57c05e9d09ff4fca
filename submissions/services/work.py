"""Units of work: claimed by a lease with a fence, tried at most three times, ended exactly once.

Locks are taken in one order: submission, then work. A worker that lost its lease cannot publish,
because every write that matters asks for the fence again.
"""

import logging
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.actors import SYSTEM
from core.faults import faultpoint
from core.nudge import nudge
from submissions import lifecycle
from submissions.models import Asset, AssetState, Rendition, Submission, Work
from submissions.services import moves, public_work, watch_work
from submissions.services.progress import OPEN, advance_locked

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 3
# A worker that vanishes is rarely the file's fault (a deploy, a power cut), so this is counted apart.
MOST_INTERRUPTIONS = 5
BACK_OFF = (timedelta(seconds=20), timedelta(seconds=90))
DETAIL_LENGTH = 500


class FenceLost(Exception):
    """The lease ran out and somebody else has the work, or it is no longer wanted."""


@transaction.atomic
def claim_work(*, work_id: int, at: datetime) -> Work | None:
    """Take the work for the length of a lease, or None when it is done, not due, held or not wanted."""
    found = Work.objects.filter(pk=work_id).values_list("asset__submission_id", flat=True).first()
    if found is None:
        return None
    submission = moves.locked(found)
    work = Work.objects.select_for_update(no_key=True).select_related("asset").get(pk=work_id)
    if not _claimable(work, at):
        return None
    if work.state == Work.State.RUNNING:
        work.interruptions += 1
    else:
        work.attempts += 1
    if work.interruptions > MOST_INTERRUPTIONS:
        _end_failed(work, code="interrupted", detail="its worker vanished too often", at=at)
        return None
    work.state, work.fence, work.progress = Work.State.RUNNING, uuid.uuid4(), 0
    work.lease_until = work.due_at = at + LEASE
    work.save(update_fields=["state", "attempts", "interruptions", "fence", "lease_until", "due_at", "progress"])
    if work.stage == Work.Stage.REVIEW:
        Asset.objects.filter(pk=work.asset_id, state=AssetState.RECEIVING).update(state=AssetState.PROCESSING)
        if submission.state == lifecycle.State.RECEIVING:
            moves.move(submission=submission, move=lifecycle.Move.START, by=SYSTEM, at=at)
    return work


def _claimable(work: Work, at: datetime) -> bool:
    if work.stage == Work.Stage.WATCH and work.asset.state in OPEN:
        return False
    if work.state == Work.State.WAITING:
        return work.due_at <= at
    return work.state == Work.State.RUNNING and work.lease_until is not None and work.lease_until <= at


def renew(*, work: Work, at: datetime, progress: int | None = None) -> None:
    """Hold the work for another lease. Raises FenceLost."""
    fields: dict[str, Any] = {"lease_until": at + LEASE, "due_at": at + LEASE}
    if progress is not None:
        fields["progress"] = max(0, min(100, progress))
    if not _held(work).update(**fields):
        raise FenceLost(str(work))


def _held(work: Work) -> Any:
    return Work.objects.filter(pk=work.pk, fence=work.fence, state=Work.State.RUNNING)


@transaction.atomic
def finish_work(*, work: Work, renditions: Sequence[Rendition], measures: Mapping[str, Any], at: datetime) -> None:
    """Publish what was made, all of it or nothing, if the fence is still ours. Raises FenceLost.

    The objects must be stored already. `measures` are the asset's facts; only the review stage has them.
    """
    submission = moves.locked(work.asset.submission_id)
    ended = {"fence": None, "lease_until": None, "finished_at": at, "progress": 100, "last_error": ""}
    if not _held(work).update(state=Work.State.DONE, **ended):
        raise FenceLost(str(work))
    Rendition.objects.bulk_create(renditions, ignore_conflicts=True)
    faultpoint("inside_publish")
    if work.stage == Work.Stage.REVIEW:
        processing = Asset.objects.filter(pk=work.asset_id, state=AssetState.PROCESSING)
        if processing.update(state=AssetState.READY, **measures) and (
            watch := watch_work.begin(asset=work.asset, at=at)
        ):
            nudge_work(watch)
        advance_locked(submission, at=at)


@transaction.atomic
def fail_work(*, work: Work, code: str, detail: str, at: datetime, again: bool) -> None:
    """Write down a failure: try later if that may help and attempts are left, else end it. Raises FenceLost."""
    moves.locked(work.asset.submission_id)
    if not again or work.attempts >= MOST_ATTEMPTS:
        _require_held(work)
        _end_failed(work, code=code, detail=detail, at=at)
        return
    _wait(work, attempts=work.attempts, pause=BACK_OFF[work.attempts - 1], error=f"{code}: {detail}", at=at)


@transaction.atomic
def postpone_work(*, work: Work, error: str, pause: timedelta, at: datetime) -> None:
    """Give it back for a while without using up an attempt: what it needs is away. Raises FenceLost."""
    _wait(work, attempts=max(0, work.attempts - 1), pause=pause, error=error, at=at)


def _wait(work: Work, *, attempts: int, pause: timedelta, error: str, at: datetime) -> None:
    waiting = {"state": Work.State.WAITING, "fence": None, "lease_until": None}
    if not _held(work).update(**waiting, attempts=attempts, due_at=at + pause, last_error=error[:DETAIL_LENGTH]):
        raise FenceLost(str(work))
    logger.info("%s of asset %s waits %d s: %s", work.stage, work.asset_id, pause.total_seconds(), error)
    nudge_work(work, countdown=pause.total_seconds())


def _require_held(work: Work) -> None:
    if not _held(work).exists():
        raise FenceLost(str(work))


def _end_failed(work: Work, *, code: str, detail: str, at: datetime) -> None:
    """Under the submission's lock: no further try. Without its review stage an asset is unusable."""
    Work.objects.filter(pk=work.pk).update(
        state=Work.State.FAILED,
        attempts=work.attempts,
        interruptions=work.interruptions,
        fence=None,
        lease_until=None,
        finished_at=at,
        last_error=f"{code}: {detail}"[:DETAIL_LENGTH],
    )
    logger.warning("work ended without result: asset=%s stage=%s code=%s", work.asset_id, work.stage, code)
    if work.stage == Work.Stage.REVIEW:
        Asset.objects.filter(pk=work.asset_id, state__in=OPEN).update(
            state=AssetState.UNUSABLE, failure_code=code, failure_detail=detail[:DETAIL_LENGTH]
        )
        public_work.drop(assets=[work.asset_id], at=at)
        advance_locked(moves.locked(work.asset.submission_id), at=at)


TASKS = {
    Work.Stage.REVIEW: "submissions.tasks.render_review",
    Work.Stage.WATCH: "submissions.tasks.render_watch",
    Work.Stage.PUBLIC: "submissions.tasks.render_public_asset",
}


def nudge_work(work: Work, *, countdown: float = 0) -> None:
    """Tell the workers of the asset's kind."""
    nudge(TASKS[Work.Stage(work.stage)], queue=work.asset.kind, countdown=countdown, asset_id=work.asset_id)


@transaction.atomic
def start_public_work(*, submission_id: uuid.UUID, at: datetime) -> None:
    """Tell the workers of each asset of an approved submission that still lacks its public renditions."""
    if Submission.objects.filter(pk=submission_id, state=lifecycle.State.APPROVED).exists():
        for work in public_work.add(submission_id=submission_id, at=at):
            nudge_work(work)
