"""A folder that cannot hold the data: one sentence, exit code 2, no traceback, whoever finds it first."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


UP = [sys.executable, "manage.py", "up", "--no-demo"]


def said_by_up(folder: Path, more: dict[str, str], command: list[str] = UP) -> tuple[int, str]:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    run = subprocess.run(
        command,
        env={**inherited, "DATA_DIR": str(folder), **more},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return run.returncode, run.stdout + run.stderr


@pytest.mark.parametrize("more", [{}, {"SECRET_KEY": "k3ys-must-be-long-and-varied-0123456789-abcdefghij-ABC"}])
def test_a_file_in_place_of_the_folder_is_one_sentence(tmp_path: Path, more: dict[str, str]) -> None:
    place = tmp_path / "data"
    place.write_text("not a folder")
    code, said = said_by_up(place, more)
    sentence = f"DATA_DIR is {place}, which is a file: set it to a folder.\n"
    assert (code, said.removeprefix("CommandError: ")) == (2, sentence)


def test_a_disk_without_room_for_a_cluster_is_one_sentence(tmp_path: Path) -> None:
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        pytest.skip("only root can mount a disk of its own")
    mounted = f"mount -t tmpfs -o size=20m none {tmp_path} && exec {sys.executable} manage.py up --no-demo"
    code, said = said_by_up(tmp_path, {}, command=["unshare", "--mount", "sh", "-c", mounted])
    if "permission denied" in said.lower():
        pytest.skip("this machine lets nobody mount")
    sentence = rf"A first start needs about 200 MB, and \d+ MB are free on the disk of {tmp_path}: make room first\.\n"
    assert code == 2
    assert re.fullmatch(f"(CommandError: )?{sentence}", said)
