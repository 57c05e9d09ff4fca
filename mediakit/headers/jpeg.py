"""Reads a JPEG's segments up to the first scan: size, EXIF, ICC, and which segments a decoder needs."""

import re
from collections.abc import Iterator

from mediakit.errors import Permanent
from mediakit.headers.header import MAX_ICC, Budget, Buffer, Header, gather, u16

SOI, EOI, SOS = 0xD8, 0xD9, 0xDA
STANDALONE = frozenset({0x01, SOI, *range(0xD0, 0xD8)})
# Baseline, extended and progressive Huffman. Lossless, hierarchical and arithmetic are not what cameras write and
# no browser shows them.
DECODABLE = frozenset({0xC0, 0xC1, 0xC2})
FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
# Quantisation, Huffman, restart interval, JFIF, Adobe transform: what pixels depend on.
NEEDED = frozenset({0xC4, 0xDB, 0xDD, 0xE0, 0xEE}) | FRAMES
ICC_MARK, EXIF_MARK = b"ICC_PROFILE\x00", b"Exif\x00"
# As decoders look for it: anything up to FF, then fill bytes, and FF 00 is no marker. Compiled, because a megabyte of
# either would otherwise be a million steps.
_MARKER = re.compile(rb"\xff[\x01-\xfe]")
_STRETCH = 4096


def read(data: Buffer) -> Header:
    """Walk the segments. Raises `Permanent` when no decodable frame comes before the first scan."""
    frame: tuple[int, int, int] | None = None
    keep = [(0, 2)]
    icc: list[tuple[int, int, int]] = []
    exif = b""
    for marker, start, end in _segments(data):
        if marker in FRAMES:
            frame = frame or _frame(data, start, end, marker)
        elif marker == 0xE1 and not exif and data[start + 4 : start + 9] == EXIF_MARK:
            exif = bytes(data[start + 10 : end])
        elif marker == 0xE2 and end - start > 18 and data[start + 4 : start + 16] == ICC_MARK:
            icc.append((data[start + 16], start + 18, end))
        if marker in NEEDED or marker == SOS:
            keep.append((start, end))
    if frame is None:
        raise Permanent("broken", "scan without a frame header")
    width, height, channels = frame
    return Header(width, height, exif=exif, icc=_profile(data, icc), keep=tuple(keep), channels=channels)


def ended(data: Buffer) -> bytes | None:
    """Return a JPEG that lacks only its end marker with one, or None for every other.

    All its scans must be there: a progressive one that was cut between two of them would show half its detail. That
    the last scan is whole itself, only the decoder can tell. One that stops within a marker was cut for certain.
    """
    whole = bytes(data)
    if whole.endswith((b"\xff\xd9", b"\xff")) or not _all_scans(whole):
        return None
    return whole + b"\xff\xd9"


def _all_scans(data: bytes) -> bool:
    """Say whether every coefficient of every component has got its last bit."""
    missing: set[tuple[int, int]] = set()
    at, seen = 2, False
    try:
        while True:
            marker, at = _next_marker(data, at)
            body = at + 4
            if marker in FRAMES:
                missing = {(data[body + 6 + 3 * i], k) for i in range(min(data[body + 5], 4)) for k in range(64)}
            elif marker == SOS:
                missing -= _finished(data, body)
                seen = True
            at += 2 if marker in STANDALONE else 2 + max(2, u16(data, at + 2))
    except (Permanent, IndexError):
        return seen and not missing


def _finished(data: bytes, body: int) -> set[tuple[int, int]]:
    """Return which coefficients a scan brings to their last bit, by component."""
    count = min(data[body], 4)
    first, last, shift = data[body + 1 + 2 * count : body + 4 + 2 * count]
    components = [data[body + 1 + 2 * i] for i in range(count)]
    return {(one, k) for one in components for k in range(first, min(last, 63) + 1)} if not shift & 15 else set()


def _segments(data: Buffer) -> Iterator[tuple[int, int, int]]:
    """Yield marker, start and end of each segment; the last one is the scan with everything behind it."""
    at, budget = 2, Budget()
    while True:
        budget.spend()
        marker, start = _next_marker(data, at)
        if marker == SOS:
            yield marker, start, len(data)
            return
        if marker == EOI:
            raise Permanent("truncated", "no scan before the end")
        at = start + 2
        if marker not in STANDALONE:
            at += max(2, u16(data, at))
            if at > len(data):
                raise Permanent("truncated", f"segment {marker:#x} ends behind the file")
            yield marker, start, at


def _next_marker(data: Buffer, at: int) -> tuple[int, int]:
    """Find the next marker and return it with its start."""
    while at + 1 < len(data):
        # A slice, since an object in the store can only be sliced; the next one overlaps by a byte.
        stretch = bytes(data[at : at + _STRETCH])
        if found := _MARKER.search(stretch):
            return stretch[found.start() + 1], at + found.start()
        at += len(stretch) - 1
    raise Permanent("truncated", "segments end without a scan")


def _frame(data: Buffer, start: int, end: int, marker: int) -> tuple[int, int, int]:
    """Read the size inside the segment: what lies behind it is not what the decoder will be given."""
    if marker not in DECODABLE:
        raise Permanent("coding", f"JPEG coding {marker:#x} is not supported")
    if end - start < 10:
        raise Permanent("broken", "frame header too short")
    height, width = u16(data, start + 5), u16(data, start + 7)
    if data[start + 4] != 8:
        raise Permanent("coding" if data[start + 4] == 12 else "broken", f"{data[start + 4]} bits a sample")
    if not width or not height:
        raise Permanent("broken", f"size {width}x{height}")
    return width, height, data[start + 9]


def _profile(data: Buffer, chunks: list[tuple[int, int, int]]) -> bytes:
    """Join the ICC chunks by number. Too much or contradictory becomes no profile: colour is then read as sRGB."""
    parts = [(start, end) for _, start, end in sorted(chunks, key=lambda numbered: numbered[0])]
    return gather(data, parts) if sum(end - start for start, end in parts) <= MAX_ICC else b""
