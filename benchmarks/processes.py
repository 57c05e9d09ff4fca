"""Starts what is measured: pinned to one core, its CPU time (user and system) taken from the operating system.

CPU seconds say what work costs also while other people use the machine, which the clock does not.
"""

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

# One thread per process, whoever made the library: threads inside a decoder are not what is compared.
ENVIRONMENT = {"VIPS_CONCURRENCY": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class PeerFailed(Exception):
    """A peer said that it cannot do what it was asked; the message is its own."""


def cores() -> list[int]:
    """Return the cores that this process may use."""
    return sorted(os.sched_getaffinity(0))


def _start(command: Sequence[str], core: int, environment: dict[str, str], **pipes: Any) -> "subprocess.Popen[bytes]":
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})  # what is started inherits it
    try:
        return subprocess.Popen(list(command), env=os.environ | ENVIRONMENT | environment, **pipes)
    finally:
        os.sched_setaffinity(0, before)


class Worker:
    """A process that stays warm and answers one JSON line with one JSON line."""

    def __init__(
        self, command: Sequence[str], *, core: int, cwd: Path | None = None, environment: dict[str, str] | None = None
    ) -> None:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "cwd": cwd}
        self._process = _start(command, core, environment or {}, **pipes)

    def ask(self, **job: Any) -> dict[str, Any]:
        """Send a job and wait for its answer. Raises `PeerFailed`."""
        self.send(**job)
        return self.answer()

    def send(self, **job: Any) -> None:
        """Send a job without waiting."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(job).encode() + b"\n")
        self._process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        """Wait for the answer to what was sent. Raises `PeerFailed`."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        answer: dict[str, Any] = json.loads(line) if line else {"error": "it ended without an answer"}
        if "error" in answer:
            raise PeerFailed(str(answer["error"]).splitlines()[0][:200])
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def command_seconds(command: Sequence[str], *, core: int) -> float:
    """Run a program to its end and return the CPU seconds it used. Raises `PeerFailed`."""
    process = _start(command, core, {}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read()
    process.stderr.close()
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise PeerFailed((said.decode(errors="replace").strip() or f"exit {process.returncode}").splitlines()[-1][:200])
    return usage.ru_utime + usage.ru_stime


def peak_mb(pid: int | str = "self") -> float:
    """Return the most memory a process ever held, in MB.

    From VmHWM: the resource usage would count the memory of the process that it was forked from.
    """
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def children() -> list[int]:
    """Return the processes that this one started and that still run."""
    return [int(pid) for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()]


def tree_seconds(pid: int) -> float:
    """Return the CPU seconds of a process and of the children it has waited for."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(fields[place]) for place in (11, 12, 13, 14)) / os.sysconf("SC_CLK_TCK")


def waited_seconds() -> float:
    """Return how long this process's threads were ready to run while others had the core."""
    total = 0
    for task in Path("/proc/self/task").iterdir():
        total += int((task / "schedstat").read_text().split()[1])
    return total / 1e9
