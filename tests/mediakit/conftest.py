"""One warm isolated child for all media tests, and the corpus where it is at hand."""

from collections.abc import Iterator
from pathlib import Path

import coverage
import pytest

import mediakit
from mediakit import isolation
from tests.mediakit import measured


@pytest.fixture(scope="session", autouse=True)
def _measured_child() -> None:
    """Where the tests are measured, their children are too."""
    if coverage.Coverage.current() is not None:
        isolation.START = measured.START


@pytest.fixture(scope="session")
def isolated() -> Iterator[mediakit.Isolated]:
    with mediakit.Isolated(recycle_after=100_000) as child:  # tests compare its pid from file to file
        child.warm()
        yield child


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder
