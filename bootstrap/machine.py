"""What the platform asks of the machine it starts on: a Python that fits, a free port, folders that can be written.

Each question is asked before minutes are spent on a set-up, and again by `manage.py up`. Standard library only.
"""

import errno
import importlib.util
import os
import shutil
import socket
import sys
import tempfile
from itertools import chain
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 13)
DEFAULT_PORT = 8000
HIGHEST_PORT = 65_535
MEGABYTE = 1_000_000
# A start writes the cluster and its log (some 60 MB), static files and the demo's pictures.
DATA_MEGABYTES = 200
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class Unfit(Exception):
    """The machine or a setting does not fit; the text says in one sentence what to do."""


def refuse_python() -> None:
    """Raise unless this Python is one of those that Fanfare runs on and can make environments."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        version = ".".join(str(part) for part in sys.version_info[:3])
        raise Unfit(
            f"Fanfare needs Python 3.11, 3.12 or 3.13, and this is {version}: name one, for instance "
            "PYTHON=python3.12 make run."
        )
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise Unfit("Install Python's venv module (Debian and Ubuntu: apt-get install python3-venv).")


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


def require_room(folder: Path, *, megabytes: int, what: str) -> None:
    """Raise Unfit when the disk of this folder has less room than that."""
    free = shutil.disk_usage(_nearest(folder)).free // MEGABYTE
    if free < megabytes:
        raise Unfit(
            f"{what} needs about {megabytes} MB, and {free} MB are free on the disk of {folder}: make room first."
        )


def full_disk(folder: Path) -> str:
    """Return the sentence about a disk on which no room is left."""
    return f"The disk of {folder} is full: make room and start again."


def _nearest(folder: Path) -> Path:
    """The folder itself, or the one above it that exists."""
    return next(place for place in (folder, *folder.parents) if place.exists())


def say_anything() -> None:
    """Let a terminal that knows few letters show a question mark instead of ending the command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def without_empty(environment: "os._Environ[str] | dict[str, str]") -> dict[str, str]:
    """Return the environment without variables that are set to nothing: empty means unset."""
    return {name: value for name, value in environment.items() if value.strip()}
