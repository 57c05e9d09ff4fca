"""One warm isolated child for all media tests, and the corpus where it is at hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import mediakit


@pytest.fixture(scope="session")
def isolated() -> Iterator[mediakit.Isolated]:
    with mediakit.Isolated() as child:
        child.warm()
        yield child


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder
