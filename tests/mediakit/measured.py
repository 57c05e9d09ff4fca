"""Starts the isolated child with its coverage measured: what the template runs, and what its workers run behind walls.

A worker may open no file and ends by `os._exit`, so it hands its lines to the template through a descriptor that was
opened before it was forked; the template adds them to its own and writes them before it answers, because it is killed
in the end. A worker that is killed takes its lines with it. Only for tests: nothing in mediakit knows of it.
"""

import os
import tempfile
from pathlib import Path
from typing import Any

START = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from tests.mediakit.measured import measured_child; "
    "measured_child()"
)
ROOT = Path(__file__).resolve().parents[2]


def measured_child() -> None:
    """Be the child, as `isolation.START` is, under coverage."""
    import coverage

    measuring = coverage.Coverage(data_file=None, branch=True, source=[str(ROOT / "mediakit")], config_file=False)
    measuring.start()
    from mediakit import child

    _Gathering(measuring).around(child)
    child.main()


class _Gathering:
    """Adds up what workers measured, and keeps it on disk beside what the tests' own process measures."""

    def __init__(self, measuring: Any) -> None:
        self._measuring = measuring
        self._template = os.getpid()
        self._handed = tempfile.TemporaryFile()  # noqa: SIM115 - stays open as long as the process
        self._leave = os._exit

    def around(self, child: Any) -> None:
        """Wrap the two moments at which there is something to keep. Behind an answer comes, perhaps, the end."""
        say = child._say

        def said(message: dict[str, Any]) -> None:
            if "progress" not in message:
                self._gather()
            say(message)

        child._say = said
        os._exit = self._left  # type: ignore[assignment]

    def _left(self, status: int) -> None:
        if os.getpid() != self._template:
            os.write(self._handed.fileno(), self._measuring.get_data().dumps())
        self._leave(status)

    def _gather(self) -> None:
        from coverage import CoverageData

        total = CoverageData(basename=str(ROOT / "var" / "coverage" / f"data.child-{self._template}"))
        Path(total.base_filename()).parent.mkdir(parents=True, exist_ok=True)
        total.read()  # what is there already, or it would begin anew
        total.update(self._measuring.get_data())
        self._handed.seek(0)
        if said := self._handed.read():
            worker = CoverageData(no_disk=True)
            worker.loads(said)
            total.update(worker)
        self._handed.seek(0)
        self._handed.truncate()
        total.close()
