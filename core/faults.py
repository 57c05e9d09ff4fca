"""Named points at which a test may kill the process, to prove that nothing acknowledged is lost.

A no-op unless the environment names the point: `FANFARE_FAULT=before_publish`, or
`FANFARE_FAULT=before_publish:/some/file` to fire only once, the file remembering that it did.
"""

import os
import signal
from pathlib import Path


def faultpoint(name: str) -> None:
    """Die here, as by `kill -9`, if the environment asks for it."""
    wanted, _, memory = os.environ.get("FANFARE_FAULT", "").partition(":")
    if wanted != name:
        return
    if memory and not _first_time(Path(memory)):
        return
    os.kill(os.getpid(), signal.SIGKILL)


def _first_time(memory: Path) -> bool:
    """Only one process can create the file, so only one dies."""
    try:
        memory.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
