"""The isolated child: a warm template that loads every decoder once and forks a fresh worker for each file.

The template never touches a file's bytes. It watches the worker's memory, CPU and clock, relays what it says, and
ends it with its whole group. It leaves when its parent does. A worker's takeover or crash cannot reach the next file.
"""

import contextlib
import gc
import json
import os
import select
import signal
import sys
import time
from pathlib import Path
from typing import Any

from mediakit import landlock, sandbox, wire
from mediakit.errors import MediaError, Permanent, Temporary

TICK, IDLE = 0.01, 1.0
STDIN, STDOUT = 0, 1


def main() -> None:
    """Serve jobs from stdin until it ends or the parent (its pid is the argument) is gone."""
    parent = int(sys.argv[1])
    network = sandbox.without_network()
    preload()
    walls = {"network_namespace": network, "landlock": landlock.version(), "seccomp": sandbox.can_filter()}
    _say({"ready": {**walls, "pid": os.getpid()}})
    buffered = b""
    while os.getppid() == parent:
        if not select.select([STDIN], [], [], IDLE)[0]:
            continue
        piece = os.read(STDIN, 1 << 16)
        if not piece:
            return
        buffered += piece
        while b"\n" in buffered:
            line, _, buffered = buffered.partition(b"\n")
            serve(json.loads(line), parent)


def preload() -> None:
    """Load and configure every decoder while nothing hostile is near, and run our own number work once.

    libvips itself must not run here: its threads would not survive the fork.
    """
    import numpy as np
    from PIL import Image

    from mediakit import animation, decoders, fingerprint, ground, pipeline, thumbhash  # noqa: F401

    Image.preinit()
    decoders.restrict()
    blank = np.zeros((64, 64, 3), dtype=np.uint8)
    fingerprint.fingerprint(blank)
    fingerprint.dominant_colour(blank)
    thumbhash.thumbhash(Image.fromarray(blank))
    gc.collect()
    gc.freeze()


def serve(job: dict[str, Any], parent: int) -> None:
    """Fork a worker for one file, watch it, and say how it ended."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _work(job, writing)
    os.close(writing)
    with contextlib.suppress(OSError):
        os.setpgid(pid, pid)
    verdict = _Watch(pid, job, parent).until_end(reading)
    os.close(reading)
    _say(verdict)


def _work(job: dict[str, Any], writing: int) -> None:
    """Be the worker: give everything up, process the file, report, and leave without cleaning up."""
    status = 1
    try:
        _give_up(job)
        os.write(writing, _result(job, writing))
        status = 0
    finally:
        os._exit(status)


def _give_up(job: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):
        os.setpgid(0, 0)
    sandbox.die_with_parent()
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    sandbox.limit(cpu=job["cpu"], memory=job["recipe"]["limits"]["memory_bytes"])
    os.environ["TMPDIR"] = job["out_dir"]  # libvips keeps what is too large for memory in a file
    landlock.confine(Path(job["source"]), Path(job["out_dir"]))
    sandbox.without_syscalls()


def _result(job: dict[str, Any], writing: int) -> bytes:
    from mediakit import pipeline

    def progress(share: float) -> None:
        os.write(writing, json.dumps({"progress": round(share, 3)}).encode() + b"\n")

    try:
        recipe = wire.recipe_from(job["recipe"])
        return wire.report_line(pipeline.process(Path(job["source"]), recipe, Path(job["out_dir"]), progress=progress))
    except MediaError as error:
        return wire.error_line(error)
    except MemoryError:
        return wire.error_line(Permanent("too_complex", "out of memory"))
    except OSError as error:
        return wire.error_line(Temporary("unavailable", repr(error)))
    except Exception as error:  # noqa: BLE001 - the last line of defence: any bug of ours becomes a code, not a crash
        return wire.error_line(Permanent("broken", f"unforeseen {type(error).__name__}: {error}"))


class _Watch:
    """Follows one worker until it ends by itself or goes too far."""

    def __init__(self, pid: int, job: dict[str, Any], parent: int) -> None:
        self.pid, self.parent = pid, parent
        self.cpu, self.wall = job["cpu"], job["wall"]
        self.memory = job["recipe"]["limits"]["memory_bytes"]
        self.started = time.monotonic()
        self.gauge = sandbox.Gauge(pid)
        self.peak = 0

    def until_end(self, reading: int) -> dict[str, Any]:
        """Relay progress; return the worker's last word, or why it has none."""
        said, verdict = b"", None
        while verdict is None:
            if select.select([reading], [], [], TICK)[0]:
                piece = os.read(reading, 1 << 16)
                if not piece:
                    break
                said = self._relay(said + piece)
            verdict = self._too_far(len(said))
        self._end()
        self.gauge.close()
        status = os.waitpid(self.pid, 0)[1]
        return {**(verdict or self._last_word(said, status)), "peak_bytes": self.peak}

    def _relay(self, said: bytes) -> bytes:
        """Pass complete progress lines on; keep the rest, which is the final word."""
        while said.startswith(b'{"progress"') and b"\n" in said:
            line, _, said = said.partition(b"\n")
            with contextlib.suppress(ValueError, TypeError, KeyError, RecursionError):
                _say({"progress": min(1.0, max(0.0, float(json.loads(line.decode())["progress"])))})
        return said

    def _too_far(self, said: int) -> dict[str, Any] | None:
        used = self.gauge.read()
        self.peak = max(self.peak, used.resident_bytes)
        if os.getppid() != self.parent:
            self._end()
            os._exit(0)
        if used.resident_bytes > self.memory:
            return _error(Permanent("too_complex", f"{used.resident_bytes >> 20} MiB of memory"))
        if used.cpu_seconds > self.cpu:
            return _error(Permanent("too_complex", f"more than {self.cpu:g} s of work"))
        if time.monotonic() - self.started > self.wall:
            return _error(Temporary("slow", f"more than {self.wall:g} s"))
        return _error(Temporary("crashed", "it talks too much")) if said > wire.MAX_LINE else None

    def _end(self) -> None:
        """End the worker and whatever shares its group."""
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(OSError):
                kill(self.pid, signal.SIGKILL)

    def _last_word(self, said: bytes, status: int) -> dict[str, Any]:
        # A worker that was taken over may say anything: only a report or an error, each an object, is a last word.
        with contextlib.suppress(ValueError, RecursionError):
            word = json.loads(said.decode())  # from bytes, json would guess at other encodings and load them from disk
            for key in ("report", "error") if isinstance(word, dict) else ():
                if isinstance(word.get(key), dict):
                    return {key: word[key]}
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
            return _error(Permanent("too_complex", "CPU limit"))
        return _error(Temporary("crashed", f"the worker ended with status {status}"))


def _error(error: MediaError) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(wire.error_line(error))
    return answer


def _say(message: dict[str, Any]) -> None:
    line = json.dumps(message).encode() + b"\n"
    while line:
        line = line[os.write(STDOUT, line) :]
