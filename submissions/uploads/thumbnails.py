"""A small picture of an upload that has arrived, for the phone that sent it and cannot show it: HEIC above all.

Made on demand in an isolated child that ends with it, and remembered for some minutes: drawing fetches the whole file.
The upload's id is the only key.
"""

import hashlib
import logging
import threading
from dataclasses import replace

from django.core.cache import cache
from redis.exceptions import RedisError

import mediakit
from core import storage, work_folders
from mediakit.recipes import REVIEW
from mediakit.values import MIB
from submissions import processing
from submissions.models import Upload

# Somebody waits for it, and the file is fetched whole: a long video has to do without.
MOST_BYTES = 64 * MIB
SECONDS = 12.0
WAIT_SECONDS = 6.0
SPECS = tuple(spec for spec in REVIEW.specs if spec.name in {"photo-320", "poster-320"})
CONTENT_TYPE = "image/jpeg"

# A page asks for it some times while its form is filled in; nothing of it outlives that for long.
KEPT_SECONDS = 600

logger = logging.getLogger(__name__)

# One decoder at a time in each web process: its memory is the price.
_turn = threading.Semaphore(1)
# So many may stand here, the one being served among them: a crowd must not hold all threads that answer people.
MOST_STANDING = 3
_standing = threading.Semaphore(MOST_STANDING)


class Busy(Exception):
    """Others are being served, or the store does not answer: ask again in a moment."""


def picture(upload: Upload) -> bytes | None:
    """Draw it, or answer None where there is nothing to draw. Raises Busy."""
    if upload.state != Upload.State.COMPLETED or upload.size > MOST_BYTES:
        return None
    if (kept := _kept(upload)) is not None:
        return kept or None
    if not _standing.acquire(blocking=False):
        raise Busy
    try:
        return _in_turn(upload)
    finally:
        _standing.release()


def _in_turn(upload: Upload) -> bytes | None:
    if not _turn.acquire(timeout=WAIT_SECONDS):
        raise Busy
    try:
        return _drawn_once(upload)
    except (storage.Missing, storage.Refused):
        return None
    except (mediakit.Temporary, storage.Unavailable) as error:
        raise Busy from error
    finally:
        _turn.release()


def _drawn_once(upload: Upload) -> bytes | None:
    """Whoever stood in line for the same picture finds it."""
    if (kept := _kept(upload)) is not None:
        return kept or None
    try:
        drawn = _drawn(upload)
    except mediakit.Permanent:
        drawn = None
    _keep(upload, drawn or b"")
    return drawn


def _kept(upload: Upload) -> bytes | None:
    """What was drawn; empty where there was nothing to draw, None where nobody has tried lately."""
    try:
        kept: bytes | None = cache.get(_name(upload))
    except (RedisError, OSError):
        return None
    return kept


def _keep(upload: Upload, drawn: bytes) -> None:
    try:
        cache.set(_name(upload), drawn, timeout=KEPT_SECONDS)
    except (RedisError, OSError):
        logger.warning("The cache does not answer: small pictures are drawn anew each time.")


def _name(upload: Upload) -> str:
    # Not the id itself: it opens the upload.
    return f"thumbnail:{hashlib.sha256(upload.pk.bytes).hexdigest()}"


def _drawn(upload: Upload) -> bytes | None:
    limits = replace(processing.limits_of(upload.campaign), video_seconds=SECONDS / 2)
    recipe = mediakit.Recipe(specs=SPECS, limits=limits)
    with work_folders.work_folder() as folder, mediakit.Isolated() as child:
        source, made = folder / "original", folder / "made"
        made.mkdir()
        storage.fetch(upload.object_key, source)
        report = child.run(source, recipe, made, timeout=SECONDS)
        return report.renditions[0].path.read_bytes() if report.renditions else None
