"""Walks a GIF's blocks: canvas, frames, and whether the last picture is whole."""

from mediakit.errors import Permanent
from mediakit.headers.header import Buffer, Header, le

EXTENSION, IMAGE, TRAILER = 0x21, 0x2C, 0x3B
MAX_BLOCKS = 1_000_000


def read(data: Buffer, *, max_frames: int) -> Header:
    """Count frames, no further than just above `max_frames`. Raises `Permanent` for none, or one outside the canvas."""
    if len(data) < 13:
        raise Permanent("truncated", "header ends early")
    width, height = le(data, 6, 2), le(data, 8, 2)
    frames = _frames(data, width, height, max_frames)
    if not frames:
        raise Permanent("broken", "no picture in it")
    if not width or not height:
        raise Permanent("broken", f"size {width}x{height}")
    return Header(width, height, frames=frames)


def _frames(data: Buffer, width: int, height: int, max_frames: int) -> int:
    """Walk the blocks and count pictures. Junk behind whole pictures ends the walk, as it does in viewers."""
    at, frames, blocks = 13 + _table(data[10]), 0, 0
    while at < len(data) and frames <= max_frames and data[at] != TRAILER:
        kind = data[at]
        if kind == IMAGE:
            at = _image(data, at, width, height)
        elif kind == EXTENSION:
            at += 2
        else:
            break
        at, blocks = _skip_blocks(data, at, blocks)
        frames += kind == IMAGE
    return frames


def _table(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _image(data: Buffer, at: int, width: int, height: int) -> int:
    """Check a frame's place on the canvas; return where its coded data begins."""
    left, top, w, h = (le(data, at + 1 + 2 * i, 2) for i in range(4))
    if not w or not h or left + w > width or top + h > height:
        raise Permanent("broken", "a frame lies outside the canvas")
    return at + 10 + _table(le(data, at + 9, 1)) + 1


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
