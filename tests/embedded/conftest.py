"""A data folder with a short path for each test, and real servers in it."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ugc_platform.embedded import process
from ugc_platform.embedded.paths import Layout
from ugc_platform.embedded.postgres import Postgres
from ugc_platform.embedded.valkey import Valkey

Running = subprocess.Popen[bytes]


@pytest.fixture
def layout() -> Iterator[Layout]:
    # pytest's own folders are too deep for a socket.
    folder = Path(tempfile.mkdtemp(prefix="ff-"))
    yield Layout(folder)
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(server: Postgres | Valkey) -> Iterator[Running]:
    """Run a server while the block runs."""
    command = server.prepare()
    name = type(server).__name__.lower()
    with process.open_log(server.layout.logs / f"{name}.log") as log:
        child = command.start(log=log)
    try:
        server.wait_until_ready(alive=lambda: child.poll() is None)
        yield child
    finally:
        process.stop(child, by=command.stop_signal, within=20)


def is_alive(pid: int) -> bool:
    """Say whether the process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def eventually(question: Callable[[], bool], *, within: float = 15.0) -> bool:
    """Ask until the answer is yes or the time is over."""
    deadline = time.monotonic() + within
    while not question():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def processes_naming(text: str) -> set[int]:
    """Return the living processes whose command line or working folder holds this text."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid() and is_alive(int(entry.name)):
            try:
                said = (entry / "cmdline").read_bytes().decode() + str((entry / "cwd").readlink())
                environment = (entry / "environ").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if text in said or f"DATA_DIR={text}" in environment:
                found.add(int(entry.name))
    return found
