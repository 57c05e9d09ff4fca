"""Signs parts, and takes them where the store is a folder. A part's first signature fixes its bytes for good."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core import multipart
from core.faults import faultpoint
from submissions.models import Upload, UploadPart
from submissions.uploads import arrivals, limits, parts
from submissions.uploads.services import room
from submissions.uploads.services.going import Unknown, still_open

PART_SECONDS = 300
# A phone on a train sends a part again and again; somebody who fills our line does so more often.
MOST_SIGNATURES = 200


class OtherBytes(Exception):
    """The file is not the one this upload was begun with; the sentence says what to do."""


@dataclass(frozen=True)
class Promise:
    """A part that may be sent now. `signed` is None on the folder: the gateway makes the address."""

    object_key: str
    part: multipart.Part
    signed: multipart.Signed | None


def sign_part(*, upload_id: uuid.UUID, number: int, size: int, sha256: str, at: datetime) -> Promise:
    """Sign one part for five minutes. Raises Unknown, Over, ValidationError, OtherBytes, TooMuch and Unavailable."""
    upload = still_open(upload_id, at)
    part = multipart.Part(number, size, limits.check_sha256(sha256))
    _check_plan(upload, part)
    arrivals.ask_now_and_then(upload, at=at)
    room.require_for_part(upload, number, size=size, at=at)
    _promise(upload, part)
    Upload.objects.filter(pk=upload.pk).update(touched_at=at)
    faultpoint("after_part_promise")
    signed = multipart.sign(upload.object_key, upload.multipart_id, part, seconds=PART_SECONDS)
    return Promise(upload.object_key, part, signed)


def _check_plan(upload: Upload, part: multipart.Part) -> None:
    count = parts.count(upload.size, upload.part_size)
    if not 1 <= part.number <= count:
        raise ValidationError({"number": [_("This upload has parts 1 to %(count)d.") % {"count": count}]})
    length = parts.length(upload.size, upload.part_size, part.number)
    if part.size != length:
        raise ValidationError({"size": [_("This part is exactly %(length)d bytes long.") % {"length": length}]})
    if count == 1 and upload.sha256 not in ("", part.sha256):
        raise OtherBytes(_("This is not the file that was announced. Please begin anew with this one."))


@transaction.atomic
def _promise(upload: Upload, part: multipart.Part) -> None:
    """The same number with another checksum would be another file: a picture that the phone made anew, say."""
    fixed = {"size": part.size, "sha256": part.sha256}
    kept, made = UploadPart.objects.get_or_create(upload=upload, number=part.number, defaults=fixed)
    if made:
        return
    if kept.sha256 != part.sha256:
        raise OtherBytes(_("This file has changed since the upload began. Please begin anew with this one."))
    again = UploadPart.objects.filter(pk=kept.pk, signatures__lt=MOST_SIGNATURES)
    if not again.update(signatures=F("signatures") + 1):
        raise limits.TooMuch(_("This part was tried too often. Please begin anew with this file."))


def write_part(*, object_key: str, part: multipart.Part, source: IO[bytes], at: datetime) -> None:
    """Take a part that the gateway's signature vouches for.

    Raises Unknown, TooMuch, multipart.Mismatch, Missing and NotHere. Room is asked for again: many parts can be signed
    while there is room for one. A bucket takes them unasked, so there it is asked when the next one is signed.
    """
    going = Upload.objects.filter(object_key=object_key, state=Upload.State.OPEN, expires_at__gt=at)
    upload = going.select_related("campaign").first()
    if upload is None or not upload.multipart_id:
        raise Unknown(object_key)
    room.require_for_part(upload, part.number, size=part.size, at=at)
    multipart.write(object_key, upload.multipart_id, part, source)
    arrivals.note(upload, [part.number], at=at)
