"""What a start asks of the machine: each answer is one sentence that says what to do, and comes before the set-up."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bootstrap import machine, packages
from tests.bootstrap.conftest import Clone, interpreter

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("text", "port"), [("8080", 8080), (" 80 ", 80), ("1", 1), ("65535", 65535), ("", 8000), (" ", 8000)]
)
def test_a_port_is_a_number_and_nothing_is_the_default(text: str, port: int) -> None:
    assert machine.port_in(text) == port


@pytest.mark.parametrize(
    "text", ["abc", "0", "-1", "65536", "99999", "8000.0", "8e3", "²", "٨٠٨٠", "1" * 5000, "80 80"]
)
def test_what_is_no_port_is_said(text: str) -> None:
    with pytest.raises(
        machine.Unfit, match=r"^PORT is .*: set it to a whole number from 1 to 65535, for instance 8000\.$"
    ):
        machine.port_in(text)


def test_a_busy_port_names_one_that_is_free() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = int(holder.getsockname()[1])
        with pytest.raises(machine.Unfit, match=rf"^Port {port} is taken, .* for instance PORT=(\d+)\.$") as refused:
            machine.refuse_busy_port("127.0.0.1", port)
        free = int(str(refused.value).rpartition("=")[2].rstrip("."))
        machine.refuse_busy_port("127.0.0.1", free)


@pytest.mark.parametrize("address", ["no such place", "203.0.113.7"])
def test_an_address_of_another_machine_is_not_a_busy_port(address: str) -> None:
    with pytest.raises(machine.Unfit, match=r"^BIND is .*: set it to an address of this machine"):
        machine.refuse_busy_port(address, 8000)


@pytest.mark.parametrize("place", ["/proc/fanfare", "/dev/null/below"])
def test_nowhere_to_write_is_one_sentence_that_names_the_folder(place: str) -> None:
    with pytest.raises(machine.Unfit, match=rf"^DATA_DIR is {place}, where nothing can be written \(.+\): set it to"):
        machine.require_data_folder(Path(place))


def test_a_good_data_folder_is_made_and_stays_empty(tmp_path: Path) -> None:
    machine.require_data_folder(tmp_path / "a" / "b")
    assert list((tmp_path / "a" / "b").iterdir()) == []


def test_a_disk_without_room_is_told_before_anything_is_fetched(tmp_path: Path) -> None:
    machine.require_room(tmp_path / "not" / "yet", megabytes=0, what="Setting up")
    with pytest.raises(
        machine.Unfit, match=r"^Setting up needs about 1000000000 MB, and \d+ MB are free on the disk of"
    ):
        machine.require_room(tmp_path / "not" / "yet", megabytes=10**9, what="Setting up")


@pytest.mark.parametrize("version", ["3.6", "3.8", "3.9", "3.10"])
def test_an_older_python_is_told_in_its_own_words(clone: Clone, version: str) -> None:
    older = interpreter(version)
    if older is None:
        pytest.skip(f"there is no Python {version} here")
    run = clone.call([older, "-Es", "-m", "bootstrap", "run"])
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith(f"Fanfare needs one of Python 3.11, 3.12, 3.13, and this is {version}.")
    assert len(run.stderr.splitlines()) == 1


def test_a_machine_without_python_is_told(clone: Clone, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    make = shutil.which("make")
    assert make is not None
    run = clone.call([make, "run"], PATH=str(tools))
    assert run.returncode == 2
    assert run.stderr.startswith("Fanfare needs Python 3.11, 3.12 or 3.13: install one.\n")


@pytest.mark.parametrize(
    "setting", ["PORT=abc", "PORT=0", "PORT=99999", "BIND=nowhere.invalid", "DATA_DIR=/dev/null/x"]
)
def test_make_run_tells_a_wrong_setting_before_it_sets_up(clone: Clone, setting: str) -> None:
    run = clone.call(["make", "run", setting] if not setting.startswith("BIND") else ["env", setting, "make", "run"])
    assert run.returncode != 0
    assert run.stderr.splitlines()[0].startswith(f"{setting.partition('=')[0]} is ")
    assert "Traceback" not in run.stderr
    assert not clone.venv.exists()


def test_make_run_tells_a_busy_port_before_it_sets_up(clone: Clone) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = int(holder.getsockname()[1])
        run = clone.call(["make", "run", f"PORT={port}"])
    assert run.returncode != 0
    assert run.stderr.startswith(f"Port {port} is taken")
    assert not clone.venv.exists()


def where_mounted(clone: Clone, mount: str, *options: str) -> "subprocess.CompletedProcess[str]":
    """Set up with a mount that only this one process sees."""
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        pytest.skip("only root can mount a disk of its own")
    words = " ".join((sys.executable, "-Es", "-m", "bootstrap", *options, "run"))
    run = clone.call(["unshare", "--mount", "sh", "-c", f"{mount} && cd {clone.root} && exec {words}"])
    if "mount" in run.stderr and "denied" in run.stderr:
        pytest.skip("this machine lets nobody mount")
    return run


def read_only(clone: Clone) -> str:
    return f"mount --bind {clone.root} {clone.root} && mount -o remount,bind,ro {clone.root}"


def test_a_full_disk_is_one_sentence(clone: Clone) -> None:
    clone.venv.mkdir()
    run = where_mounted(clone, f"mount -t tmpfs -o size=2m none {clone.venv}")
    assert (run.returncode, run.stderr) == (
        2,
        f"Setting up needs about 700 MB, and 2 MB are free on the disk of {clone.venv}: make room first.\n",
    )


def test_a_disk_that_fills_up_while_packages_are_unpacked_is_one_sentence(tmp_path: Path) -> None:
    said = ["Installing collected packages: a, b", "ERROR: Could not install: [Errno 28] No space left on device"]
    assert packages.explain(said, folder=tmp_path, doing="fetch them").startswith(f"The disk of {tmp_path} or of ")


def test_a_clone_that_cannot_be_written_is_one_sentence(clone: Clone) -> None:
    run = where_mounted(clone, read_only(clone))
    assert run.returncode == 2
    assert run.stderr.startswith(
        f"Nothing can be written in {clone.venv} (Read-only file system): let it belong to you"
    )
    assert len(run.stderr.splitlines()) == 1


@pytest.mark.installs
def test_an_environment_elsewhere_serves_a_clone_that_cannot_be_written(clone: Clone, tmp_path: Path) -> None:
    run = where_mounted(clone, read_only(clone), "--venv", str(tmp_path / "elsewhere" / "venv"))
    assert run.returncode == 0, run.stderr
    assert not clone.venv.exists()


PLAIN_TERMINAL = """
import runpy, sys
sys.stdout.reconfigure(encoding="ascii", errors="strict")
sys.argv = ["bootstrap", "run"]
runpy.run_module("bootstrap", run_name="__main__")
"""


@pytest.mark.installs
def test_a_terminal_of_few_letters_does_not_stop_the_set_up(clone: Clone) -> None:
    run = clone.call([sys.executable, "-c", PLAIN_TERMINAL])
    assert run.returncode == 0, run.stderr
    assert f"in {clone.venv} ?" in run.stdout


def test_a_terminal_of_few_letters_does_not_stop_a_command() -> None:
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", "print('Log in \\u00b7 here')"]
    run = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONIOENCODING": "ascii"}, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout) == (0, "Log in ? here\n"), run.stderr
