"""Clears away what a crash left of a PostgreSQL cluster: a server without its supervisor, lock files of the dead.

`pg_ctl status` believes a zombie, and PostgreSQL itself believes any process that was given the old
number; here a process counts only when it really works in the cluster's folder.
"""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

PATIENCE = 30.0
PROCESSES = Path("/proc")


def clear(cluster: Path, *, socket: Path) -> None:
    """End whoever still serves this cluster, then remove the lock files. Call it under the installation's lock."""
    pid_file = cluster / "postmaster.pid"
    _end_server(cluster, leader=_pid_in(pid_file))
    for file in (pid_file, socket, socket.with_name(f"{socket.name}.lock")):
        file.unlink(missing_ok=True)


def _end_server(cluster: Path, *, leader: int | None) -> None:
    """Ask the server to stop and wait until its last process is gone; they hold its shared memory."""
    deadline = time.monotonic() + PATIENCE
    serving = serving_processes(cluster, leader=leader)
    for pid in {leader} & serving:
        _signal(pid, signal.SIGINT)
    while serving := serving_processes(cluster, leader=leader):
        if time.monotonic() > deadline:
            for pid in serving:
                _signal(pid, signal.SIGKILL)
        time.sleep(0.05)


def serving_processes(cluster: Path, *, leader: int | None) -> set[int]:
    """Return the living processes that work in the cluster's folder; zombies work nowhere."""
    if not PROCESSES.is_dir():
        return {leader} if leader is not None and _takes_signals(leader) else set()
    return {int(entry.name) for entry in PROCESSES.iterdir() if entry.name.isdigit() and _works_in(entry, cluster)}


def _works_in(entry: Path, cluster: Path) -> bool:
    try:
        return (entry / "cwd").readlink() == cluster
    except OSError:
        return False  # it ended meanwhile, is a zombie, or belongs to somebody else


def _pid_in(pid_file: Path) -> int | None:
    try:
        return int(pid_file.read_text().splitlines()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return None


def _takes_signals(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _signal(pid: int | None, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        if pid is not None:
            os.kill(pid, number)
