"""Completes an upload: compare what arrived with what was promised, join, look at the content, then write it down.

Each step can be done again: who dies after joining leaves an object under a key that only this row knows, and the
next `complete` goes on from there.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

import mediakit
from core import locks, multipart, storage
from core.faults import faultpoint
from submissions import failures
from submissions.models import Upload, UploadPart
from submissions.uploads import content, limits, parts, queries
from submissions.uploads.services import ending
from submissions.uploads.services.going import Unknown, known


class Incomplete(Exception):
    """Parts are missing; `numbers` says which."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self.numbers = list(numbers)
        super().__init__(_("Some parts have not arrived yet."))


class Joining(Exception):
    """Somebody else is just joining the parts: ask again in a moment."""


class NotUsable(Exception):
    """The content is nothing we can take; the upload is over. `code` for programs, the sentence for the fan."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(failures.sentence(code))


def complete(*, upload_id: uuid.UUID, at: datetime) -> Upload:
    """Complete; again is fine.

    Raises Unknown, Incomplete, Joining, NotUsable, ValidationError and storage.Unavailable.
    """
    upload = known(upload_id, at)
    if upload.state != Upload.State.OPEN:
        return upload
    limits.check_declared(campaign=upload.campaign, size=upload.size, content_type=upload.declared_type, at=at)
    promises = queries.promised(upload)
    _join_alone(upload, promises)
    faultpoint("after_join")
    sniffed = _looked_at(upload, at)
    faultpoint("after_look")
    done = _write_down(upload, promises, sniffed, at)
    faultpoint("after_upload_completed")
    return done


@transaction.atomic
def _join_alone(upload: Upload, promises: Sequence[UploadPart]) -> None:
    """Joining copies the whole file: one at a time, and nobody waits in line for it.

    The lock is the database's, so that who dies while joining leaves nothing to wait for.
    """
    if not locks.take_if_free("upload-join", upload.pk):
        raise Joining
    _join(upload, promises)


def _join(upload: Upload, promises: Sequence[UploadPart]) -> None:
    """Check numbers, sizes, checksums and the total before anything is joined."""
    try:
        there = {part.number: part for part in multipart.arrived(upload.object_key, upload.multipart_id)}
    except storage.Missing as error:
        # Only `complete` ever makes this object, so where it is, all was checked before.
        if storage.exists(upload.object_key):
            return
        raise Unknown(str(upload.pk)) from error
    try:
        _require_all(upload, promises, there)
    except Incomplete:
        # Somebody else may be just throwing joined parts away.
        if storage.exists(upload.object_key):
            return
        raise
    faultpoint("before_join")
    wanted = [multipart.Arrived(part.number, part.size, part.sha256, there[part.number].tag) for part in promises]
    try:
        multipart.join(upload.object_key, upload.multipart_id, wanted)
    except multipart.Mismatch as error:
        raise Incomplete([part.number for part in promises]) from error
    except storage.Missing as error:
        raise Unknown(str(upload.pk)) from error


def _require_all(upload: Upload, promises: Sequence[UploadPart], there: dict[int, multipart.Arrived]) -> None:
    good = {part.number: part.size for part in promises if _arrived(part, there)}
    missing = set(range(1, parts.count(upload.size, upload.part_size) + 1)) - set(good)
    if missing or sum(good.values()) != upload.size:
        raise Incomplete(sorted(missing))


def _arrived(promise: UploadPart, there: dict[int, multipart.Arrived]) -> bool:
    return promise.number in there and queries.matches(promise, there[promise.number])


def _looked_at(upload: Upload, at: datetime) -> mediakit.Sniffed:
    try:
        return content.look(key=upload.object_key, size=upload.size, campaign=upload.campaign)
    except storage.Missing as error:
        raise Unknown(str(upload.pk)) from error
    except mediakit.Permanent as error:
        ending.give_up(upload, at=at)
        raise NotUsable(error.code) from error


def _write_down(upload: Upload, promises: Sequence[UploadPart], sniffed: mediakit.Sniffed, at: datetime) -> Upload:
    """Whoever is second finds what the first has written."""
    checksums = [part.sha256 for part in promises]
    Upload.objects.filter(pk=upload.pk, state=Upload.State.OPEN).update(
        state=Upload.State.COMPLETED,
        digest=parts.digest(checksums),
        sha256=checksums[0] if len(checksums) == 1 else upload.sha256,
        kind=sniffed.kind,
        content_type=sniffed.content_type,
        completed_at=at,
        arrived=upload.size,
    )
    upload.refresh_from_db()
    if upload.state == Upload.State.ABORTED:
        # It was given up while we joined: the object came after the cleaning.
        ending.clear_again(upload)
        raise Unknown(str(upload.pk))
    return upload
