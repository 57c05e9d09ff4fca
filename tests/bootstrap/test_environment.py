"""The environment of a clone: made once, kept while it fits, made anew when it does not; somebody else's stays."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bootstrap.environment import NOTE
from tests.bootstrap.conftest import LISTS, Clone, interpreter, make_wheel
from tests.embedded.conftest import eventually, is_alive, processes_naming

pytestmark = pytest.mark.installs

HERE = interpreter(".".join(map(str, sys.version_info[:2])))
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


@pytest.mark.parametrize(
    ("harm", "reason"),
    [(break_python, "its Python does not run"), (stop_half_way, "the last set-up did not finish")],
)
def test_what_we_made_is_made_anew_when_it_is_of_no_use(clone: Clone, harm: object, reason: str) -> None:
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


def upgrade_python(clone: Clone) -> None:
    note = json.loads((clone.venv / NOTE).read_text())
    (clone.venv / NOTE).write_text(json.dumps({**note, "python": f"{note['python'].rpartition('.')[0]}.99"}))


def lose_a_package(clone: Clone) -> None:
    shutil.rmtree(next(clone.venv.glob("lib/python3*/site-packages/ffrun-1.0.dist-info")))


def change_a_list(clone: Clone) -> None:
    clone.list(0, make_wheel(clone.offers, "ffother", "1.0"))


@pytest.mark.parametrize(
    ("harm", "said", "then"),
    [
        (upgrade_python, r"are fetched again: Python 3\.\d+\.99 became 3\.", RUN),
        (lose_a_package, r"are fetched again: ffrun-1\.0 is gone", RUN),
        (
            change_a_list,
            r"^Bringing .* up to date: requirements-build\.txt changed",
            {*RUN, "ffother-1.0"} - {"ffbuild-1.0"},
        ),
    ],
)
def test_what_we_made_is_mended_in_place_when_that_will_do(
    clone: Clone, harm: object, said: str, then: set[str]
) -> None:
    ready(clone)
    harm(clone)  # type: ignore[operator]
    kept = clone.venv / "kept"
    kept.write_text("")

    run = clone.set_up()

    assert run.returncode == 0, run.stdout + run.stderr
    assert re.search(said, run.stdout)
    assert kept.exists()
    assert clone.packages() == then
    assert clone.set_up().stdout == ""


def test_a_list_that_cannot_be_had_leaves_what_was_there(clone: Clone) -> None:
    ready(clone)
    before = (clone.root / LISTS[1]).read_text()
    clone.list(1, "ffnowhere==1.0 --hash=sha256:" + "0" * 64 + "\n")
    assert clone.set_up().returncode == 2
    assert clone.packages() == RUN

    clone.list(1, before)
    run = clone.set_up()
    assert (run.returncode, run.stdout) == (0, ""), "what was ready before is ready still"


def test_another_python_that_is_asked_for_gets_an_environment_of_its_own(clone: Clone) -> None:
    other = next((place for place in map(interpreter, ("3.11", "3.12", "3.13")) if place and place != HERE), None)
    if other is None:
        pytest.skip("there is one Python on this machine")
    ready(clone)
    assert clone.call([other, "-Es", "-m", "bootstrap", "run"]).stdout == "", "one that fits is kept"

    run = clone.call([other, "-Es", "-m", "bootstrap", "--chosen", "run"])

    assert (run.returncode, clone.packages()) == (0, RUN), run.stderr
    assert "and another one was asked for" in run.stdout


def test_a_newer_pip_that_somebody_put_in_is_no_fault(clone: Clone) -> None:
    ready(clone)
    for folder in clone.venv.glob("lib/python3*/site-packages/pip-*.dist-info"):
        folder.rename(folder.with_name("pip-9999.0.dist-info"))
    assert clone.set_up().stdout == ""


def test_a_clone_that_was_moved_gets_a_new_environment(clone: Clone) -> None:
    ready(clone)
    old = clone.venv
    clone.root = clone.root.rename(clone.root.with_name("moved"))

    run = clone.set_up()

    assert f"{clone.venv} is made anew: it was made in {old}" in run.stdout
    assert clone.packages() == RUN


def test_a_folder_that_is_no_environment_is_refused_and_kept(clone: Clone) -> None:
    (clone.venv / "bin").mkdir(parents=True)
    (clone.venv / "bin" / "python").symlink_to(sys.executable)
    precious = clone.venv / "precious.txt"
    precious.write_text("keep me")

    for _ in range(2):
        run = clone.set_up()
        assert run.returncode == 2
        assert "was not made by Fanfare and does not fit (it is no virtual environment): remove it" in run.stderr
        assert precious.read_text() == "keep me"


def test_a_file_in_place_of_the_environment_is_one_sentence(clone: Clone) -> None:
    clone.venv.write_text("")
    run = clone.set_up()
    assert (run.returncode, run.stderr.splitlines()) == (
        2,
        [f"{clone.venv} is a file: remove it, or name another folder, for instance VENV=.venv-fanfare."],
    )


@pytest.mark.parametrize("exists", [True, False])
def test_a_link_leads_to_the_environment(clone: Clone, tmp_path: Path, exists: bool) -> None:
    place = tmp_path / "on another disk"
    if exists:
        place.mkdir()
    clone.venv.symlink_to(place)
    ready(clone)
    assert (clone.venv.is_symlink(), clone.packages()) == (True, RUN)
    assert clone.set_up().stdout == ""


def test_a_clone_with_blanks_and_umlauts_in_its_path(clone: Clone) -> None:
    clone.root = clone.root.rename(clone.root.with_name("Fan färe & Söhne"))
    ready(clone)
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


@pytest.fixture
def silent_index() -> Iterator[str]:
    """An index that takes a connection and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/simple"


