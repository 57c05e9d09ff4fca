"""The files at the door: each is looked at by its content, and the same bytes always get the same verdict."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _, ngettext

import mediakit
from campaigns import validators as campaigns_validators
from campaigns.models import Campaign
from core import multipart, storage
from core.faults import faultpoint
from submissions import failures, processing, validators
from submissions.intake.checking import Errors
from submissions.intake.values import DESCRIPTION, FileRefused, IncomingFile, Refused, StoredFile
from submissions.models import Asset, Submission, Upload
from submissions.uploads import queries as uploads_queries, services as uploads_services

CHUNK = 1024 * 1024


@dataclass(frozen=True)
class CheckedFile:
    """A file that may come in: at hand, or already in the store as an upload.

    `index` is its place among those that were sent. `digest` tells files apart; `sha256` is empty while nobody has
    read the whole of an upload in one go.
    """

    index: int
    name: str
    alt_text: str
    file: IO[bytes] | Upload
    kind: str
    content_type: str
    bytes: int
    sha256: str
    digest: str
    used: bool = False
    also: tuple[Upload, ...] = ()


def check(
    files: Sequence[IncomingFile | StoredFile], campaign: Campaign, at: datetime, errors: Errors
) -> tuple[list[CheckedFile], list[FileRefused]]:
    """Look at every file. The same bytes twice in one submission become one asset."""
    most = campaigns_validators.limits_of(campaign).max_files
    if not files:
        errors["files"].append(_("Please choose at least one photo or video."))
    if len(files) > most:
        sentence = ngettext("Please send one file only.", "Please send at most %(most)d files at once.", most)
        errors["files"].append(sentence % {"most": most})
        return [], []
    taken: dict[str, CheckedFile] = {}
    refused: list[FileRefused] = []
    named = [file.upload_id for file in files if isinstance(file, StoredFile)]
    arrived = uploads_queries.for_submission(campaign, named, at) if named else {}
    for index, incoming in enumerate(files):
        if isinstance(incoming, StoredFile):
            verdict = _check_stored(index, incoming, arrived, campaign)
        else:
            verdict = _check_one(index, incoming, campaign)
        if isinstance(verdict, FileRefused):
            refused.append(verdict)
        elif (known := taken.get(verdict.digest)) is not None:
            taken[verdict.digest] = _joined(known, verdict)
        else:
            taken[verdict.digest] = verdict
    return list(taken.values()), refused


def _joined(first: CheckedFile, again: CheckedFile) -> CheckedFile:
    """The same bytes twice: one asset, and a second upload of them is used up with the first."""
    also = (again.file,) if isinstance(again.file, Upload) and again.file != first.file else ()
    return replace(
        first,
        alt_text=first.alt_text or again.alt_text,
        used=first.used or again.used,
        also=first.also + also,
    )


def _check_stored(
    index: int, stored: StoredFile, arrived: Mapping[uuid.UUID, Upload], campaign: Campaign
) -> CheckedFile | FileRefused:
    """Its content was looked at when it was completed; the campaign may ask for less by now."""
    upload = arrived.get(stored.upload_id)
    if upload is None:
        return FileRefused(index, "", "gone", failures.sentence("gone"))
    limits = processing.limits_of(campaign)
    most = {"photo": limits.max_photo_bytes, "video": limits.max_video_bytes}
    code = "kind" if upload.kind not in processing.kinds_of(campaign) else ""
    code = code or ("too_big" if upload.size > most.get(upload.kind, 0) else "")
    if code:
        return FileRefused(index, upload.filename, code, failures.sentence(code))
    try:
        alt_text = validators.clean_alt_text(stored.alt_text)
    except ValidationError as error:
        return FileRefused(index, upload.filename, DESCRIPTION, " ".join(error.messages))
    return CheckedFile(
        index=index,
        name=upload.filename,
        alt_text=alt_text,
        file=upload,
        kind=upload.kind,
        content_type=upload.content_type,
        bytes=upload.size,
        sha256=upload.sha256,
        digest=upload.sha256 or upload.digest,
        used=upload.state == Upload.State.CONSUMED,
    )


def used_up(files: Sequence[CheckedFile]) -> list[FileRefused]:
    """Refuse uploads that another submission has."""
    return [_refused(file, "used") for file in files if file.used]


def _refused(checked: CheckedFile, code: str) -> FileRefused:
    return FileRefused(checked.index, checked.name, code, failures.sentence(code))


def _check_one(index: int, incoming: IncomingFile, campaign: Campaign) -> CheckedFile | FileRefused:
    name = validators.clean_filename(incoming.name)
    try:
        alt_text = validators.clean_alt_text(incoming.alt_text)
        sniffed = mediakit.check_door(incoming.file, processing.limits_of(campaign), processing.kinds_of(campaign))
    except ValidationError as error:
        return FileRefused(index, name, DESCRIPTION, " ".join(error.messages))
    except mediakit.Permanent as error:
        return FileRefused(index, name, error.code, failures.sentence(error.code))
    length, sha256 = _measured(incoming.file)
    return CheckedFile(index, name, alt_text, incoming.file, sniffed.kind, sniffed.content_type, length, sha256, sha256)


def _measured(file: IO[bytes]) -> tuple[int, str]:
    file.seek(0)
    found, length = hashlib.sha256(), 0
    while chunk := file.read(CHUNK):
        found.update(chunk)
        length += len(chunk)
    return length, found.hexdigest()


def original_key(brand_id: uuid.UUID, asset_id: uuid.UUID, digest: str) -> str:
    """The private address of a file as it was sent."""
    return f"{brand_id}/{asset_id}/original-{digest[:32]}"


def upload(brand_id: uuid.UUID, assets: Sequence[tuple[uuid.UUID, CheckedFile]]) -> None:
    """Store the originals, before any row speaks of them. Raises storage.Unavailable."""
    for asset_id, checked in assets:
        faultpoint("before_original_put")
        key = original_key(brand_id, asset_id, checked.digest)
        if isinstance(checked.file, Upload):
            _copy(checked.file, key, checked)
        else:
            storage.put(key, checked.file, checked.content_type)
        faultpoint("after_original_put")


def _copy(upload: Upload, key: str, checked: CheckedFile) -> None:
    """Inside the store. Who sends the same form twice at once may find the source gone and the copy made."""
    try:
        multipart.copy(upload.object_key, key, checked.content_type)
    except storage.Missing:
        if not storage.exists(key):
            raise Refused({}, [_refused(checked, "gone")]) from None


def consume(checked: CheckedFile, submission: Submission, asset: Asset, at: datetime) -> None:
    """Use the uploads up, in the transaction that makes the asset. Raises Refused when somebody was faster."""
    uploads = [checked.file, *checked.also] if isinstance(checked.file, Upload) else [*checked.also]
    for upload in uploads:
        mine = asset if upload is checked.file else None
        if not uploads_services.consume(upload=upload, submission=submission, asset=mine, at=at):
            raise Refused({}, [_refused(checked, "used")])
