"""Checks the boxes of HEIC and AVIF: sizes, where items lie, colour told by numbers."""

from collections.abc import Iterator

from mediakit.errors import Permanent
from mediakit.headers import items
from mediakit.headers.header import Budget, Buffer, Header, u16, u32
from mediakit.headers.iso import boxes, cut_short

# HEVC and AV1. Others that a HEIF may hold (JPEG, H.264, VVC, JPEG 2000, bare pixels) are not what phones write.
DECODABLE = frozenset({b"hvc1", b"hev1", b"av01"})
CONTAINERS = {b"iprp": 0, b"ipco": 0, b"meta": 4}


def read(data: Buffer) -> Header:
    """Check a HEIF or AVIF: a coding we know, the largest declared size, and that every item lies inside the file."""
    top = {name: (body, end) for name, body, end in boxes(data, 0, len(data))}
    if b"meta" not in top:
        if b"moov" in top:
            return Header(1, 1)  # a pure image sequence: the decoder knows its size
        raise Permanent("truncated" if cut_short(data) else "broken", "no meta box")
    body, end = top[b"meta"]
    if u32(data, body - 8) > end - body + 8:
        raise Permanent("truncated", "the meta box ends behind the file")
    item = items.primary(data, body + 4, end)
    if item.coding and item.coding not in DECODABLE:
        raise Permanent("coding", f"coded as {item.coding!r}")
    width, height = _largest(data, body + 4, end)
    return Header(width, height, coded=item.colour)


def _largest(data: Buffer, start: int, end: int) -> tuple[int, int]:
    """Return the largest size of any item, and check that all of them lie in the file."""
    sizes: list[tuple[int, int]] = []
    for name, body, stop in _walk(data, start, end, 0, Budget()):
        if name == b"ispe":
            sizes.append(_extent(data, body, stop))
        elif name == b"iloc":
            _check_items(data, body, stop)
    if not sizes:
        raise Permanent("broken", "no image size")
    return max(sizes, key=lambda size: size[0] * size[1])


def _extent(data: Buffer, start: int, stop: int) -> tuple[int, int]:
    """Read a size inside its box; what lies behind belongs to somebody else."""
    if stop - start < 12:
        raise Permanent("truncated" if stop == len(data) else "broken", "no room for an image size")
    return u32(data, start + 4), u32(data, start + 8)


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
