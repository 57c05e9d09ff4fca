"""The files at the door: each is looked at by its content, and the same bytes always get the same verdict."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _, ngettext

import mediakit
from campaigns.models import Campaign
from core import storage
from core.faults import faultpoint
from submissions import failures, processing, validators
from submissions.intake.checking import Errors
from submissions.intake.values import FileRefused, IncomingFile

CHUNK = 1024 * 1024


@dataclass(frozen=True)
class CheckedFile:
    """A file that may come in."""

    name: str
    alt_text: str
    file: IO[bytes]
    kind: str
    content_type: str
    bytes: int
    sha256: str


def check(
    files: Sequence[IncomingFile], campaign: Campaign, errors: Errors
) -> tuple[list[CheckedFile], list[FileRefused]]:
    """Look at every file. The same bytes twice in one submission become one asset."""
    most = min(campaign.max_files, settings.MEDIA_LIMITS["max_files"])
    if not files:
        errors["files"].append(_("Please choose at least one photo or video."))
    if len(files) > most:
        sentence = ngettext("Please send one file only.", "Please send at most %(most)d files at once.", most)
        errors["files"].append(sentence % {"most": most})
        return [], []
    taken: dict[str, CheckedFile] = {}
    refused: list[FileRefused] = []
    for index, incoming in enumerate(files):
        verdict = _check_one(index, incoming, campaign)
        if isinstance(verdict, FileRefused):
            refused.append(verdict)
        elif (known := taken.get(verdict.sha256)) is not None:
            taken[verdict.sha256] = replace(known, alt_text=known.alt_text or verdict.alt_text)
        else:
            taken[verdict.sha256] = verdict
    return list(taken.values()), refused


def _check_one(index: int, incoming: IncomingFile, campaign: Campaign) -> CheckedFile | FileRefused:
    name = validators.clean_filename(incoming.name)
    try:
        alt_text = validators.clean_alt_text(incoming.alt_text)
        sniffed = mediakit.check_door(incoming.file, processing.limits_of(campaign), processing.kinds_of(campaign))
    except ValidationError as error:
        return FileRefused(index, name, "alt_text", " ".join(error.messages))
    except mediakit.Permanent as error:
        return FileRefused(index, name, error.code, failures.sentence(error.code))
    length, sha256 = _measured(incoming.file)
    return CheckedFile(name, alt_text, incoming.file, sniffed.kind, sniffed.content_type, length, sha256)


def _measured(file: IO[bytes]) -> tuple[int, str]:
    file.seek(0)
    found, length = hashlib.sha256(), 0
    while chunk := file.read(CHUNK):
        found.update(chunk)
        length += len(chunk)
    return length, found.hexdigest()


def original_key(brand_id: uuid.UUID, asset_id: uuid.UUID, sha256: str) -> str:
    """The private address of a file as it was sent."""
    return f"{brand_id}/{asset_id}/original-{sha256[:32]}"


def upload(brand_id: uuid.UUID, assets: Sequence[tuple[uuid.UUID, CheckedFile]]) -> None:
    """Store the originals, before any row speaks of them. Raises storage.Unavailable."""
    for asset_id, checked in assets:
        faultpoint("before_original_put")
        storage.put(original_key(brand_id, asset_id, checked.sha256), checked.file, checked.content_type)
        faultpoint("after_original_put")
