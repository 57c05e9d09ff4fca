"""Makes the one file that leaves the house for one asset: full size, bare pixels, its rights written into it.

The original is decoded in mediakit's isolated child and never delivered itself. Where it is gone or cannot be
decoded, the largest public rendition stands in, and the item says so.
"""

import hashlib
import logging
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import gettext as _

import mediakit
from core import storage
from galleries.exporting import carried
from galleries.exporting.candidates import Candidate
from submissions import processing as submissions_processing
from submissions.models import Asset, Rendition

logger = logging.getLogger(__name__)
_EXTENSIONS = {"image/jpeg": "jpg", "image/webp": "webp", "image/avif": "avif", "image/png": "png", "video/mp4": "mp4"}
ORIGINAL = "original"
_SHOWS_ALL = {"photo": ("image/",), "video": ("video/",)}
# A silent three-second preview is not the video somebody asked for.
_NOT_THE_WORK = {"preview"}


class NoFile(Exception):
    """Nothing can be delivered for this asset; the text is a sentence, `code` is for programs."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        super().__init__(sentence)


@dataclass(frozen=True)
class File:
    """A finished file on disk."""

    path: Path
    extension: str
    sha256: str
    width: int
    height: int
    duration_ms: int | None
    made_from: str


@dataclass(frozen=True)
class _Bare:
    """Bare pixels on disk, before the rights are written."""

    path: Path
    content_type: str
    width: int
    height: int
    duration_ms: int | None
    made_from: str


def make(candidate: Candidate, folder: Path, *, last_try: bool) -> File:
    """Make the file in `folder`. Raises NoFile; storage and temporary troubles go through, to be tried again.

    On the last try a temporary trouble counts as final, so that one file cannot keep all others away.
    """
    work = Path(tempfile.mkdtemp(dir=folder))
    try:
        bare = _from_original(candidate.asset, work, last_try=last_try) or _from_rendition(candidate.asset, work)
        extension = _EXTENSIONS[bare.content_type]
        target = folder / f"{candidate.asset.pk}.{extension}"
        _write_rights(bare.path, target, candidate)
        return File(target, extension, _sha256(target), bare.width, bare.height, bare.duration_ms, bare.made_from)
    finally:
        shutil.rmtree(work)


def _from_original(asset: Asset, work: Path, *, last_try: bool) -> _Bare | None:
    """The full-size file, or None when the original cannot give one."""
    if not asset.original_key:
        return None
    source, made = work / "original", work / "made"
    made.mkdir()
    limits = submissions_processing.limits_of(asset.submission.campaign, mediakit.EXPORT.limits)
    try:
        storage.fetch(asset.original_key, source)
        report = mediakit.run_isolated(source, replace(mediakit.EXPORT, limits=limits), made)
    except (storage.Missing, mediakit.Permanent) as error:
        logger.warning("no full size of asset %s: %s", asset.pk, error)
        return None
    except mediakit.Temporary:
        if not last_try:
            raise
        logger.warning("no full size of asset %s in the last try", asset.pk)
        return None
    if asset.original_sha256 not in ("", report.sha256):
        logger.error("the original of asset %s is not the file that came in", asset.pk)
        return None
    full = next((one for one in report.renditions if one.content_type.startswith(_SHOWS_ALL[asset.kind])), None)
    if full is None:
        return None
    return _Bare(full.path, full.content_type, full.width, full.height, full.duration_ms, ORIGINAL)


def _from_rendition(asset: Asset, work: Path) -> _Bare:
    """The largest public rendition; among equals the JPEG, which everything opens."""
    fitting = [rendition for rendition in asset.renditions.all() if _fits(rendition, asset)]
    if not fitting:
        raise NoFile("no_file", _("There is no file of it that could be handed out."))
    best = max(fitting, key=lambda one: (one.width * one.height, one.content_type == "image/jpeg"))
    path = work / "rendition"
    try:
        storage.fetch(best.key, path)
    except storage.Missing as error:
        raise NoFile("no_file", _("There is no file of it that could be handed out.")) from error
    return _Bare(path, best.content_type, best.width, best.height, best.duration_ms, best.spec)


def _fits(rendition: Rendition, asset: Asset) -> bool:
    shows_all = rendition.content_type.startswith(_SHOWS_ALL[asset.kind])
    return rendition.stage == "public" and shows_all and rendition.spec not in _NOT_THE_WORK


def _write_rights(source: Path, target: Path, candidate: Candidate) -> None:
    try:
        mediakit.write_rights(source, target, carried.rights_of(candidate))
    except mediakit.Permanent as error:
        logger.warning("rights not written into asset %s: %s", candidate.asset.pk, error)
        raise NoFile("no_rights_written", _("Its rights could not be written into the file.")) from error


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
