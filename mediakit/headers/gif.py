"""Walks a GIF's blocks: canvas, frames, and whether the last picture is whole."""

from collections.abc import Iterator

from mediakit.errors import Permanent
from mediakit.headers.header import Buffer, Header, le

EXTENSION, IMAGE = 0x21, 0x2C
MAX_BLOCKS = 1_000_000


def read(data: Buffer, *, max_frames: int) -> Header:
    """Count frames, no further than just above `max_frames`. Raises `Permanent` for none, or for a cut one.

    Width and height are what all pictures need together: a frame may stick out of the canvas, and decoders grow it.
    """
    if len(data) < 13:
        raise Permanent("truncated", "header ends early")
    width, height, frames = le(data, 6, 2), le(data, 8, 2), 0
    for right, bottom in _frames(data):
        width, height, frames = max(width, right), max(height, bottom), frames + 1
        if frames > max_frames:
            break
    if not frames:
        raise Permanent("broken", "no picture in it")
    return Header(width, height, frames=frames)


def _frames(data: Buffer) -> Iterator[tuple[int, int]]:
    """Yield right and bottom edge of each whole picture. Junk behind the first ends the walk, as it does in viewers."""
    at, blocks = 13 + _table(data[10]), 0
    while at < len(data) and data[at] in (IMAGE, EXTENSION):
        edges = None
        if data[at] == IMAGE:
            edges, at = _image(data, at)
        else:
            at += 2
        at, blocks = _skip_blocks(data, at, blocks)
        if edges:
            yield edges


def _table(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _image(data: Buffer, at: int) -> tuple[tuple[int, int], int]:
    """Return a frame's right and bottom edge, and where its coded data begins."""
    left, top, width, height = (le(data, at + 1 + 2 * i, 2) for i in range(4))
    if not width or not height:
        raise Permanent("broken", "a frame without size")
    return (left + width, top + height), at + 10 + _table(le(data, at + 9, 1)) + 1


def _skip_blocks(data: Buffer, at: int, blocks: int) -> tuple[int, int]:
    """Skip sub-blocks to their zero end; their absence means the file was cut."""
    while at < len(data):
        size = data[at]
        at += 1 + size
        blocks += 1
        if not size:
            return at, blocks
        if blocks > MAX_BLOCKS:
            raise Permanent("too_complex", f"more than {MAX_BLOCKS} blocks")
    raise Permanent("truncated", "a picture's data has no end")
