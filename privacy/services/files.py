"""Removing the files of somebody who is forgotten: a unit of work that survives the death of any process.

Removing is idempotent, so a lease only keeps two workers from doing the same at once.
"""

import logging
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from accounts.models import Contributor
from core import storage
from core.faults import faultpoint
from core.nudge import nudge
from outbox import services as outbox_services
from privacy.models import Erasure
from privacy.services.erasing import REMOVE
from submissions import services as submissions_services
from submissions.models import Asset, Submission
from submissions.releases.models import ReleaseRequest

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]
State = Erasure.State
LEASE = timedelta(seconds=120)
PATIENCE = timedelta(seconds=45)
# A worker whose work was taken away may still put down what it had made: longer than it can go on unnoticed.
SECOND_LOOK = timedelta(minutes=15)
LOOKS = 2
MOST_PER_SWEEP = 100


def remove_files(*, erasure_id: uuid.UUID, clock: Clock) -> bool:
    """Remove what there is, if it is due and nobody is at it; whether the store was looked through."""
    erasure = _claim(erasure_id, clock())
    if erasure is None:
        return False
    try:
        removed = _remove(erasure, clock)
    except storage.Unavailable as error:
        logger.warning("the store cannot be asked: erasure %s waits", erasure.pk)
        _held(erasure).update(state=State.WAITING, fence=None, lease_until=None, due_at=clock() + error.pause)
        return False
    faultpoint("before_erasure_done")
    _finish(erasure, removed, clock())
    return True


def _claim(erasure_id: uuid.UUID, at: datetime) -> Erasure | None:
    free = Q(state=State.WAITING, due_at__lte=at) | Q(state=State.RUNNING, lease_until__lte=at)
    taken = Erasure.objects.filter(free, pk=erasure_id).update(
        state=State.RUNNING, fence=uuid.uuid4(), lease_until=at + LEASE, due_at=at + LEASE, attempts=F("attempts") + 1
    )
    return Erasure.objects.get(pk=erasure_id) if taken else None


def _held(erasure: Erasure) -> QuerySet[Erasure]:
    return Erasure.objects.filter(pk=erasure.pk, fence=erasure.fence, state=State.RUNNING)


def _remove(erasure: Erasure, clock: Clock) -> int:
    submissions = Submission.objects.filter(contributor_id=erasure.contributor_id)
    removed = 0
    for asset_id in Asset.objects.filter(submission__in=submissions).order_by("pk").values_list("pk", flat=True):
        removed += submissions_services.erase_files(asset_id=asset_id)
        _held(erasure).update(lease_until=clock() + LEASE, due_at=clock() + LEASE)
    ids = tuple(submissions.values_list("pk", flat=True))
    requests = tuple(ReleaseRequest.objects.filter(submission__in=submissions).values_list("pk", flat=True))
    for person in Contributor.objects.filter(pk__in=erasure.people):
        # Letters that are kept as files; whoever died before may have left them.
        outbox_services.forget(contributor=person, at=clock(), submissions=ids, requests=requests)
    return removed


def _finish(erasure: Erasure, removed: int, at: datetime) -> None:
    looks = erasure.looks + 1
    told = {"looks": looks, "objects_removed": F("objects_removed") + removed, "fence": None, "lease_until": None}
    if looks < LOOKS:
        _held(erasure).update(state=State.WAITING, due_at=at + SECOND_LOOK, **told)
    else:
        _held(erasure).update(state=State.DONE, finished_at=at, people=[], **told)


def sweep(*, at: datetime) -> dict[str, int]:
    """Nudge erasures that are due and those whose worker died."""
    waiting = Q(state=State.WAITING, due_at__lte=at - PATIENCE) | Q(state=State.RUNNING, lease_until__lte=at)
    ids = list(Erasure.objects.filter(waiting).order_by("due_at").values_list("pk", flat=True)[:MOST_PER_SWEEP])
    for erasure_id in ids:
        nudge(REMOVE, erasure_id=erasure_id)
    return {"nudged": len(ids)}
