"""Reads the box structure of the ISO family, and of MP4 and MOV what `moov` promises: duration, tracks."""

from collections.abc import Iterator
from dataclasses import dataclass

from mediakit.errors import Permanent
from mediakit.headers.header import Budget, Buffer, u32

# What may come before `moov` or `meta`; anything else there is no box at all.
BEFORE_THE_INDEX = frozenset({b"ftyp", b"free", b"skip", b"wide", b"mdat", b"pnot", b"uuid", b"moof", b"styp", b"sidx"})


@dataclass(frozen=True, slots=True)
class Movie:
    """What a `moov` box promises to show, by its edit lists where every track has one.

    `seconds` is 0 where only fragments know.
    """

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
    budget, scale, length = Budget(), 0, 0
    edits: list[int | None] = []
    for name, body, stop in boxes(data, start, end, budget):
        if name == b"trak":
            edits.append(_edited(data, body, stop, budget))
        elif name == b"mvhd" and stop - body >= 20:
            scale, length = _length(data, body, stop)
    known = [edit for edit in edits if edit is not None]
    if known and len(known) == len(edits):
        length = max(known)
    return Movie(len(edits), length / scale if scale else 0.0)


def _edited(data: Buffer, start: int, end: int, budget: Budget) -> int | None:
    """Return how long a track's edits last together, or None where it has none or leaves their length open."""
    for name, body, stop in boxes(data, start, end, budget):
        if name == b"edts":
            for inner, at, to in boxes(data, body, stop, budget):
                if inner == b"elst" and to - at >= 8:
                    return _sum(data, at, to, budget) or None
    return None


def _sum(data: Buffer, at: int, to: int, budget: Budget) -> int:
    wide = data[at] == 1
    size, row = (8, 20) if wide else (4, 12)
    total = 0
    for place in range(at + 8, min(to - row + 1, at + 8 + row * u32(data, at + 4)), row):
        budget.spend()
        total += int.from_bytes(data[place : place + size], "big")
    return total


def _length(data: Buffer, body: int, stop: int) -> tuple[int, int]:
    """Return how many units a second has, and how many the movie lasts; 0 where it does not say."""
    if data[body] == 1 and stop - body >= 32:
        scale, length = u32(data, body + 20), int.from_bytes(data[body + 24 : body + 32], "big")
        unknown = 2**64 - 1
    else:
        scale, length = u32(data, body + 12), u32(data, body + 16)
        unknown = 2**32 - 1
    return scale, length if length != unknown else 0
