"""A folder that cannot hold the data: one sentence, exit code 2, no traceback, whoever finds it first."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ugc_platform.embedded import data_folder
from ugc_platform.embedded.errors import EmbeddedError

ROOT = Path(__file__).resolve().parents[2]


def said_by_up(folder: Path, **more: str) -> tuple[int, str]:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    run = subprocess.run(
        [sys.executable, "manage.py", "up", "--no-demo"],
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
    code, said = said_by_up(place, **more)
    sentence = f"DATA_DIR is {place}, which is a file: set it to a folder.\n"
    assert (code, said.removeprefix("CommandError: ")) == (2, sentence)


@pytest.mark.parametrize("place", ["/proc/fanfare", "/dev/null/below"])
def test_nowhere_to_write_is_one_sentence_that_names_the_folder(place: str) -> None:
    with pytest.raises(EmbeddedError, match=rf"^DATA_DIR is {place}, where nothing can be written \(.+\): set it to"):
        data_folder.require_writable(Path(place))


def test_a_good_folder_is_made_and_stays_empty(tmp_path: Path) -> None:
    data_folder.require_writable(tmp_path / "a" / "b")
    assert list((tmp_path / "a" / "b").iterdir()) == []
