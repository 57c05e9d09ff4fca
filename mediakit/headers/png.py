"""Reads a PNG's chunks to the end: size, frames, EXIF, colour, and which chunks a decoder needs."""

import zlib
from collections.abc import Iterator

from mediakit.errors import Permanent
from mediakit.headers import coded
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
    keep, frames, exif = [(0, 8)], 1, b""
    first: dict[bytes, tuple[int, int]] = {}  # only the first of a kind counts, as in libpng
    for name, body, end in _chunks(data):
        first.setdefault(name, (body, end))
        if name in NEEDED:
            keep.append((body - 8, end + 4))
        elif name == b"acTL":
            frames = max(1, u32(data, body))
        elif name == b"eXIf":
            exif = exif or copied(data, body, end, MAX_EXIF)
    if b"IDAT" not in first:
        raise Permanent("broken", "no image data")
    _check_palette(data, first)
    icc, numbers = _colour(data, first)
    return Header(width, height, frames=frames, exif=exif, icc=icc, keep=tuple(keep), coded=numbers)


def _colour(data: Buffer, first: dict[bytes, tuple[int, int]]) -> tuple[bytes, coded.Coded | None]:
    """Return a profile or numbers: cICP counts before iCCP, that before sRGB, that before gAMA and cHRM."""
    if b"cICP" in first and _length(first[b"cICP"]) == 4:
        primaries, transfer, matrix, _ = data[first[b"cICP"][0] : first[b"cICP"][1]]
        if matrix == 0:  # RGB; nothing else is allowed in a PNG
            return b"", coded.by_numbers(primaries, transfer, television=True)
    if b"iCCP" in first:
        return _profile(copied(data, *first[b"iCCP"], MAX_ICCP)), None
    if b"sRGB" in first:
        return b"", None
    gamma = u32(data, first[b"gAMA"][0]) / 100_000 if _length(first.get(b"gAMA", (0, 0))) == 4 else 0.0
    corners: coded.Chromaticities | None = None
    if _length(first.get(b"cHRM", (0, 0))) == 32:
        wx, wy, rx, ry, gx, gy, bx, by = (u32(data, first[b"cHRM"][0] + 4 * i) / 100_000 for i in range(8))
        corners = (wx, wy, rx, ry, gx, gy, bx, by)
    return b"", coded.by_gamma(gamma, corners)


def _length(place: tuple[int, int]) -> int:
    return place[1] - place[0]


def _check_palette(data: Buffer, first: dict[bytes, tuple[int, int]]) -> None:
    """A colour table with a wrong checksum would show other colours than were stored."""
    if b"PLTE" in first:
        _check_sum(data, *first[b"PLTE"])


def _check_sum(data: Buffer, start: int, end: int) -> None:
    if zlib.crc32(data[start - 4 : end]) != u32(data, end):
        raise Permanent("broken", f"wrong checksum of {bytes(data[start - 4 : start])!r}")


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
    if bytes(data[12:16]) == b"CgBI":
        raise Permanent("coding", "a PNG as Apple packs it into programs")
    if bytes(data[8:16]) != b"\x00\x00\x00\rIHDR":
        raise Permanent("broken", "no IHDR")
    _check_sum(data, 16, 29)
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
