"""Walks a WebP's chunks: canvas, frames, EXIF and ICC."""

from collections.abc import Iterator

from mediakit.errors import Permanent
from mediakit.headers.header import MAX_EXIF, MAX_ICC, Budget, Buffer, Header, copied, le


def read(data: Buffer) -> Header:
    """Read the canvas from VP8X, VP8L or VP8. Raises `Permanent` when the file is shorter than it says."""
    frames, exif, icc = 0, b"", b""
    size: tuple[int, int] | None = None
    for name, body, end in _chunks(data):
        if name in (b"VP8X", b"VP8 ", b"VP8L"):
            size = size or _size(name, data, body)
        elif name == b"ANMF":
            frames += 1
        elif name == b"EXIF":
            exif = exif or copied(data, body, end, MAX_EXIF).removeprefix(b"Exif\x00\x00")
        elif name == b"ICCP":
            icc = icc or copied(data, body, end, MAX_ICC)
    if size is None:
        raise Permanent("broken", "no picture in it")
    return Header(*size, frames=max(frames, 1), exif=exif, icc=icc)


def _chunks(data: Buffer) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, body start and body end of each chunk; the size in the RIFF header must be there."""
    total = le(data, 4, 4) + 8
    if total > len(data) + 1:  # some writers count the padding byte that they leave out
        raise Permanent("truncated", f"{len(data)} of {total} bytes")
    at, budget = 12, Budget()
    while at + 8 <= min(total, len(data)):
        budget.spend()
        name, length = bytes(data[at : at + 4]), le(data, at + 4, 4)
        if at + 8 + length > len(data):
            raise Permanent("truncated", f"chunk {name!r} ends behind the file")
        yield name, at + 8, at + 8 + length
        at += 8 + length + (length & 1)


def _size(name: bytes, data: Buffer, body: int) -> tuple[int, int]:
    if name == b"VP8X":
        return le(data, body + 4, 3) + 1, le(data, body + 7, 3) + 1
    if name == b"VP8L":
        bits = le(data, body + 1, 4)
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    width, height = le(data, body + 6, 2) & 0x3FFF, le(data, body + 8, 2) & 0x3FFF
    if not width or not height:
        raise Permanent("broken", f"size {width}x{height}")
    return width, height
