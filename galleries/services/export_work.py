"""An export as a unit of work: claimed by lease and fence, published or failed, repaired by the sweep, forgotten.

The row is the queue of record. The files themselves are made in `galleries.exporting`.
"""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from core import storage
from core.nudge import nudge
from galleries.models import Export, ExportItem, Placement
from galleries.services.placements import new_key
from galleries.services.voiding import DISCARD
from rights import queries as rights_queries
from rights.uses import Use
from submissions import queries as submissions_queries
from submissions.models import Asset, Submission

LEASE = datetime.timedelta(seconds=60)
PATIENCE = datetime.timedelta(seconds=45)
BACK_OFF = (datetime.timedelta(seconds=20), datetime.timedelta(seconds=90))
KEPT_FOR = datetime.timedelta(days=30)
MOST_ATTEMPTS = 3
MOST_PER_SWEEP = 100
MAKE = "galleries.tasks.make_export"
State = Export.State


class FenceLost(Exception):
    """The lease ran out and somebody else makes this export, or it is no longer wanted."""


class Changed(Exception):
    """While the file was made, a permission in it ended or its words changed: it must be made anew."""


@dataclass(frozen=True)
class Made:
    """A finished ZIP in the store."""

    key: str
    bytes: int
    sha256: str


def claim(*, export_id: uuid.UUID, at: datetime.datetime) -> Export | None:
    """Take the export for the length of a lease, or None when it is finished, not due or held."""
    open_now = Q(state=State.WAITING, due_at__lte=at) | Q(state=State.RUNNING, lease_until__lte=at)
    taken = Export.objects.filter(open_now, pk=export_id).update(
        state=State.RUNNING,
        fence=(fence := uuid.uuid4()),
        lease_until=at + LEASE,
        attempts=F("attempts") + 1,
        done=0,
    )
    if not taken:
        return None
    return Export.objects.select_related("brand", "gallery").filter(pk=export_id, fence=fence).first()


def renew(*, export: Export, at: datetime.datetime, **progress: int) -> None:
    """Hold the export for another lease and write `done` and `total`. Raises FenceLost."""
    if not _held(export).update(lease_until=at + LEASE, **progress):
        raise FenceLost(str(export.pk))


def _held(export: Export) -> Any:
    return Export.objects.filter(pk=export.pk, fence=export.fence, state=State.RUNNING)


@transaction.atomic
def publish(*, export: Export, items: Sequence[ExportItem], made: Made, at: datetime.datetime) -> None:
    """Make the ZIP available, if the fence is still ours, everything in it is still allowed and its words are decided.

    The submissions are locked, so a withdrawal comes before (Changed) or after (it finds the placements). Words may
    have been read while they still waited for a decision: those that were approved must be the same.
    Raises FenceLost, Changed.
    """
    included = [item for item in items if item.file]
    lock_submissions({item.submission_id for item in included})
    use = Use.kept(export.use)
    head = rights_queries.head(export.brand_id)
    if forbidden([item.asset_id for item in included], use=use, at=at) or other_words(included):
        raise Changed(str(export.pk))
    ended = {"fence": None, "lease_until": None, "last_error": ""}
    done = {"done": len(items), "total": len(items)}
    file = {"key": made.key, "bytes": made.bytes, "sha256": made.sha256}
    if not _held(export).update(state=State.READY, ready_at=at, **ended, **done, **file):
        raise FenceLost(str(export.pk))
    ExportItem.objects.bulk_create(items)
    Placement.objects.bulk_create(_placements(export, included, use, head, at))


def _placements(
    export: Export, included: Sequence[ExportItem], use: Use, head: tuple[int, str], at: datetime.datetime
) -> list[Placement]:
    return [
        Placement(
            key=new_key(),
            brand_id=export.brand_id,
            kind=Placement.Kind.EXPORT,
            export=export,
            asset_id=item.asset_id,
            use=use.as_dict(),
            ledger_sequence=head[0],
            ledger_hash=head[1],
            created_at=at,
        )
        for item in included
    ]


