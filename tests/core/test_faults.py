"""Fault points do nothing unless the environment names them; then they kill, once if asked so."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.faults import faultpoint

PROGRAM = "from core.faults import faultpoint; faultpoint('here'); print('alive')"


def run(fault: str) -> tuple[int, str]:
    surroundings = {**os.environ, "FANFARE_FAULT": fault}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=surroundings, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout.strip()


def test_nothing_happens_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FANFARE_FAULT", raising=False)
    faultpoint("here")


def test_another_point_is_not_meant() -> None:
    assert run("there") == (0, "alive")


def test_a_named_point_kills() -> None:
    assert run("here") == (-9, "")


def test_a_point_with_a_memory_kills_once(tmp_path: Path) -> None:
    fault = f"here:{tmp_path / 'fired'}"
    assert [run(fault), run(fault)] == [(-9, ""), (0, "alive")]
