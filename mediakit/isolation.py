"""Runs the pipeline in a child that cannot hurt us: no credentials, no network, watched and ended.

Plain `subprocess` and pipes: Celery's workers are daemonic and may not use multiprocessing. One child per process is
kept warm; each file still gets a process of its own, forked from it.
"""

import atexit
import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from mediakit import formats, wire
from mediakit.errors import Temporary
from mediakit.values import Recipe, Report

ROOT = Path(__file__).resolve().parent.parent
START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from mediakit.child import main; main()"
START_SECONDS, GRACE_SECONDS = 30.0, 5.0
# A busy machine may take twice as long on the clock as the work takes.
PATIENCE = 2.0
VIDEO_THREADS = 2
# A fresh worker pays for every page it touches: huge pages, taken in large steps and kept, save two thirds of the
# faults. What is above 8 MB still goes back at once, or a 48 MP HEIC would hold 100 MB more. C libraries ignore
# tunables that they do not know.
HEAP = ":".join(
    f"glibc.malloc.{name}"
    for name in ("hugetlb=1", "mmap_threshold=8388608", "trim_threshold=134217728", "top_pad=16777216")
)
Progress = Callable[[float], None]


class Isolated:
    """A warm child. Safe to share between threads (they take turns) and across fork (each process starts its own)."""

    def __init__(self, *, recycle_after: int = 500) -> None:
        self._recycle_after = recycle_after
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._served = 0
        self._buffered = b""
        self.facts: dict[str, Any] = {}
        self.last_peak_bytes = 0

    def run(
        self,
        source: Path,
        recipe: Recipe,
        out_dir: Path,
        *,
        timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Report:
        """Process a file in the child. Raises `Permanent` or `Temporary`; `timeout` is on the clock, in seconds."""
        source, out_dir = source.resolve(), out_dir.resolve()
        cpu = _seconds(source, recipe)
        wall = timeout if timeout is not None else cpu * PATIENCE
        job = wire.request(source, recipe, out_dir, cpu=cpu, wall=wall)
        with self._lock:
            try:
                answer = self._ask(job, wall + GRACE_SECONDS, progress)
            except (OSError, ValueError, Temporary) as error:
                self._stop()
                if isinstance(error, Temporary):
                    raise
                raise Temporary("unavailable", f"the isolated child failed: {error!r}") from error
            except BaseException:
                self._stop()  # interrupted, or the callback raised: the child is in the middle of something
                raise
        self.last_peak_bytes = int(answer.get("peak_bytes", 0))
        if "error" in answer:
            raise wire.error_from(answer["error"])
        return wire.report_from(answer["report"], recipe, out_dir)

    def warm(self) -> None:
        """Start the child now, so that the first file does not wait for it."""
        with self._lock:
            self._started()

    def close(self) -> None:
        """End the child and its group."""
        with self._lock:
            self._stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """Return the child's process id while it runs."""
        return self._process.pid if self._process else None

    def _ask(self, job: bytes, patience: float, progress: Progress | None) -> dict[str, Any]:
        process = self._started()
        assert process.stdin is not None
        process.stdin.write(job)
        process.stdin.flush()
        deadline = time.monotonic() + patience
        while True:
            answer = self._line(process, deadline)
            if "progress" not in answer:
                self._served += 1
                return answer
            if progress is not None:
                progress(float(answer["progress"]))

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._owner != os.getpid():
            self._process, self._buffered = None, b""  # inherited by fork: it belongs to another process
        elif self._process is not None and (self._process.poll() is not None or self._served >= self._recycle_after):
            self._stop()
        if self._process is None:
            self._process = self._launch()
        return self._process

    def _launch(self) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(
            [sys.executable, "-I", "-c", START, str(ROOT), str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            cwd="/",
            start_new_session=True,
        )
        self._owner, self._served, self._buffered = os.getpid(), 0, b""
        self._process = process
        self.facts = dict(self._line(process, time.monotonic() + START_SECONDS)["ready"])
        return process

    def _line(self, process: "subprocess.Popen[bytes]", deadline: float) -> dict[str, Any]:
        """Read one line from the child, or raise `Temporary` when it is late or gone."""
        assert process.stdout is not None
        while b"\n" not in self._buffered:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([process.stdout], [], [], left)[0]:
                raise Temporary("slow", "the isolated child does not answer")
            piece = os.read(process.stdout.fileno(), 1 << 16)
            if not piece:
                raise Temporary("crashed", "the isolated child ended")
            self._buffered += piece
            if len(self._buffered) > 4 * wire.MAX_LINE:
                raise Temporary("crashed", "the isolated child talks too much")
        line, _, self._buffered = self._buffered.partition(b"\n")
        answer = json.loads(line)
        if not isinstance(answer, dict):
            raise ValueError("the isolated child says something else than an object")
        return answer

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        process.wait()


def _environment() -> dict[str, str]:
    """Nothing of ours reaches the child but what Python needs to start."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    threads = {"VIPS_CONCURRENCY": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
    return {"LANG": "C.UTF-8", "PATH": os.defpath, "GLIBC_TUNABLES": HEAP, **threads, **kept}


def _seconds(source: Path, recipe: Recipe) -> float:
    """Return the CPU seconds a file may take, by its kind."""
    try:
        with source.open("rb") as file:
            found = formats.sniff(file.read(4096))
    except OSError as error:
        raise Temporary("unavailable", f"cannot read the source: {error.strerror}") from error
    if found is not None and found.kind == "video":
        return recipe.limits.video_seconds * VIDEO_THREADS
    return recipe.limits.photo_seconds


_shared = Isolated()
atexit.register(_shared.close)


def run_isolated(
    source: Path,
    recipe: Recipe,
    out_dir: Path,
    *,
    timeout: float | None = None,
    progress: Progress | None = None,
) -> Report:
    """Process a file in this process's shared warm child. See `Isolated.run`."""
    return _shared.run(source, recipe, out_dir, timeout=timeout, progress=progress)