@transaction.atomic
def fail(*, export: Export, error: str, at: datetime.datetime) -> None:
    """Write down why it did not work; try again while attempts are left. Someone else's export is left alone."""
    last = export.attempts >= MOST_ATTEMPTS
    pause = BACK_OFF[min(export.attempts, len(BACK_OFF)) - 1]
    changed = _held(export).update(
        state=State.FAILED if last else State.WAITING,
        fence=None,
        lease_until=None,
        due_at=at + pause,
        last_error=error[:500],
    )
    if changed and not last:
        nudge(MAKE, queue="export", countdown=pause.total_seconds(), export_id=export.pk)


@transaction.atomic
def postpone(*, export: Export, error: storage.Unavailable, at: datetime.datetime) -> None:
    """Give it back without using up an attempt: the store is away, or refuses until somebody mends it."""
    told = _("Our storage does not answer just now; this goes on by itself.")
    if isinstance(error, storage.Refused):
        told = _("Our storage has to be repaired first; then this goes on by itself.")
    waiting = {"state": State.WAITING, "fence": None, "lease_until": None, "due_at": at + error.pause}
    tries = {"attempts": max(0, export.attempts - 1), "last_error": told}
    if _held(export).update(**waiting, **tries):
        nudge(MAKE, queue="export", countdown=error.pause.total_seconds(), export_id=export.pk)


def lock_submissions(ids: set[uuid.UUID]) -> None:
    """In one order, so that two exports of the same work cannot wait for each other."""
    list(
        Submission.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk", flat=True)
    )


def forbidden(assets: list[uuid.UUID], *, use: Use, at: datetime.datetime) -> set[uuid.UUID]:
    """Those of these assets that may not be used this way now. One query."""
    allowed = submissions_queries.publishable(use=use, at=at).filter(pk__in=assets)
    return set(assets) - set(allowed.values_list("pk", flat=True))


def other_words(items: Sequence[ExportItem]) -> bool:
    """Whether one of these, which nobody has published yet, carries other words than its asset has now. One query."""
    assets = Asset.objects.filter(pk__in=[item.asset_id for item in items])
    now = dict(assets.annotate(words=submissions_queries.public_words()).values_list("pk", "words"))
    return any(item.words != now.get(item.asset_id) for item in items)


@transaction.atomic
def nudge_forgotten(*, at: datetime.datetime) -> int:
    """Nudge exports that wait too long or whose maker vanished."""
    waiting = Q(state=State.WAITING, due_at__lte=at - PATIENCE)
    lapsed = Q(state=State.RUNNING, lease_until__lte=at)
    forgotten = list(
        Export.objects.select_for_update(skip_locked=True, no_key=True)
        .filter(waiting | lapsed)
        .order_by("due_at")[:MOST_PER_SWEEP]
    )
    for export in forgotten:
        if export.state == State.RUNNING and export.attempts >= MOST_ATTEMPTS:
            sentence = _("This export could not be made: its maker vanished several times.")
            Export.objects.filter(pk=export.pk).update(
                state=State.FAILED, fence=None, lease_until=None, last_error=sentence
            )
        else:
            nudge(MAKE, queue="export", export_id=export.pk)
    return len(forgotten)


@transaction.atomic
def discard_old(*, at: datetime.datetime) -> int:
    """Void what has been ready for a long time, and nudge the removal of every void file that is still there."""
    ready = Export.objects.select_for_update().filter(state=State.READY, ready_at__lte=at - KEPT_FOR)
    old = list(ready.order_by("pk")[:MOST_PER_SWEEP])
    # What nobody fetched is nowhere: its places need no watching any more.
    nowhere = [export for export in old if export.downloaded_at is None]
    Placement.objects.filter(export__in=nowhere, ended_at=None).update(ended_at=at)
    Export.objects.filter(pk__in=[export.pk for export in old]).update(
        state=State.VOID, last_error=_("The file was kept for 30 days and is gone now. Please make a new one.")
    )
    left = list(Export.objects.filter(state=State.VOID).exclude(key="").values_list("pk", flat=True)[:MOST_PER_SWEEP])
    for export_id in left:
        nudge(DISCARD, queue="export", export_id=export_id)
    return len(left)


def forget_file(*, export_id: uuid.UUID) -> None:
    """After the object is gone: nothing points at it any more. Hash and size stay as proof."""
    Export.objects.filter(pk=export_id, state=State.VOID).update(key="")
