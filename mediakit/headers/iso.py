"""Reads the box structure of the ISO family, and of MP4 and MOV what `moov` promises: duration, tracks."""

from collections.abc import Iterator
from dataclasses import dataclass

from mediakit.errors import Permanent
from mediakit.headers.header import Budget, Buffer, u32

# What may come before `moov` or `meta`; anything else there is no box at all.
BEFORE_THE_INDEX = frozenset({b"ftyp", b"free", b"skip", b"wide", b"mdat", b"pnot", b"uuid", b"moof", b"styp", b"sidx"})


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


def read_movie(data: Buffer) -> Movie:
    """Find `moov` and count its tracks. Raises `Permanent` when there is none, as in a file cut short."""
    for name, body, end in boxes(data, 0, len(data)):
        if name == b"moov":
            if u32(data, body - 8) > end - body + 8:
                raise Permanent("truncated", "the moov box ends behind the file")
            return _movie(data, body, end)
    raise Permanent("truncated" if cut_short(data) else "broken", "no moov box")


def cut_short(data: Buffer) -> bool:
    """Say whether a file that lacks its index was cut: what is there is the beginning of a sound one."""
    at = 0
    for name, _, end in boxes(data, 0, len(data)):
        if name not in BEFORE_THE_INDEX:
            return False
        at = end
    return len(data) - at < 16


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
