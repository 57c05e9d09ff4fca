"""What a killed process leaves in the temporary folder goes at the next start, and what a living one uses stays."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from core import work_folders

HOLDER = """
from core import work_folders
with work_folders.work_folder() as folder:
    (folder / "original").write_bytes(b"private")
    print(folder, flush=True)
    input()
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def holder(place: Path) -> Iterator[subprocess.Popen[str]]:
    running = subprocess.Popen(
        [sys.executable, "-c", HOLDER],
        cwd=settings.BASE_DIR,
        env={"TMPDIR": str(place)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield running
    running.kill()
    running.communicate()


def told(holder: subprocess.Popen[str]) -> Path:
    assert holder.stdout
    return Path(holder.stdout.readline().strip())


def test_the_folder_of_a_living_process_stays_and_that_of_a_killed_one_goes(holder: subprocess.Popen[str]) -> None:
    folder = told(holder)
    assert (work_folders.clear(), (folder / "original").exists()) == (0, True)
    holder.kill()
    holder.wait()
    assert folder.exists(), "nobody could clean up"
    assert (work_folders.clear(), folder.exists()) == (1, False)


def test_a_folder_ends_with_its_block_also_after_an_error(place: Path) -> None:
    def fails() -> None:
        with work_folders.work_folder() as folder:
            (folder / "original").write_bytes(b"private")
            raise LookupError

    with pytest.raises(LookupError):
        fails()
    assert list(place.iterdir()) == []


def test_only_our_folders_are_cleared(place: Path) -> None:
    for name in ("somebody-else", "fanfare-0123"):
        (place / name).mkdir()
    (place / "elsewhere").mkdir()
    (place / f"{work_folders.PREFIX}link").symlink_to(place / "elsewhere")
    assert work_folders.clear() == 0
    assert sorted(path.name for path in place.iterdir()) == [
        *("elsewhere", "fanfare-0123", f"{work_folders.PREFIX}link", "somebody-else"),
    ]


def test_two_folders_at_once_are_two(place: Path) -> None:
    with work_folders.work_folder() as one, work_folders.work_folder() as other:
        assert one != other
        assert work_folders.clear() == 0


def test_a_folder_that_was_cleared_in_the_instant_of_its_making_is_made_anew(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    make = tempfile.mkdtemp

    def taken_once(*, prefix: str) -> str:
        made.append(make(prefix=prefix))
        if len(made) == 1:
            work_folders.clear()
        return made[-1]

    monkeypatch.setattr(tempfile, "mkdtemp", taken_once)
    with work_folders.work_folder() as folder:
        assert (len(made), str(folder)) == (2, made[1])
