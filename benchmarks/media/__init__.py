"""Photos, videos and fingerprints: what mediakit costs beside what people would use instead."""

from collections.abc import Iterator

from benchmarks import processes
from benchmarks.media import duplicates, memory, photos, scaling, stages, videos
from benchmarks.registry import Bench
from benchmarks.rows import Row


def rows(bench: Bench) -> Iterator[Row]:
    """Measure everything, the comparisons with the most marks first."""
    core = processes.cores()[-1]
    yield from photos.rows(bench, core, reserve=200)
    yield from stages.rows(bench, core, reserve=150)
    yield from memory.rows(bench, core)
    yield from scaling.rows(bench)
    yield from videos.rows(bench, core, reserve=90)
    yield from duplicates.rows(bench)
