"""Ends uploads: taken by a submission, given up, or a day old. The store is cleaned afterwards, as often as needed."""

import logging
import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core import multipart, storage
from core.faults import faultpoint
from core.nudge import nudge
from submissions.models import Asset, Submission, Upload
from submissions.uploads import arrivals
from submissions.uploads.limits import ON_ITS_WAY
from submissions.uploads.services.going import Over

logger = logging.getLogger(__name__)

# A submission that began in the last second of the day is not disturbed.
GRACE = timedelta(minutes=10)
MOST_PER_SWEEP = 200
# Whoever sends has sent a part by then; a page that comes back later begins anew by itself.
SILENT = timedelta(minutes=15)
# Signing is a sign of life, but not for ever: the first part of a phone on a bad line has come by then.
SIGNED_ONLY = timedelta(hours=1)
# Long enough for a tunnel or a dead battery; only where room is short, otherwise an upload has its day.
STILL = timedelta(hours=2)
# Nobody writes one file for so long.
LEFT = timedelta(hours=24)


def abort(*, upload_id: uuid.UUID, at: datetime) -> None:
    """Give it up; again is fine, and so is one that never was. Raises Over when a submission has it."""
    upload = Upload.objects.filter(pk=upload_id).first()
    if upload is not None and not give_up(upload, at=at) and upload.state == Upload.State.CONSUMED:
        raise Over(_("This file belongs to a submission; withdraw it there."))


@transaction.atomic
def give_up(upload: Upload, *, at: datetime) -> bool:
    """End it unless it has ended. What identifies a person goes at once, the bytes right after."""
    going = Upload.objects.filter(pk=upload.pk, state__in=ON_ITS_WAY)
    ended = going.update(state=Upload.State.ABORTED, filename="", expires_at=at)
    upload.refresh_from_db(fields=["state"])
    if ended:
        nudge("submissions.tasks.clear_upload", upload_id=upload.pk)
    return bool(ended)


def consume(*, upload: Upload, submission: Submission, asset: Asset | None, at: datetime) -> bool:
    """Let this submission have it, once and for all; False when somebody was faster. Inside intake's transaction."""
    there = Upload.objects.filter(pk=upload.pk, state=Upload.State.COMPLETED, expires_at__gt=at)
    taken = there.update(state=Upload.State.CONSUMED, submission=submission, asset=asset, filename="")
    faultpoint("inside_consume")
    if taken:
        nudge("submissions.tasks.clear_upload", upload_id=upload.pk)
    return bool(taken)


def clear(*, upload_id: uuid.UUID, at: datetime) -> None:
    """Rid the store of what an ended upload no longer needs. Raises storage.Unavailable; the sweep comes again."""
    ended = Upload.objects.filter(pk=upload_id, state__in=[Upload.State.CONSUMED, Upload.State.ABORTED])
    upload = ended.filter(cleared_at=None).first()
    if upload is None:
        return
    if upload.multipart_id:
        multipart.abort(upload.object_key, upload.multipart_id)
    faultpoint("inside_upload_clear")
    storage.delete(upload.object_key)
    faultpoint("before_upload_cleared")
    ended.update(cleared_at=at)


def clear_again(upload: Upload) -> None:
    """Something came to lie there after the cleaning."""
    Upload.objects.filter(pk=upload.pk).update(cleared_at=None)


def sweep(*, at: datetime) -> dict[str, int]:
    """End what is a day old or was never sent, clean up after what has ended, and after writers that were killed."""
    return {"expired": _expire(at), "silent": _give_back(at), "cleared": _clear_ended(at), "tidied": _tidied(at)}


def _tidied(at: datetime) -> int:
    try:
        return multipart.tidy(at - LEFT)
    except storage.Unavailable:
        return 0


def _expire(at: datetime) -> int:
    old = Upload.objects.filter(state__in=ON_ITS_WAY, expires_at__lte=at - GRACE).order_by("expires_at")
    return sum(give_up(upload, at=at) for upload in old[:MOST_PER_SWEEP])


def give_back_still(whose: Q, *, wanted: int, at: datetime) -> int:
    """Where room is short, give up what has been still for long, as much as is wanted; the bytes that were freed.

    Whose sender went away first goes first. Never what somebody may be sending just now, and nobody's day is cut short
    while there is room.
    """
    freed = 0
    still = Upload.objects.filter(whose, state__in=ON_ITS_WAY, arrived__gt=0, touched_at__lte=at - STILL)
    for upload in still.order_by("touched_at", "id")[:MOST_PER_SWEEP]:
        freed += upload.arrived * give_up(upload, at=at)
        if freed >= wanted:
            break
    return freed


def _give_back(at: datetime) -> int:
    over = Q(touched_at__lte=at - SILENT) | Q(created_at__lte=at - SIGNED_ONLY)
    silent = Upload.objects.filter(over, state=Upload.State.OPEN, arrived=0)
    return _give_up_forgotten(silent.order_by("touched_at")[:MOST_PER_SWEEP], at)


def _give_up_forgotten(silent: "QuerySet[Upload]", at: datetime) -> int:
    given_up = 0
    for upload in silent:
        try:
            given_up += arrivals.is_forgotten(upload, at=at) and give_up(upload, at=at)
        except storage.Refused:
            continue  # of this one the store says nothing: it ends with its day, and the others need not wait for that
        except storage.Unavailable:
            logger.warning("the store does not answer: silent uploads are given up later")
            break
    return given_up


def _clear_ended(at: datetime) -> int:
    ended = Upload.objects.filter(state__in=[Upload.State.CONSUMED, Upload.State.ABORTED], cleared_at=None)
    cleared = 0
    for upload_id in list(ended.order_by("id").values_list("pk", flat=True)[:MOST_PER_SWEEP]):
        try:
            clear(upload_id=upload_id, at=at)
        except storage.Refused:
            continue  # what the store does not give up must not keep it from giving up the others
        except storage.Unavailable:
            logger.warning("the store does not answer: ended uploads are cleared later")
            break
        cleared += 1
    return cleared
