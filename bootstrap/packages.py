"""Fetches the locked packages with pip and says how far it is; nothing is resolved, so the index decides nothing.

A list is complete: every package with its version and hashes. Standard library only.
"""

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bootstrap import machine
from bootstrap.machine import Unfit

EMBEDDED = "requirements-embedded.txt"
# What each list adds to the disk, with some room for what is unpacked on the way.
MEGABYTES = {
    "requirements-build.txt": 20,
    "requirements.txt": 600,
    EMBEDDED: 80,
    "requirements-dev.txt": 900,
    "requirements-node.txt": 200,
}
# The one package that comes as source only. It is built by the locked setuptools, not by whichever is newest today.
SOURCE_ONLY = "pyvips"
LOCKED = ("--no-deps", "--require-hashes", "--no-build-isolation", "--only-binary", ":all:", "--no-binary", SOURCE_ONLY)
# Settings of somebody's pip that would lead the packages elsewhere or add rules to a list that is complete.
UNWANTED = ("PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV", "PIP_QUIET", "PIP_VERBOSE", "PIP_LOG")
TICK_SECONDS = 0.25
WORD_SECONDS = 5.0  # between two lines where output is not a terminal

PIN = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*==", re.MULTILINE)
# What pip says of each package: fetched, found in a folder, there already.
FOUND = re.compile(
    r"^(?:Collecting |Processing (?:\S*/)?|Requirement already satisfied: )(?P<name>[A-Za-z0-9._]+(?:-[A-Za-z]\w*)*)"
)
INSTALLING = "Installing collected packages: "


def bring_pip(python: str) -> None:
    """Give an environment without pip the one that this Python carries. Raises Unfit."""
    if _quietly(python, "-m", "pip", "--version").returncode == 0:
        return
    brought = _quietly(python, "-m", "ensurepip")
    if brought.returncode != 0:
        raise Unfit(f"{python} has no pip and cannot get one: install it there, or name another folder with VENV=….")


def install(python: str, listed: Path, *, log: Path, say: Callable[[str], None]) -> None:
    """Install exactly what the list pins, with progress; pip's own words are kept in the log. Raises Unfit."""
    command = [python, "-I", "-m", "pip", "install", *LOCKED, "--disable-pip-version-check", "--no-input"]
    command += ["--progress-bar", "off", "-r", str(listed)]
    lines: list[str] = []
    began = time.monotonic()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", env=_environment()
    ) as pip:
        reader = threading.Thread(target=_read, args=(pip, lines), daemon=True)
        reader.start()
        progress = Progress(listed, site=Path(python).parent.parent, say=say)
        while pip.poll() is None:
            progress.show(list(lines))
            time.sleep(TICK_SECONDS)
        reader.join()
    with log.open("a", encoding="utf-8") as kept:
        kept.writelines(lines)
    if pip.returncode != 0:
        progress.end("")
        raise Unfit(explain(lines, folder=log.parent, doing=f"fetch the packages of {listed.name}", log=log))
    progress.end(f"  {listed.name:<26} {progress.count(lines)} packages in {time.monotonic() - began:.0f} s")


def _read(pip: "subprocess.Popen[str]", lines: list[str]) -> None:
    if pip.stdout is not None:
        lines.extend(pip.stdout)


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in UNWANTED}
    return {**kept, "PIP_USER": "0", "PIP_CONSTRAINT": "", "PYTHONIOENCODING": "utf-8"}


class Progress:
    """How far one installation is: a line that changes on a terminal, a line now and then elsewhere."""

    def __init__(self, listed: Path, *, site: Path, say: Callable[[str], None]) -> None:
        self._name = listed.name
        self._site = site
        self._say = say
        self._pins = len(PIN.findall(listed.read_text(encoding="utf-8")))
        self._before = self._in_place()
        self._terminal = sys.stdout.isatty()
        self._said, self._said_at = "", time.monotonic()

    def show(self, lines: Sequence[str]) -> None:
        """Say what is being done, if that is news."""
        text = self._text(lines)
        if self._terminal and text != self._said:
            sys.stdout.write(f"\r{text[:78]:<78}")
            sys.stdout.flush()
            self._said = text
        elif text != self._said and time.monotonic() - self._said_at >= WORD_SECONDS:
            self._say(text)
            self._said, self._said_at = text, time.monotonic()

    def end(self, text: str) -> None:
        """Leave one line that stays."""
        if self._terminal:
            sys.stdout.write(f"\r{'':<78}\r")
        if text:
            self._say(text)

    def _text(self, lines: Sequence[str]) -> str:
        unpacking = next((line for line in reversed(lines) if line.startswith(INSTALLING)), None)
        if unpacking:
            count = unpacking.count(",") + 1
            return f"  {self._name:<26} unpacking {min(self._in_place() - self._before, count)} of {count}"
        found = [match["name"] for line in lines if (match := FOUND.match(line))]
        trouble = " (the index does not answer, trying again)" if lines and "Retrying" in lines[-1] else ""
        last = found[-1] if found else "…"
        return f"  {self._name:<26} fetching {len(found)} of {self.count(lines)}: {last}{trouble}"

    def count(self, lines: Sequence[str]) -> int:
        """How many packages the list has for this machine and Python: pip names those that are for others."""
        return self._pins - sum(line.startswith("Ignoring ") for line in lines)

    def _in_place(self) -> int:
        return sum(1 for _ in self._site.glob("lib/python3*/site-packages/*.dist-info"))


def check(python: str) -> None:
    """Raise Unfit unless every installed package has what it asks for."""
    checked = _quietly(python, "-m", "pip", "check", "--disable-pip-version-check")
    if checked.returncode != 0:
        complaint = "; ".join((checked.stdout + checked.stderr).strip().splitlines()[:3])
        raise Unfit(f"The installed packages do not fit together ({complaint}).")


def _quietly(python: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [python, "-I", *arguments], capture_output=True, text=True, errors="replace", env=_environment(), check=False
    )


def explain(lines: Sequence[str], *, folder: Path, doing: str, log: Path | None = None) -> str:
    """Return one sentence for what a failed program said."""
    said = "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)
    more = f" ({log} has the details)" if log else ""
    if "No space left on device" in said or "Disk quota exceeded" in said:
        return machine.full_disk(folder)
    if "DO NOT MATCH THE HASHES" in said:
        return f"Could not {doing}: the package index offers another file than the one that was locked{more}."
    if "Retrying (" in said or "ConnectionError" in said:
        return f"Could not {doing}: the package index cannot be reached; look at your network and pip's settings{more}."
    if missing := re.search(r"No matching distribution found for (\S+)", said):
        return f"Could not {doing}: the package index has no {missing[1]} for this machine and Python{more}."
    errors = [line.strip() for line in said.splitlines() if line.strip()]
    last = next(
        (line for line in reversed(errors) if line.startswith(("ERROR", "Error"))), errors[-1] if errors else ""
    )
    return f"Could not {doing}: {last or 'it ended without a word'}{more}."


def machine_has_services() -> bool:
    """Say whether PostgreSQL and Valkey or Redis can be had without their packages: named, or installed here."""
    database = os.environ.get("DATABASE_URL") or os.environ.get("PGBIN")
    broker = os.environ.get("CELERY_BROKER_URL") or os.environ.get("VALKEY_SERVER")
    database_here = bool(database) or any(Path("/usr/lib/postgresql").glob("[0-9]*/bin/postgres"))
    broker_here = bool(broker) or any(shutil.which(name) for name in ("valkey-server", "redis-server"))
    return database_here and broker_here
