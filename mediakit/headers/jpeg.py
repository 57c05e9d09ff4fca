"""Reads a JPEG's segments up to the first scan: size, EXIF, ICC, and which segments a decoder needs."""

from collections.abc import Iterator

from mediakit.errors import Permanent
from mediakit.headers.header import Buffer, Header, count_part, u16

SOI, EOI, SOS = 0xD8, 0xD9, 0xDA
STANDALONE = frozenset({0x01, SOI, *range(0xD0, 0xD8)})
# Baseline, extended and progressive Huffman. Lossless, hierarchical and arithmetic are not what cameras write and
# no browser shows them.
DECODABLE = frozenset({0xC0, 0xC1, 0xC2})
FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
# Quantisation, Huffman, restart interval, JFIF, Adobe transform: what pixels depend on.
NEEDED = frozenset({0xC4, 0xDB, 0xDD, 0xE0, 0xEE}) | FRAMES
ICC_MARK, EXIF_MARK = b"ICC_PROFILE\x00", b"Exif\x00"
MAX_ICC = 4 * 1024 * 1024


def read(data: Buffer) -> Header:
    """Walk the segments. Raises `Permanent` when no decodable frame comes before the first scan."""
    frame: tuple[int, int, int] | None = None
    keep = [(0, 2)]
    icc: list[tuple[int, bytes]] = []
    exif = b""
    for marker, start, end in _segments(data):
        if marker in FRAMES:
            frame = frame or _frame(data, start, marker)
        elif marker == 0xE1 and not exif and data[start + 4 : start + 9] == EXIF_MARK:
            exif = bytes(data[start + 10 : end])
        elif marker == 0xE2 and end - start > 18 and data[start + 4 : start + 16] == ICC_MARK:
            icc.append((data[start + 16], bytes(data[start + 18 : end])))
        if marker in NEEDED or marker == SOS:
            keep.append((start, end))
    if frame is None:
        raise Permanent("broken", "scan without a frame header")
    width, height, channels = frame
    return Header(width, height, exif=exif, icc=_profile(icc), keep=tuple(keep), channels=channels)


def _segments(data: Buffer) -> Iterator[tuple[int, int, int]]:
    """Yield marker, start and end of each segment; the last one is the scan with everything behind it."""
    at, parts = 2, 0
    while True:
        parts = count_part(parts)
        marker, start = _next_marker(data, at)
        if marker == SOS:
            yield marker, start, len(data)
            return
        if marker == EOI:
            raise Permanent("truncated", "no scan before the end")
        at = start + 2
        if marker not in STANDALONE:
            at += max(2, u16(data, at))
            yield marker, start, at


def _next_marker(data: Buffer, at: int) -> tuple[int, int]:
    """Find the next marker as decoders do: skip anything up to FF, then fill bytes. Returns marker and its start."""
    limit = len(data)
    while at + 1 < limit:
        if data[at] != 0xFF:
            at = _find_ff(data, at, limit)
        elif data[at + 1] == 0xFF:
            at += 1
        elif data[at + 1] == 0:
            at += 2
        else:
            return data[at + 1], at
    raise Permanent("truncated", "segments end without a scan")


def _find_ff(data: Buffer, at: int, limit: int) -> int:
    """Jump over junk in slices, which keeps a megabyte of it cheap."""
    while at < limit:
        found = bytes(data[at : at + 65536]).find(b"\xff")
        if found >= 0:
            return at + found
        at += 65536
    return limit


def _frame(data: Buffer, start: int, marker: int) -> tuple[int, int, int]:
    if marker not in DECODABLE:
        raise Permanent("broken", f"JPEG coding {marker:#x} is not supported")
    height, width = u16(data, start + 5), u16(data, start + 7)
    if data[start + 4] != 8:
        raise Permanent("broken", f"{data[start + 4]} bits a sample")
    if not width or not height:
        raise Permanent("broken", f"size {width}x{height}")
    return width, height, data[start + 9] if start + 9 < len(data) else 0


def _profile(chunks: list[tuple[int, bytes]]) -> bytes:
    """Join the ICC chunks by number. Too much or contradictory becomes no profile: colour is then read as sRGB."""
    profile = b"".join(chunk for _, chunk in sorted(chunks, key=lambda numbered: numbered[0]))
    return profile if len(profile) <= MAX_ICC else b""
