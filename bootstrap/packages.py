"""Fetches the locked packages with pip and says how far it is; nothing is resolved, so the index decides nothing.

A list is complete: every package with its version and hashes. Standard library only.
"""

import ast
import os
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
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
# Of somebody's pip we take where packages come from; nothing that leads them elsewhere or adds rules to the list.
SOURCES = frozenset({
    *("index-url", "extra-index-url", "find-links", "no-index", "proxy", "cert", "client-cert", "trusted-host"),
    *("timeout", "default-timeout", "retries", "cache-dir", "no-cache-dir", "keyring-provider", "use-feature"),
    *("use-deprecated", "no-compile"),
})  # fmt: skip
TICK_SECONDS = 0.25
WORD_SECONDS = 5.0  # between two lines where output is not a terminal
GRACE_SECONDS = 10.0

PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^;\s\\]+)", re.MULTILINE)
# What pip says of each package: fetched, found in a folder, there already.
FOUND = re.compile(
    r"^(?:Collecting |Processing (?:\S*/)?|Requirement already satisfied: )(?P<name>[A-Za-z0-9._]+(?:-[A-Za-z]\w*)*)"
)
IGNORING = re.compile(r"^Ignoring ([A-Za-z0-9._-]+):")
INSTALLING = "Installing collected packages: "
UNREACHABLE = re.compile(r"Retrying \(|Max retries|ConnectionPool|timed out|Connection (?:refused|reset)|ProxyError")


class Missing(Unfit):
    """The index answers, and does not have the package."""


def bring_pip(python: str) -> None:
    """Give an environment without pip the one that this Python carries. Raises Unfit."""
    if _quietly(python, "-m", "pip", "--version").returncode == 0:
        return
    if _quietly(python, "-m", "ensurepip").returncode != 0:
        raise Unfit(f"{python} has no pip and cannot get one: install it there, or name another folder with VENV=….")


def install(python: str, listed: Path, *, log: Path, lock: int, say: Callable[[str], None]) -> None:
    """Install exactly what the list pins, with progress; pip's own words are kept in the log.

    pip holds the lock too, so that a set-up that is killed leaves no pip behind that another one could meet.
    Raises Unfit; Missing where the index lacks a package.
    """
    command = [python, "-I", "-m", "pip", "install", *LOCKED, "--disable-pip-version-check", "--no-input"]
    command += ["--progress-bar", "off", "-r", str(listed)]
    lines: list[str] = []
    began = time.monotonic()
    progress = Progress(listed, folder=log.parent, say=say)
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=_environment(python),
        pass_fds=(lock,),
    ) as pip:
        try:
            _follow(pip, lines, progress)
        except BaseException:  # whatever ends us ends pip
            _end(pip)
            progress.end("")
            raise
    with log.open("a", encoding="utf-8") as kept:
        kept.writelines(lines)
    doing = f"fetch the packages of {listed.name}"
    if pip.returncode != 0:
        progress.end("")
        reason = explain(lines, folder=log.parent, doing=doing, log=log)
        raise (Missing if "the package index has no" in reason else Unfit)(reason)
    if absent := not_installed(listed, lines, described(log.parent)):
        raise Unfit(f"Could not {doing}: pip says it is done, but {absent[0]} is not in {log.parent} ({log} has more).")
    progress.end(f"  {listed.name:<26} {progress.count(lines)} packages in {time.monotonic() - began:.0f} s")


def _follow(pip: "subprocess.Popen[str]", lines: list[str], progress: "Progress") -> None:
    reader = threading.Thread(target=lambda: lines.extend(pip.stdout or ()), daemon=True)
    reader.start()
    while pip.poll() is None:
        progress.show(list(lines))
        time.sleep(TICK_SECONDS)
    reader.join()


def _end(pip: "subprocess.Popen[str]") -> None:
    pip.terminate()
    try:
        pip.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        pip.kill()


def _environment(python: str) -> dict[str, str]:
    """The variables for pip: somebody's own settings only as far as they say where packages come from."""
    return {**_without_pips(), **sources(python), "PIP_CONFIG_FILE": os.devnull, "PYTHONIOENCODING": "utf-8"}


def _without_pips() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}


def sources(python: str) -> dict[str, str]:
    """What pip's files and variables say about where packages come from, as variables."""
    asked = {_variable(name) for name in SOURCES} | {"PIP_CONFIG_FILE"}
    ours = {name: value for name, value in os.environ.items() if name in asked}
    listed = _quietly(python, "-m", "pip", "config", "list", **ours).stdout
    found: dict[str, dict[str, str]] = {"global": {}, "install": {}, ":env:": {}}
    for line in listed.splitlines():
        place, _, value = line.partition("=")
        section, _, name = place.rpartition(".")
        if name in SOURCES and section in found:
            found[section][_variable(name)] = str(ast.literal_eval(value))
    return {name: value for section in found.values() for name, value in section.items()}


def _variable(name: str) -> str:
    return f"PIP_{name.upper().replace('-', '_')}"


