"""Every test of the journal has a store of its own, and no worker."""

from pathlib import Path

import pytest

from tests.core.conftest import folder

__all__ = ["folder"]


@pytest.fixture(autouse=True)
def _by_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.nudge._send", lambda *_: None)
