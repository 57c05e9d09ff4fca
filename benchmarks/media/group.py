"""Photos, videos and fingerprints: what mediakit costs beside what people would use instead."""

from collections.abc import Iterator

from benchmarks import processes
from benchmarks.media import duplicates, memory, photos, scaling, stages, videos
from benchmarks.registry import Bench
from benchmarks.rows import Row, unmeasured

LEAST_SECONDS = 20.0


def rows(bench: Bench) -> Iterator[Row]:
    """Measure everything, the comparisons with the most marks first.

    Each part leaves later ones their time by repeating less; on a machine that is too busy even for that, the last
    parts are left out and say so.
    """
    core = processes.cores()[-1]
    yield from photos.rows(bench, core, reserve=270)
    yield from stages.rows(bench, core, reserve=220)
    yield from memory.rows(bench, core)
    yield from duplicates.rows(bench)
    for name, part in (("scaling", scaling.rows(bench)), ("video", videos.rows(bench, core, reserve=20))):
        if bench.left() > LEAST_SECONDS:
            yield from part
        else:
            yield unmeasured(name, "", "this machine was too busy: no time was left")
