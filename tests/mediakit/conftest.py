"""One warm isolated child for all media tests, and the corpus where it is at hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import mediakit


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
