"""Reads a PNG's chunks to the end: size, frames, EXIF, colour, and which chunks a decoder needs."""

import zlib
from collections.abc import Iterator

from mediakit.errors import Permanent
from mediakit.headers.header import MAX_EXIF, MAX_ICC, Budget, Buffer, Header, copied, u32

# Bit depths that each colour type allows.
DEPTHS = {0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}}
# What pixels depend on. Text, time, EXIF and animation chunks stay behind.
NEEDED = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB"})
# The name of a profile ends within this many bytes; the deflated profile itself is never larger than the inflated one.
MAX_ICCP = MAX_ICC + 128


def read(data: Buffer) -> Header:
    """Walk the chunks. Raises `Permanent` for an impossible header and for a file without its end."""
    width, height = _size(data)
    keep, frames, exif, icc, pixels, profiled = [(0, 8)], 1, b"", b"", False, False
    for name, body, end in _chunks(data):
        if name in NEEDED:
            keep.append((body - 8, end + 4))
            pixels = pixels or name == b"IDAT"
        elif name == b"acTL":
            frames = max(1, u32(data, body))
        elif name == b"eXIf":
            exif = exif or copied(data, body, end, MAX_EXIF)
        elif name == b"iCCP" and not profiled:
            # Only the first counts, as in libpng: each of many could inflate a thousandfold.
            icc, profiled = _profile(copied(data, body, end, MAX_ICCP)), True
    if not pixels:
        raise Permanent("broken", "no image data")
    return Header(width, height, frames=frames, exif=exif, icc=icc, keep=tuple(keep))


def _chunks(data: Buffer) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, body start and body end of each chunk up to IEND; without it the file was cut."""
    at, budget, name = 8, Budget(), b""
    while name != b"IEND":
        budget.spend()
        length, name = u32(data, at), bytes(data[at + 4 : at + 8])
        if at + 12 + length > len(data):
            raise Permanent("truncated", f"chunk {name!r} ends behind the file")
        yield name, at + 8, at + 8 + length
        at += 12 + length


def _size(data: Buffer) -> tuple[int, int]:
    if len(data) < 33:
        raise Permanent("truncated", "header ends early")
    if bytes(data[8:16]) != b"\x00\x00\x00\rIHDR":
        raise Permanent("broken", "no IHDR")
    width, height, depth, colour = u32(data, 16), u32(data, 20), data[24], data[25]
    if not 0 < width < 2**31 or not 0 < height < 2**31:
        raise Permanent("broken", f"size {width}x{height}")
    if depth not in DEPTHS.get(colour, ()) or data[26] or data[27] or data[28] > 1:
        raise Permanent("broken", f"colour type {colour}, depth {depth}")
    return width, height


def _profile(body: bytes) -> bytes:
    """Inflate the profile within bounds; a broken one counts as absent."""
    name_end = body.find(b"\x00")
    if name_end < 0:
        return b""
    inflater = zlib.decompressobj()
    try:
        profile = inflater.decompress(body[name_end + 2 :], MAX_ICC)
    except zlib.error:
        return b""
    return profile if inflater.eof else b""
