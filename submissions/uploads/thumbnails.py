"""A small picture of an upload that has arrived, for the phone that sent it and cannot show it: HEIC above all.

Made on demand in an isolated child that ends with it, kept nowhere. The upload's id is the only key.
"""

import threading
from dataclasses import replace

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
        return _drawn(upload)
    except (mediakit.Permanent, storage.Missing, storage.Refused):
        return None
    except (mediakit.Temporary, storage.Unavailable) as error:
        raise Busy from error
    finally:
        _turn.release()


def _drawn(upload: Upload) -> bytes | None:
    limits = replace(processing.limits_of(upload.campaign), video_seconds=SECONDS / 2)
    recipe = mediakit.Recipe(specs=SPECS, limits=limits)
    with work_folders.work_folder() as folder, mediakit.Isolated() as child:
        source, made = folder / "original", folder / "made"
        made.mkdir()
        storage.fetch(upload.object_key, source)
        report = child.run(source, recipe, made, timeout=SECONDS)
        return report.renditions[0].path.read_bytes() if report.renditions else None
