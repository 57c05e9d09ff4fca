"""Writes edit lists and track flags into small MP4s of our own, as QuickTime's Trim and editing programs do."""

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from tests.mediakit import media

RATE, BITS, STRIPE = 10, 6, 16
# An edit: the moment in the recording at which it begins (None shows nothing), and how many seconds it lasts.
Edit = tuple[float | None, float]
CONTAINERS = {b"moov", b"trak", b"edts", b"mdia"}


def numbered(count: int) -> list[NDArray[np.uint8]]:
    """Frames with six stripes, black or white, that write their number in binary: see `numbers`."""
    stripes = np.array([[255 * (number >> bit & 1) for bit in range(BITS)] for number in range(count)], np.uint8)
    return [np.repeat(np.tile(row.repeat(STRIPE), (48, 1))[:, :, None], 3, axis=2) for row in stripes]


def numbers(path: Path) -> list[int]:
    """Read which numbered frames a player shows of a file."""
    with av.open(str(path)) as container:
        shown = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    middles = [at * STRIPE + STRIPE // 2 for at in range(BITS)]
    return [sum(int(grey[24, at] > 128) << bit for bit, at in enumerate(middles)) for grey in shown]


def loudness(path: Path, piece: float = 0.1) -> list[float]:
    """Return how loud each tenth of a second is; an empty list when there is no sound."""
    with av.open(str(path)) as container:
        if not container.streams.audio:
            return []
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
    sound = np.concatenate(frames, axis=1)[0]
    step = int(48000 * piece)
    return [float(np.sqrt((sound[at : at + step] ** 2).mean())) for at in range(0, sound.size, step)]


def clip(path: Path, count: int = 30, *, sounds: int = 1, gop: int = 15) -> Path:
    """A clip of numbered frames at ten a second, with its index at the end, so that it may grow."""
    return media.video(path, numbered(count), rate=RATE, sounds=sounds, coding={"g": str(gop)})


def edited(path: Path, tracks: Sequence[Sequence[Edit] | None]) -> Path:
    """Give each track an edit list; None leaves the one it has."""

    def change(number: int, trak: bytes) -> bytes:
        edits = tracks[number] if number < len(tracks) else None
        return trak if edits is None else _with_edits(trak, edits)

    longest = max(sum(seconds for _, seconds in edits) for edits in tracks if edits)
    return _rewritten(path, change, longest)


def switched(path: Path, on: Sequence[bool]) -> Path:
    """Switch tracks on or off, as their header says."""

    def change(number: int, trak: bytes) -> bytes:
        at = trak.index(b"tkhd") + 4
        flags = int.from_bytes(trak[at + 1 : at + 4], "big")
        return trak[: at + 1] + (flags & ~1 | int(on[number])).to_bytes(3, "big") + trak[at + 4 :]

    return _rewritten(path, change, None)


def _rewritten(path: Path, change: Any, seconds: float | None) -> Path:
    data = path.read_bytes()
    at = data.rindex(b"moov") - 4
    moov = data[at : at + int.from_bytes(data[at : at + 4], "big")]
    assert at + len(moov) == len(data), "the index must lie at the end"
    parts, number = [], 0
    for name, body in _boxes(moov[8:]):
        if name == b"trak":
            body, number = change(number, body), number + 1
        elif name == b"mvhd" and seconds is not None:
            body = body[:16] + struct.pack(">I", round(seconds * 1000)) + body[20:]
        parts.append(_box(name, body))
    path.write_bytes(data[:at] + _box(b"moov", b"".join(parts)))
    return path


def _with_edits(trak: bytes, edits: Sequence[Edit]) -> bytes:
    scale = int.from_bytes(trak[(at := trak.index(b"mdhd") + 4) + 12 : at + 16], "big")
    first = trak.index(b"elst") + 4 if b"elst" in trak else 0
    run_up = struct.unpack(">i", trak[first + 12 : first + 16])[0] if first else 0
    rows = [
        struct.pack(">IiI", round(seconds * 1000), -1 if start is None else run_up + round(start * scale), 1 << 16)
        for start, seconds in edits
    ]
    table = _box(b"edts", _box(b"elst", bytes(4) + struct.pack(">I", len(rows)) + b"".join(rows)))
    parts = [_box(name, body) for name, body in _boxes(trak) if name != b"edts"]
    return b"".join([parts[0], table, *parts[1:]])


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        yield data[at + 4 : at + 8], data[at + 8 : at + size]
        at += size


def _box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + name + body
