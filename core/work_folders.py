"""Folders in the temporary folder for files that people sent, and their end also when their process is killed.

Who uses one holds a lock on it; the kernel lets go when the process dies, whatever it died of. So what nobody holds is
left over, and it is private: it goes at the next start of any process of ours on this machine.
"""

import fcntl
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

logger = logging.getLogger(__name__)
PREFIX = "fanfare-work-"


@contextmanager
def work_folder() -> Iterator[Path]:
    """An empty folder of our own; it is gone when the block ends."""
    folder, lock = _held()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def clear() -> int:
    """Remove the folders that nobody holds; how many there were."""
    removed = 0
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            lock = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left)
                removed += 1
            finally:
                os.close(lock)
    if removed:
        logger.info("removed %d folders that earlier processes had left in the temporary folder", removed)
    return removed


def _held() -> tuple[Path, int]:
    """Make and lock one; who clears may take it in the instant between, and then it is another."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        with suppress(FileNotFoundError):
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            if _is_ours(folder, lock):
                return folder, lock
            os.close(lock)


def _is_ours(folder: Path, lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return folder.stat().st_ino == os.fstat(lock).st_ino
    except (BlockingIOError, FileNotFoundError):
        return False
