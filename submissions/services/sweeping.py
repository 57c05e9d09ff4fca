"""The repair that runs each minute: finds what a lost nudge or a dead worker left behind.

It only nudges and re-reads; it never undoes. Running it twice, or two of them at once, is harmless.
"""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from core.nudge import nudge
from submissions.lifecycle import STALE_AFTER, State
from submissions.models import Asset, AssetState, Submission, Work
from submissions.services import moves, public_work
from submissions.services.progress import OPEN, advance_locked
from submissions.services.work import nudge_work

# A nudge may be on its way: only what nobody took up for this long is nudged again.
PATIENCE = timedelta(seconds=45)
MOST_PER_SWEEP = 500
APPROVED_LATELY = timedelta(days=7)
UNFINISHED = (Work.State.WAITING, Work.State.RUNNING)


def sweep(*, at: datetime) -> dict[str, int]:
    """Repair and say how much there was to repair."""
    return {
        "nudged": _nudge_forgotten(at),
        "revived": _revive_stuck(at),
        "published": _add_public_work(at),
    }


@transaction.atomic
def _nudge_forgotten(at: datetime) -> int:
    """Nudge work that waits too long or whose lease ran out; `due_at` says when to look at it again."""
    waiting = Q(state=Work.State.WAITING, due_at__lte=at - PATIENCE)
    lapsed = Q(state=Work.State.RUNNING, due_at__lte=at, lease_until__lte=at)
    forgotten = list(
        Work.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
        .filter(waiting | lapsed)
        .exclude(stage=Work.Stage.WATCH, asset__state__in=OPEN)  # its turn comes after the review stage
        .select_related("asset")
        .order_by("due_at")[:MOST_PER_SWEEP]
    )
    ids = {state: [work.pk for work in forgotten if work.state == state] for state in UNFINISHED}
    # Still due for whoever claims it, but not nudged again by the next sweep.
    Work.objects.filter(pk__in=ids[Work.State.WAITING]).update(due_at=at)
    Work.objects.filter(pk__in=ids[Work.State.RUNNING]).update(due_at=at + PATIENCE)
    for work in forgotten:
        nudge_work(work)
    return len(forgotten)


def _revive_stuck(at: datetime) -> int:
    """Look again at submissions that stay in a working state while nobody works on them."""
    stale = Q()
    for state, after in STALE_AFTER.items():
        stale |= Q(state=state, state_since__lte=at - after)
    worked_on = Work.objects.filter(asset__submission=OuterRef("pk"), stage=Work.Stage.REVIEW, state__in=UNFINISHED)
    stuck = Submission.objects.filter(stale).exclude(Exists(worked_on)).order_by("state_since")
    ids = list(stuck.values_list("pk", flat=True)[:MOST_PER_SWEEP])
    for submission_id in ids:
        _revive(submission_id, at)
    return len(ids)


@transaction.atomic
def _revive(submission_id: uuid.UUID, at: datetime) -> None:
    """Give its unfinished assets their work back, or move it on when there are none."""
    submission = moves.locked(submission_id)
    for asset in submission.assets.filter(state__in=OPEN, withdrawn_at=None):
        work, _ = Work.objects.update_or_create(
            asset=asset,
            stage=Work.Stage.REVIEW,
            defaults={"brand_id": asset.brand_id, "state": Work.State.WAITING, "due_at": at, "finished_at": None},
        )
        nudge_work(work)
    advance_locked(submission, at=at)


def _add_public_work(at: datetime) -> int:
    """Give lately approved submissions the public work they lack."""
    lacking = Asset.objects.filter(submission=OuterRef("pk"), state=AssetState.READY, withdrawn_at=None).exclude(
        work__stage=Work.Stage.PUBLIC
    )
    approved = Submission.objects.filter(Exists(lacking), state=State.APPROVED, state_since__gte=at - APPROVED_LATELY)
    ids = list(approved.values_list("pk", flat=True)[:MOST_PER_SWEEP])
    for submission_id in ids:
        with transaction.atomic():
            public_work.add(submission_id=submission_id, at=at)
            nudge("submissions.tasks.render_public", submission_id=submission_id)
    return len(ids)
