"""A small clone with packages of its own, made here: set-up is tried whole, in seconds and without an index."""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
LISTS = ("requirements-build.txt", "requirements.txt", "requirements-embedded.txt", "requirements-dev.txt")
# What a person's own shell may say must not lead these packages elsewhere.
KEPT = ("PATH", "HOME", "LANG", "TMPDIR")


@cache
def interpreter(version: str) -> str | None:
    """A Python of this version on this machine, on the path or where pyenv keeps them."""
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    places = [shutil.which(f"python{version}"), sys.executable, *kept.glob(f"{version}.*/bin/python")]
    for place in map(str, filter(None, places)):
        asked = subprocess.run(
            [place, "-c", "import sys, ensurepip; print(*sys.version_info[:2], sep='.')"],
            capture_output=True,
            text=True,
            check=False,
        )
        if asked.stdout.strip() == version:
            return place
    return None


def make_wheel(folder: Path, name: str, version: str, *, needs: str = "", code: str = "") -> str:
    """Write a wheel of one module and return its line for a list."""
    described = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    files = {
        f"{name}.py": code,
        f"{described}/METADATA": metadata + (f"Requires-Dist: {needs}\n" if needs else ""),
        f"{described}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},sha256={_short(text)},{len(text)}\n" for path, text in files.items())
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(place, "w") as archive:
        for path, text in {**files, f"{described}/RECORD": f"{record}{described}/RECORD,,\n"}.items():
            archive.writestr(path, text)
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(place.read_bytes()).hexdigest()}\n"


def _short(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


@dataclass
class Clone:
    """A folder with our set-up in it, four lists of one package each, and the folder that offers them."""

    root: Path
    offers: Path

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    def set_up(self, what: str = "run", *options: str, **more: str) -> "subprocess.CompletedProcess[str]":
        """Run the set-up as the Makefile does."""
        return self.call([sys.executable, "-Es", "-m", "bootstrap", *options, what], **more)

    def call(self, command: list[str], **more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command,
            cwd=self.root,
            env=self.environment(more),
            capture_output=True,
            text=True,
            check=False,
            timeout=1800,
        )

    def environment(self, more: Mapping[str, str]) -> dict[str, str]:
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.offers)}
        return {name: value for name, value in {**kept, **offline, **more}.items() if value}

    def list(self, number: int, *lines: str) -> None:
        (self.root / LISTS[number]).write_text("".join(lines))

    def packages(self) -> set[str]:
        found = self.venv.glob("lib/python3*/site-packages/*.dist-info")
        return {path.name.removesuffix(".dist-info") for path in found if path.name.startswith("ff")}


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    made = Clone(root=tmp_path / "clone", offers=tmp_path / "offers")
    made.root.mkdir()
    shutil.copytree(PROJECT / "bootstrap", made.root / "bootstrap", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "Makefile", made.root)
    for number, name in enumerate(("ffbuild", "ffrun", "ffembedded", "ffdev")):
        made.list(number, make_wheel(made.offers, name, "1.0"))
    return made
