"""Reads the box structure of HEIC, AVIF, MP4 and MOV: sizes, where items lie, duration, tracks."""

from collections.abc import Iterator
from dataclasses import dataclass

from mediakit.errors import Permanent
from mediakit.headers.header import Budget, Buffer, Header, u16, u32

CONTAINERS = {b"iprp": 0, b"ipco": 0, b"meta": 4}


@dataclass(frozen=True, slots=True)
class Movie:
    """What a `moov` box promises. `seconds` is 0 where only fragments know."""

    tracks: int
    seconds: float


def boxes(data: Buffer, start: int, end: int, budget: Budget | None = None) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, body start and end of each box. A box that leaves its parent ends the walk, clipped to it."""
    at, budget = start, budget or Budget()
    while at + 8 <= end:
        budget.spend()
        size, name, body = u32(data, at), bytes(data[at + 4 : at + 8]), at + 8
        if size == 1:
            if at + 16 > end:
                return
            size, body = int.from_bytes(data[at + 8 : at + 16], "big"), at + 16
        elif size == 0:
            size = end - at
        if size < body - at:
            return
        yield name, body, min(at + size, end)
        at += size


def read_image(data: Buffer) -> Header:
    """Check a HEIF or AVIF: the largest declared size, and that every item lies inside the file."""
    top = {name: (body, end) for name, body, end in boxes(data, 0, len(data))}
    if b"meta" not in top:
        if b"moov" in top:
            return Header(1, 1)  # a pure image sequence: the decoder knows its size
        raise Permanent("truncated", "no meta box")
    body, end = top[b"meta"]
    sizes: list[tuple[int, int]] = []
    budget = Budget()
    for name, start, stop in _walk(data, body + 4, end, 0, budget):
        if name == b"ispe":
            sizes.append(_extent(data, start, stop))
        elif name == b"iloc":
            _check_items(data, start, stop)
    if not sizes:
        raise Permanent("broken", "no image size")
    return Header(*max(sizes, key=lambda size: size[0] * size[1]))


def _extent(data: Buffer, start: int, stop: int) -> tuple[int, int]:
    """Read a size inside its box; what lies behind belongs to somebody else."""
    if stop - start < 12:
        raise Permanent("truncated" if stop == len(data) else "broken", "no room for an image size")
    return u32(data, start + 4), u32(data, start + 8)


def read_movie(data: Buffer) -> Movie:
    """Find `moov` and count its tracks. Raises `Permanent` when there is none, as in a file cut short."""
    for name, body, end in boxes(data, 0, len(data)):
        if name == b"moov":
            if u32(data, body - 8) > end - body + 8:
                raise Permanent("truncated", "the moov box ends behind the file")
            return _movie(data, body, end)
    raise Permanent("truncated", "no moov box")


def _movie(data: Buffer, start: int, end: int) -> Movie:
    tracks, seconds = 0, 0.0
    for name, body, stop in boxes(data, start, end):
        if name == b"trak":
            tracks += 1
        elif name == b"mvhd" and stop - body >= 20:
            seconds = _seconds(data, body, stop)
    return Movie(tracks, seconds)


def _seconds(data: Buffer, body: int, stop: int) -> float:
    if data[body] == 1 and stop - body >= 32:
        scale, length = u32(data, body + 20), int.from_bytes(data[body + 24 : body + 32], "big")
        unknown = 2**64 - 1
    else:
        scale, length = u32(data, body + 12), u32(data, body + 16)
        unknown = 2**32 - 1
    return length / scale if scale and length != unknown else 0.0


def _walk(data: Buffer, start: int, end: int, depth: int, budget: Budget) -> Iterator[tuple[bytes, int, int]]:
    for name, body, stop in boxes(data, start, end, budget):
        yield name, body, stop
        if name in CONTAINERS and depth < 4:
            yield from _walk(data, body + CONTAINERS[name], stop, depth + 1, budget)


def _check_items(data: Buffer, at: int, end: int) -> None:
    """Check that the extents of all items that lie in the file end inside it."""
    sizes, version = u16(data, at + 4), data[at]  # in this order: `u16` refuses a table that is cut
    offset_size, length_size = sizes >> 12, (sizes >> 8) & 15
    base_size, index_size = (sizes >> 4) & 15, sizes & 15 if version else 0
    wide = version == 2
    count, at = (u32(data, at + 6), at + 10) if wide else (u16(data, at + 6), at + 8)
    for _ in range(min(count, 70_000)):
        at += 4 if wide else 2
        method = u16(data, at) & 15 if version else 0
        at += 4 if version else 2
        base, at = _sized(data, at, base_size)
        extents, at = u16(data, at), at + 2
        width = index_size + offset_size + length_size
        if at + extents * width > end:
            raise Permanent("truncated" if end == len(data) else "broken", "item table leaves its box")
        # Extents of no bytes are all alike: 22 bytes of table could promise 65,535 of them.
        for _ in range(extents if width else min(extents, 1)):
            at += index_size
            offset, at = _sized(data, at, offset_size)
            length, at = _sized(data, at, length_size)
            if method == 0 and base + offset + length > len(data):
                raise Permanent("truncated", "image data ends behind the file")


def _sized(data: Buffer, at: int, size: int) -> tuple[int, int]:
    if at + size > len(data):
        raise Permanent("truncated", "item table ends behind the file")
    return int.from_bytes(data[at : at + size], "big"), at + size
