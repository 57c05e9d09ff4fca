"""Front-end packages: a registry that cannot be reached costs seconds and one sentence, and not at each start."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bootstrap import npm
from tests.bootstrap.conftest import PROJECT

NOBODY = "http://127.0.0.1:9/"
MISSING = "Fonts, icons and scripts are missing ({}): pages use the system's fonts"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project's front-end folder alone, with nothing fetched yet."""
    for name in ("bootstrap", "portals/frontend", "portals/static/js", "portals/static/css"):
        skipped = shutil.ignore_patterns("node_modules", "__pycache__")
        shutil.copytree(PROJECT / name, tmp_path / name, ignore=skipped)
    shutil.copy(PROJECT / "portals" / "__init__.py", tmp_path / "portals")
    return tmp_path


def build(copy: Path, *options: str, **more: str) -> str:
    quiet = {"NPM_CONFIG_REGISTRY": NOBODY, "NPM_CONFIG_CACHE": str(copy / "cache")}
    run = subprocess.run(
        [sys.executable, "-m", "portals.frontend.build", *options],
        cwd=copy,
        env={**os.environ, **quiet, **more},
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    assert (run.returncode, run.stderr) == (0, "")
    return run.stdout


@pytest.mark.skipif(shutil.which("npm") is None, reason="there is no Node on this machine")
def test_a_registry_that_cannot_be_reached_is_one_sentence_and_not_asked_at_each_start(copy: Path) -> None:
    first = build(copy)
    assert first.startswith("Fetching fonts, icons and scripts with npm")
    assert MISSING.format("the npm registry cannot be reached") in first
    assert not (copy / "portals/static/vendor").exists()

    second = build(copy, "--not-again")
    assert second.startswith(MISSING.format("an earlier attempt failed; `make frontend` tries again"))

    assert build(copy).startswith("Fetching"), "whoever sets up on purpose tries again"
    (copy / "portals/frontend/icons.json").write_text("[]")
    assert build(copy, "--not-again").startswith("Fetching"), "something else is wanted now"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("npm error code ENOTFOUND", "the npm registry cannot be reached"),
        ("npm error code ENOSPC\nnpm error nospc no space left on device", "the disk is full"),
        ("npm error code EROFS", "nothing can be written here"),
        ("npm error code EINTEGRITY", "npm could not fetch them"),
    ],
)
def test_what_npm_complains_of_is_said_in_words(said: str, reason: str) -> None:
    assert npm.why(said) == reason


@pytest.mark.skipif(shutil.which("npm") is None, reason="there is no Node on this machine")
def test_a_registry_that_never_answers_is_asked_once(copy: Path) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        said = build(copy, NPM_CONFIG_REGISTRY=f"http://127.0.0.1:{listening.getsockname()[1]}/")
        listening.setblocking(False)
        listening.accept()[0].close()
        with pytest.raises(BlockingIOError):
            listening.accept()  # the long way asks again and again, for every package
    assert MISSING.format("the npm registry cannot be reached") in said


def test_an_old_node_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text("#!/bin/sh\necho v12.22.9\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(npm, "node_wheel", lambda: None)
    with pytest.raises(npm.Unavailable, match="there is no Node 18 or newer on this machine"):
        npm.tools()

    (tmp_path / "node").write_text("#!/bin/sh\necho v20.1.0\n")
    assert npm.tools() == (str(tmp_path / "node"), [str(tmp_path / "npm")])


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no Node on this machine")
def test_what_stands_around_the_clone_does_not_stop_the_bundles(copy: Path) -> None:
    packages = PROJECT / "portals" / "frontend" / "node_modules"
    if not packages.exists():
        pytest.skip("front-end packages are not fetched: make setup")
    (copy / "portals/frontend/node_modules").symlink_to(packages)
    (copy / "tsconfig.json").write_text("")  # nothing of ours, and no JSON
    program = "from pathlib import Path; from portals.frontend import esbuild; import sys; "
    program += "esbuild.run('photoswipe.js', '--outdir=' + sys.argv[1], facts=Path(sys.argv[1], 'facts.json'))"
    made = copy / "made"
    made.mkdir()
    subprocess.run([sys.executable, "-c", program, str(made)], cwd=copy, check=True)
    assert (made / "photoswipe.js").stat().st_size > 10_000
