"""Every test of the journal has a store of its own, and no worker."""

from pathlib import Path

import pytest

from tests.core.conftest import bucket, client, folder, s3_server, store

__all__ = ["bucket", "client", "folder", "s3_server", "store"]


@pytest.fixture(autouse=True)
def _by_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.nudge._send", lambda *_: None)
