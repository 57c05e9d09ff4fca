"""How much the web process grows while a large file arrives: it must not hold what passes through it."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.processes import peak_mb
from benchmarks.rows import Row
from benchmarks.uploads import ingest
from benchmarks.uploads.places import Place
from tests.fault import cuts

PARTS = 40


def rows(place: Place) -> Iterator[Row]:
    """The growth of the highest resident memory, after the process has taken one upload to get warm."""
    with tempfile.TemporaryDirectory() as folder:
        content = cuts.clip(Path(folder), PARTS * cuts.PART)
    workers = place.server.pids()
    before = {pid: _fresh_peak(pid) for pid in workers}
    ingest.send(place.phone(), content)
    grown = max(peak_mb(pid) - held for pid, held in before.items())
    place.clear()
    yield Row(
        f"{place.store}: a web process grows during 210 MB", max(0.0, grown), "MB", 30.0, 10.0, less_is_better=True
    )


def _fresh_peak(pid: int) -> float:
    """Let the kernel forget the highest mark, and return what is held now."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")
    return peak_mb(pid)
