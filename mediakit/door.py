"""The check at the door: type by content, size, pixels, frames and duration, all from headers.

Cheap enough to answer while the fan waits; nothing is decoded here.
"""

import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from mediakit import headers
from mediakit.errors import Permanent
from mediakit.formats import HEAD_BYTES, sniff
from mediakit.headers.header import Buffer
from mediakit.values import Kind, Limits, Sniffed

Source = str | os.PathLike[str] | IO[bytes]


def check_door(source: Source, limits: Limits | None = None, kinds: tuple[Kind, ...] = ("photo", "video")) -> Sniffed:
    """Say what a file is, or raise `Permanent`. A file object is read from its start and left at its start."""
    if isinstance(source, str | os.PathLike):
        with Path(source).open("rb") as file:
            return check_door(file, limits, kinds)
    with _view(source) as data:
        return check_bytes(data, limits or Limits(), kinds)


def check_bytes(data: Buffer, limits: Limits, kinds: tuple[Kind, ...] = ("photo", "video")) -> Sniffed:
    """Do the door's checks on bytes at hand."""
    sniffed = identify(data, limits, kinds)
    if sniffed.kind == "video":
        headers.check_movie(data, sniffed, limits)
    else:
        headers.check_photo(headers.read_photo(data, sniffed, limits), sniffed, limits)
    return sniffed


def identify(data: Buffer, limits: Limits, kinds: tuple[Kind, ...]) -> Sniffed:
    """Check type and size only."""
    if not len(data):
        raise Permanent("empty", "0 bytes")
    sniffed = sniff(bytes(data[:HEAD_BYTES]))
    if sniffed is None:
        raise Permanent("type", f"starts with {bytes(data[:12])!r}")
    if sniffed.kind not in kinds:
        raise Permanent("kind", sniffed.format)
    most = limits.max_video_bytes if sniffed.kind == "video" else limits.max_photo_bytes
    if len(data) > most:
        raise Permanent("too_big", f"{len(data)} of {most} bytes")
    return sniffed


@contextmanager
def _view(file: IO[bytes]) -> Iterator[Buffer]:
    """Look at a file's bytes without copying them where it is a real file."""
    file.seek(0)
    try:
        number = file.fileno()
        mapped = mmap.mmap(number, 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError, AttributeError):
        # Not a real file (an upload kept in memory), or an empty one, which cannot be mapped.
        yield file.read()
        file.seek(0)
        return
    view = memoryview(mapped)
    try:
        yield view
    finally:
        view.release()
        mapped.close()
        file.seek(0)
