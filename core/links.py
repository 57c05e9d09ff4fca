"""Further names of files in the private folder, while a collector takes what looks old and forgotten."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def link(source: Path, path: Path, *, renew: Callable[[], None]) -> None:
    """Give a file a further name. Where that name is taken, `renew` makes what has it young again."""
    while True:
        try:
            return path.hardlink_to(source)
        except FileExistsError:
            # The collector may take it under our hands: then the name is free.
            with suppress(FileNotFoundError):
                return renew()


def sync(folder: Path) -> None:
    """Let the names in a folder outlive a power cut."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
