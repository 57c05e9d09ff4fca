"""The value every header reader returns, and the small tools they share.

Header readers are ours, pure Python over bytes: they decode no pixel, never read outside the buffer, and raise only
`Permanent`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from mediakit.errors import Permanent
from mediakit.headers.coded import Coded

Buffer = bytes | memoryview
# A file of legal size can still be millions of empty parts; no camera or editor writes a tenth of this.
MAX_PARTS = 200_000
# Metadata is copied out of the file: what is larger than this is nobody's EXIF, and no profile of a camera.
MAX_EXIF, MAX_ICC = 1024 * 1024, 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Header:
    """What a photo's structure promises: stored size, frames, raw metadata, and the parts a decoder needs.

    `keep` lists the byte ranges to hand to the decoder; empty means the file as it is. `coded` is colour told by
    numbers, where no profile counts.
    """

    width: int
    height: int
    frames: int = 1
    exif: bytes = b""
    icc: bytes = b""
    keep: tuple[tuple[int, int], ...] = ()
    channels: int = 3
    coded: Coded | None = None


def u16(data: Buffer, at: int) -> int:
    """Read a big-endian 16-bit number; outside the buffer the file is truncated."""
    return _number(data, at, 2, "big")


def u32(data: Buffer, at: int) -> int:
    """Read a big-endian 32-bit number."""
    return _number(data, at, 4, "big")


def le(data: Buffer, at: int, size: int) -> int:
    """Read a little-endian number of `size` bytes."""
    if at < 0 or at + size > len(data):
        raise Permanent("truncated", f"header ends at byte {len(data)}")
    return int.from_bytes(data[at : at + size], "little")


def _number(data: Buffer, at: int, size: int, order: str) -> int:
    if at < 0 or at + size > len(data):
        raise Permanent("truncated", f"header ends at byte {len(data)}")
    return int.from_bytes(data[at : at + size], "big" if order == "big" else "little")


def gather(data: Buffer, parts: Iterable[tuple[int, int]]) -> bytes:
    """Join byte ranges: this is how comments, EXIF, XMP, thumbnails and tails are left behind before decoding."""
    return b"".join(data[start:end] for start, end in parts)


def copied(data: Buffer, start: int, end: int, most: int) -> bytes:
    """Copy metadata out of the file; what is absurdly large counts as absent."""
    return bytes(data[start:end]) if end - start <= most else b""


class Budget:
    """Counts the parts of a whole file, however deep they lie: lists inside lists multiply."""

    def __init__(self) -> None:
        self._left = MAX_PARTS

    def spend(self) -> None:
        """Take one; refuse the file when nothing is left."""
        self._left -= 1
        if self._left < 0:
            raise Permanent("too_complex", f"more than {MAX_PARTS} parts")