class Progress:
    """How far one installation is: a line that changes on a terminal, a line now and then elsewhere."""

    def __init__(self, listed: Path, *, folder: Path, say: Callable[[str], None]) -> None:
        self._name = listed.name
        self._folder = folder
        self._say = say
        self._pins = len(PIN.findall(listed.read_text(encoding="utf-8")))
        self._before = len(described(folder))
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
            return f"  {self._name:<26} unpacking {min(len(described(self._folder)) - self._before, count)} of {count}"
        found = [match["name"] for line in lines if (match := FOUND.match(line))]
        trouble = " (the index does not answer, trying again)" if lines and "Retrying" in lines[-1] else ""
        last = found[-1] if found else "…"
        return f"  {self._name:<26} fetching {len(found)} of {self.count(lines)}: {last}{trouble}"

    def count(self, lines: Sequence[str]) -> int:
        """How many packages the list has for this machine and Python: pip names those that are for others."""
        return self._pins - sum(1 for line in lines if IGNORING.match(line))


def described(folder: Path, *, only: Collection[str] | None = None) -> list[str]:
    """The folders in which installed packages describe themselves, `name-version.dist-info`; of these names only."""
    found = sorted(path.name for path in folder.glob("lib/python3*/site-packages/*.dist-info"))
    return [name for name in found if only is None or names_of([name])[0] in only]


def names_of(described: Iterable[str]) -> list[str]:
    """The names of packages that describe themselves in such folders."""
    return [plain(folder.partition("-")[0]) for folder in described]


def plain(name: str) -> str:
    """A package's name as everybody may write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(lists: Iterable[Path]) -> set[str]:
    """The names of all packages in these lists."""
    there = [listed for listed in lists if listed.exists()]
    return {plain(pin[0]) for listed in there for pin in PIN.findall(listed.read_text(encoding="utf-8"))}


def not_installed(listed: Path, lines: Sequence[str], found: Collection[str]) -> list[str]:
    """The pins of a list that are not there, though pip did not name them as meant for another machine."""
    pins = [(plain(name), version) for name, version in PIN.findall(listed.read_text(encoding="utf-8"))]
    ignored = Counter(plain(match[1]) for line in lines if (match := IGNORING.match(line)))
    there = {(plain(name.partition("-")[0]), name.partition("-")[2].removesuffix(".dist-info")) for name in found}
    expected = Counter(name for name, _ in pins) - ignored
    return sorted(name for name in expected if not any(pin in there for pin in pins if pin[0] == name))


def uninstall(python: str, names: Sequence[str]) -> None:
    """Take away packages that we once installed and that no list names any more."""
    if names:
        _quietly(python, "-m", "pip", "uninstall", "--yes", "--quiet", *names)


def check(python: str, *, only: Collection[str]) -> None:
    """Raise Unfit unless every package of our lists has what it asks for; those of others are their business."""
    said = _quietly(python, "-m", "pip", "check", "--disable-pip-version-check").stdout.splitlines()
    ours = [line for line in said if plain(line.partition(" ")[0]) in only]
    if ours:
        raise Unfit(f"The installed packages do not fit together ({'; '.join(ours[:3])}).")


def _quietly(python: str, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [python, "-I", *arguments],
        capture_output=True,
        text=True,
        errors="replace",
        env={**_without_pips(), "PIP_CONFIG_FILE": os.devnull, **more},
        check=False,
    )


def explain(lines: Sequence[str], *, folder: Path, doing: str, log: Path | None = None) -> str:
    """Return one sentence for what a failed program said."""
    said = "\n".join(line.rstrip() for line in lines)
    more = f" ({log} has the details)" if log else ""
    if "No space left on device" in said or "Disk quota exceeded" in said:
        return machine.full_disk(folder)
    if "DO NOT MATCH THE HASHES" in said:
        return f"Could not {doing}: the package index offers another file than the one that was locked{more}."
    missing = re.search(r"No matching distribution found for (\S+)", said)
    errors = [line.strip() for line in said.splitlines() if line.strip()]
    last = next(
        (line for line in reversed(errors) if line.startswith(("ERROR", "Error"))), errors[-1] if errors else ""
    )
    if UNREACHABLE.search(said if missing else last):
        return f"Could not {doing}: the package index cannot be reached; look at your network and pip's settings{more}."
    if missing:
        return f"Could not {doing}: the package index has no {missing[1]} for this machine and Python{more}."
    return f"Could not {doing}: {last or 'it ended without a word'}{more}."


def machine_has_services() -> bool:
    """Say whether PostgreSQL and Valkey can be had without their packages: named by the environment, or installed."""
    named = machine.without_empty(os.environ)
    have = {
        machine.POSTGRES: "PGBIN" in named or machine.distribution_postgres() is not None,
        machine.VALKEY: "VALKEY_SERVER" in named or machine.distribution_valkey() is not None,
    }
    return all(have[service] for service in machine.embedded_services(named))
