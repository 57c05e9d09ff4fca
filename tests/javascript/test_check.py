"""The check of scripts and style sheets finds what is planted, and is content with what stands."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bootstrap import npm
from tests.javascript import check

PROJECT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What is checked and what checks it, with the tools that this checkout has."""
    try:
        check.node()
        check.fetch()
    except (npm.Unavailable, OSError) as reason:
        if os.environ.get("FANFARE_REQUIRE_NODE"):
            raise
        pytest.skip(f"the tools cannot be had: {reason}")
    for name in ("bootstrap", "portals/frontend", "portals/static/js", "portals/static/css", "tests/javascript"):
        skipped = shutil.ignore_patterns("node_modules", "__pycache__")
        shutil.copytree(PROJECT / name, tmp_path / name, ignore=skipped)
    (tmp_path / "tests" / "__init__.py").touch()
    (tmp_path / "tests/javascript/node_modules").symlink_to(check.PACKAGES)
    return tmp_path


def checked(copy: Path) -> tuple[int, str]:
    command = [sys.executable, "-m", "tests.javascript.check"]
    run = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    return run.returncode, run.stdout + run.stderr


def test_what_is_planted_is_found_by_the_tool_it_concerns(copy: Path) -> None:
    script, sheet = copy / "portals/static/js/live.js", copy / "portals/static/css/base.css"
    engine = copy / "portals/static/js/fans/uploads/engine.js"
    planted = [
        (script, "\nlet never = 1;\n", "noUnusedVariables"),
        (script, "\nexport  const spaced = 1;\n", "format"),
        (script, "\nexport const wrong = document.body.valuee;\n", "TS2339"),
        (sheet, "\n.twice { color: red; color: red; }\n", "noDuplicateProperties"),
    ]
    for place, fault, said in planted:
        before = place.read_text()
        place.write_text(before + fault)
        code, output = checked(copy)
        place.write_text(before)
        assert (code != 0, said in output) == (True, True), (fault, output[-2000:])

    text = engine.read_text()
    engine.write_text(text.replace("const SEVERAL = 2;", "const SEVERAL = 3;"))
    code, output = checked(copy)
    assert (code != 0, "two small files go at once" in output) == (True, True), output[-2000:]
    engine.write_text(text)
    code, output = checked(copy)
    assert code == 0, output[-2000:]
