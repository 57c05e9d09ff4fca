"""What the platform asks of the machine it starts on: a Python that fits, a free port, folders that can be written.

Each question is asked before minutes are spent on a set-up, and again by `manage.py up`. Standard library only, and in
words that an older Python can read, so that it can be told what is missing.
"""

import errno
import fcntl
import os
import shutil
import socket
import sys
import tempfile
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Callable, Dict, FrozenSet, Iterator, Mapping, Optional  # noqa: UP035  # read by an older Python

OLDEST, NEWEST = (3, 11), (3, 13)
DEFAULT_PORT = 8000
HIGHEST_PORT = 65_535
MEGABYTE = 1_000_000
# A first start writes the cluster and its log (some 60 MB), static files and the demo's pictures.
DATA_MEGABYTES = 200
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
POSTGRES, VALKEY = "postgres", "valkey"


class Unfit(Exception):
    """The machine or a setting does not fit; the text says in one sentence what to do."""


def refuse_python() -> None:
    """Raise Unfit unless this Python is one of those that Fanfare runs on."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        fitting = ", ".join(f"3.{minor}" for minor in range(OLDEST[1], NEWEST[1] + 1))
        raise Unfit(
            f"Fanfare needs one of Python {fitting}, and this is {sys.version.split()[0]}: name one, for instance "
            "make PYTHON=python3.12 run."
        )


def port_in(text: str) -> int:
    """Return the port that the setting names; empty is the default. Raises Unfit."""
    stripped = text.strip()
    if not stripped:
        return DEFAULT_PORT
    if not (stripped.isascii() and stripped.isdecimal() and 1 <= int(stripped[:6]) <= HIGHEST_PORT):
        raise Unfit(
            f"PORT is {text!r}: set it to a whole number from 1 to {HIGHEST_PORT}, for instance {DEFAULT_PORT}."
        )
    return int(stripped)


def refuse_busy_port(address: str, port: int) -> None:
    """Raise Unfit when the web server could not listen there, and say why."""
    try:
        _listen(address, port)
    except socket.gaierror:
        raise Unfit(f"BIND is {address!r}: set it to an address of this machine, for instance 127.0.0.1.") from None
    except OSError as error:
        raise Unfit(_why_not_there(address, port, error)) from None


def _why_not_there(address: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is taken, perhaps by a Fanfare that already runs: stop that, or choose another port, "
            f"for instance PORT={_free_port(address, after=port)}."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} is kept for root: choose one above 1023, for instance PORT={DEFAULT_PORT}."
    return f"BIND is {address!r} ({error.strerror}): set it to an address of this machine, for instance 127.0.0.1."


def _free_port(address: str, *, after: int) -> int:
    near = range(after + 1, min(after + 20, HIGHEST_PORT + 1))
    for port in chain(near, range(DEFAULT_PORT, DEFAULT_PORT + 100)):
        try:
            _listen(address, port)
        except OSError:
            continue
        return port
    return DEFAULT_PORT


def _listen(address: str, port: int) -> None:
    family, kind, protocol, _, place = socket.getaddrinfo(address or None, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(place)


def require_data_folder(folder: Path) -> None:
    """Make the folder that DATA_DIR names and write something into it: rights alone do not tell of a read-only disk.

    Raises Unfit with the way out.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"fanfare")
    except FileExistsError:
        raise Unfit(f"DATA_DIR is {folder}, which is a file: set it to a folder.") from None
    except OSError as error:
        if error.errno in FULL:
            raise Unfit(full_disk(folder)) from None
        raise Unfit(
            f"DATA_DIR is {folder}, where nothing can be written ({error.strerror}): set it to a folder of your own."
        ) from None


def require_room_for_data(folder: Path) -> None:
    """Raise Unfit where a first start would fill the disk; an installation that is there already may always start."""
    if not any(folder.glob("postgres*")):
        require_room(folder, megabytes=DATA_MEGABYTES, what="A first start")


def require_room(folder: Path, *, megabytes: int, what: str) -> None:
    """Raise Unfit when the disk of this folder has less room than that."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(str(there)).free // MEGABYTE
    if free < megabytes:
        raise Unfit(
            f"{what} needs about {megabytes} MB, and {free} MB are free on the disk of {folder}: make room first."
        )


def full_disk(folder: Path) -> str:
    """Return the sentence about a disk on which no room is left."""
    return f"The disk of {folder} or of {tempfile.gettempdir()} is full: make room and start again."


def embedded_services(environment: Mapping[str, str]) -> FrozenSet[str]:  # noqa: UP006
    """Which services are ours to start: those for which the environment names none."""
    named = without_empty(environment)
    ours = set()
    if "DATABASE_URL" not in named:
        ours.add(POSTGRES)
    if not {"CELERY_BROKER_URL", "CACHE_URL"} <= set(named):
        ours.add(VALKEY)
    return frozenset(ours)


def distribution_postgres() -> Optional[Path]:  # noqa: UP045
    """The folder of the newest PostgreSQL that the distribution installed."""
    found = Path("/usr/lib/postgresql").glob("[0-9]*/bin/postgres")
    return max((place.parent for place in found), key=lambda folder: float(folder.parent.name), default=None)


def distribution_valkey() -> Optional[Path]:  # noqa: UP045
    """The distribution's Valkey, or Redis, which serves as well."""
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    return Path(found) if found else None


@contextmanager
def alone(folder: Path, *, say: Callable[[str], None]) -> Iterator[int]:
    """Hold a folder, so that two set-ups take turns; yields the lock, to be kept open by whoever must end first."""
    handle = os.open(str(folder), os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Another set-up is at work in {folder}; waiting for it …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def say_anything() -> None:
    """Let a terminal that knows few letters show a question mark instead of ending the command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def without_empty(environment: Mapping[str, str]) -> Dict[str, str]:  # noqa: UP006
    """Return the environment without variables that are set to nothing: empty means unset."""
    return {name: value for name, value in environment.items() if value.strip()}
