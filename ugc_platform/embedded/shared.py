"""One PostgreSQL that several processes use at once and that ends with the last of them, however they end.

Each user holds a shared lock on one file. A keeper process starts the server and waits for an
exclusive lock on the same file: it gets it when the last user is gone, kill -9 included. The test
runs use this; an installation has its supervisor instead.
"""

import atexit
import fcntl
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ugc_platform.embedded import process
from ugc_platform.embedded.errors import EmbeddedError
from ugc_platform.embedded.paths import Layout
from ugc_platform.embedded.postgres import Postgres

CONNECTIONS = 300
PATIENCE = 60.0


@contextmanager
def postgres(data: Path) -> Iterator[Layout]:
    """Use the shared server under this folder while the block runs; start it if nobody has."""
    layout = Layout(data)
    layout.locks.mkdir(parents=True, exist_ok=True)
    with process.locked(layout.locks / "starting.lock"):
        # Waits here while a keeper is shutting its server down.
        users = _users(layout)
        fcntl.flock(users, fcntl.LOCK_SH)
        server = Postgres(layout, durable=False)
        if not server.answers():
            _start_keeper(layout, server)
    with users:
        yield layout


def _users(layout: Layout) -> IO[str]:
    return (layout.locks / "users.lock").open("a+")


def _start_keeper(layout: Layout, server: Postgres) -> None:
    with process.open_log(layout.logs / "keeper.log") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "ugc_platform.embedded.shared", str(layout.data)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=Path(__file__).resolve().parents[2],
            start_new_session=True,
        )
    # It outlives its starter on purpose, and Python need not warn about that.
    atexit.register(setattr, keeper, "returncode", 0)
    deadline = time.monotonic() + PATIENCE
    while not server.ready():
        if keeper.poll() is not None or time.monotonic() > deadline:
            said = process.last_lines(layout.logs / "keeper.log")
            raise EmbeddedError(f"The shared PostgreSQL did not start:\n{said}")
        time.sleep(0.05)


def keep(data: Path) -> None:
    """Run the server until nobody uses it any more; this is the keeper's whole life."""
    layout = Layout(data)
    try:
        child = _started(layout)
    except EmbeddedError:
        # It runs without fsync, so a machine that went down may have left a broken cluster: begin anew.
        shutil.rmtree(layout.postgres, ignore_errors=True)
        child = _started(layout)
    with _users(layout) as users:
        fcntl.flock(users, fcntl.LOCK_EX)
        process.stop(child, by=signal.SIGINT, within=PATIENCE)


def _started(layout: Layout) -> subprocess.Popen[bytes]:
    server = Postgres(layout, durable=False, connections=CONNECTIONS)
    command = server.prepare()
    with process.open_log(layout.logs / "postgres.log") as log:
        child = command.start(log=log)
    try:
        server.wait_until_ready(alive=lambda: child.poll() is None)
    except EmbeddedError:
        process.stop(child, by=signal.SIGINT, within=PATIENCE)
        raise
    return child


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
