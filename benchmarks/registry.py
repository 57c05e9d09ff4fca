"""The groups of benchmarks, by the name that `make bench ONLY=…` takes. A new group is a module and a line here.

A group's module has `rows(bench)`, which yields a row as soon as it is measured; all of it takes under nine minutes.
"""

import importlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from benchmarks.rows import Row

GROUPS: dict[str, str | None] = {
    "media": "benchmarks.media.group",
    "uploads": "benchmarks.uploads",
    "pages": "benchmarks.pages",
    "queue": None,
    "rights": None,
    "harvest": None,
    "galleries": None,
    "engagement": None,
    "load": "benchmarks.load.group",
}
ROOT = Path(__file__).resolve().parent.parent
SECONDS = 8 * 60.0


@dataclass(frozen=True, slots=True)
class Bench:
    """Where a run keeps its things, how often it repeats a measurement, and how much time it has left."""

    folder: Path = ROOT / "var" / "bench"
    rounds: int = 5
    seconds: float = SECONDS
    started: float = field(default_factory=time.monotonic)

    def left(self) -> float:
        """Return the seconds that are left of the group's time."""
        return self.seconds - (time.monotonic() - self.started)

    def repeats(self, needed: float) -> Iterator[int]:
        """Count rounds. After the first one, stop when fewer than `needed` seconds would be left for the rest."""
        for number in range(self.rounds):
            if number and self.left() < needed:
                return
            yield number


Rows = Callable[[Bench], Iterator[Row]]


def load(name: str) -> Rows | None:
    """Return a group's measurements, or None when nobody has written them yet. Raises KeyError for other names."""
    module = GROUPS[name]
    return None if module is None else cast("Rows", importlib.import_module(module).rows)
