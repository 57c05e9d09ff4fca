"""The most memory that a fresh process holds while it makes one ladder."""

from collections.abc import Iterator
from contextlib import AbstractContextManager

from benchmarks.media import inputs, peers, photos
from benchmarks.media.contest import OURS, SHARP
from benchmarks.media.stages import asked
from benchmarks.processes import PeerFailed, Worker
from benchmarks.registry import Bench
from benchmarks.rows import Row

CASES = (
    ("12 MP JPEG", "p3.jpg", (160.0, 110.0)),
    ("48 MP JPEG", "48mp.jpg", (160.0, 130.0)),
    ("48 MP HEIC", "48mp.heic", (330.0, 250.0)),
)


def rows(bench: Bench, core: int) -> Iterator[Row]:
    """Start a process for each photo and contestant."""
    sharp = photos.names(bench)[SHARP]
    for name, source, (must, goal) in CASES:
        ours = _peak(bench, peers.python(core), OURS, source)
        theirs, reason = None, photos.NO_HEVC
        if not source.endswith(".heic"):
            try:
                theirs, reason = _peak(bench, peers.sharp(bench.folder / "peers", core), SHARP, source), ""
            except (peers.Missing, PeerFailed) as missing:
                reason = str(missing)
        yield Row(f"{name}: peak memory", ours, "MB", must, goal, sharp, theirs, reason, less_is_better=True)


def _peak(bench: Bench, started: AbstractContextManager[Worker], recipe: str, source: str) -> float:
    with started as worker:
        path = inputs.get(bench.folder / "inputs", source)
        return asked(worker, recipe, path, bench.folder / "made" / "peak", 1)["peak"]