def begun(clone: Clone, index: str) -> "subprocess.Popen[str]":
    """A set-up whose pip waits for an index."""
    environment = clone.environment({"PIP_NO_INDEX": "", "PIP_FIND_LINKS": "", "PIP_INDEX_URL": index})
    run = subprocess.Popen(
        [sys.executable, "-Es", "-m", "bootstrap", "run"],
        cwd=clone.root,
        env={**environment, "PIP_TIMEOUT": "600"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert eventually(lambda: bool(pips_of(clone)), within=600)
    return run


def pips_of(clone: Clone) -> set[int]:
    """The living pips that install into this clone."""
    return {
        pid
        for pid in processes_naming(str(clone.root / "requirements"))
        if is_alive(pid) and b"install" in Path(f"/proc/{pid}/cmdline").read_bytes()
    }


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_set_up_that_is_interrupted_takes_its_pip_along(
    clone: Clone, silent_index: str, number: signal.Signals
) -> None:
    run = begun(clone, silent_index)
    run.send_signal(number)
    said, _ = run.communicate(timeout=600)
    assert run.returncode == 130
    assert said.endswith("Set-up was interrupted; the next start makes it whole.\n")
    assert "Traceback" not in said
    assert eventually(lambda: not pips_of(clone), within=600)
    ready(clone)


def test_the_next_set_up_waits_for_the_pip_of_one_that_was_killed(clone: Clone, silent_index: str) -> None:
    killed = begun(clone, silent_index)
    killed.kill()
    killed.communicate()
    (left_behind,) = pips_of(clone)

    waiting = subprocess.Popen(
        [sys.executable, "-Es", "-m", "bootstrap", "run"],
        cwd=clone.root,
        env=clone.environment({}),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert waiting.stdout is not None
    assert waiting.stdout.readline() == f"Another set-up is at work in {clone.root}; waiting for it …\n"
    os.kill(left_behind, signal.SIGKILL)
    said, _ = waiting.communicate(timeout=600)

    assert "the last set-up did not finish" in said
    assert (waiting.returncode, clone.packages()) == (0, RUN)


def test_two_at_once_take_turns(clone: Clone) -> None:
    command = [sys.executable, "-Es", "-m", "bootstrap", "run"]
    both = [
        subprocess.Popen(command, cwd=clone.root, env=clone.environment({}), stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = sorted(run.communicate()[0] for run in both)
    assert [run.returncode for run in both] == [0, 0]
    assert said[0] in ("", f"Another set-up is at work in {clone.root}; waiting for it …\n")
    assert clone.packages() == RUN


@pytest.mark.parametrize("name", ["PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_DRY_RUN", "PIP_USER", "PIP_PYTHON"])
def test_a_pip_that_is_set_to_install_elsewhere_is_not_obeyed(clone: Clone, tmp_path: Path, name: str) -> None:
    run = clone.set_up(**{name: "1" if name in ("PIP_DRY_RUN", "PIP_USER") else str(tmp_path / "elsewhere")})
    assert (run.returncode, clone.packages()) == (0, RUN), run.stderr


def test_a_file_of_pips_settings_says_where_packages_come_from_and_nothing_else(clone: Clone, tmp_path: Path) -> None:
    settings = tmp_path / "pip.conf"
    settings.write_text(
        f"[global]\nno-index = true\nprefix = {tmp_path}/elsewhere\n"
        f"[install]\nfind-links =\n    {clone.offers}\ntarget = {tmp_path}/elsewhere\n"
    )
    run = clone.set_up(PIP_CONFIG_FILE=str(settings), PIP_NO_INDEX="", PIP_FIND_LINKS="")
    assert (run.returncode, clone.packages()) == (0, RUN), run.stderr
    assert not (tmp_path / "elsewhere").exists()


def test_a_broken_package_of_somebody_else_is_their_business(clone: Clone) -> None:
    make_their_own(clone)
    make_wheel(clone.offers, "theirs", "1.0", needs="nobody>=7")
    python = str(clone.venv / "bin" / "python")
    assert clone.call([python, "-m", "pip", "install", "--no-deps", "theirs"]).returncode == 0
    ready(clone)

    assert clone.call([python, "-m", "pip", "uninstall", "--yes", "pip"]).returncode == 0
    lose_a_package(clone)
    ready(clone)
    assert clone.packages() == RUN
