"""Photos, videos and fingerprints: what mediakit costs beside what people would use instead."""

from collections.abc import Iterator

from benchmarks import processes
from benchmarks.media import photos
from benchmarks.registry import Bench
from benchmarks.rows import Row


def rows(bench: Bench) -> Iterator[Row]:
    """Measure everything, the comparisons with the most marks first."""
    core = processes.cores()[-1]
    yield from photos.rows(bench, core, reserve=150)
