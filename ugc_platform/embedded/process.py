"""Starting and ending programs so that none outlives the supervisor, not even one that is killed with -9."""

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from ugc_platform.embedded.errors import EmbeddedError

PR_SET_PDEATHSIG = 1
LARGEST_LOG = 20_000_000


class AlreadyHeld(EmbeddedError):
    """Another process holds the lock."""


@dataclass(frozen=True)
class Command:
    """A program to run: its arguments, surroundings and what its child process does before it starts."""

    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    user: str | None = None
    first: Callable[[], None] | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    # What the kernel sends when our supervisor dies: our own work recovers from its rows, so it may just end.
    death_signal: signal.Signals = signal.SIGKILL

    def start(self, *, log: IO[bytes] | None) -> subprocess.Popen[bytes]:
        """Start the program in a session of its own, so that Ctrl-C reaches only the supervisor.

        Without a log it speaks to our own output.
        """
        return subprocess.Popen(
            list(self.arguments),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=None if log is None else subprocess.STDOUT,
            env={**os.environ, **self.environment},
            cwd=self.folder,
            user=self.user,
            group=None if self.user is None else group_of(self.user),
            extra_groups=None if self.user is None else [],
            start_new_session=True,
            preexec_fn=self._before,
        )

    def run(self) -> subprocess.CompletedProcess[str]:
        """Run the program to its end and return what it said."""
        return subprocess.run(
            list(self.arguments),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, **self.environment},
            cwd=self.folder,
            user=self.user,
            group=None if self.user is None else group_of(self.user),
            extra_groups=None if self.user is None else [],
            preexec_fn=self._before,
        )

    def _before(self) -> None:
        # The order matters: a change of credentials forgets the death signal.
        if self.first is not None:
            self.first()
        die_with_parent(self.death_signal)


def group_of(user: str) -> int:
    """Return the user's own group."""
    import pwd

    return pwd.getpwnam(user).pw_gid


def die_with_parent(number: signal.Signals) -> None:
    """Ask the kernel to signal this process when its parent dies; elsewhere than on Linux this does nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(number))


def stop(child: subprocess.Popen[bytes], *, by: signal.Signals | None, within: float) -> None:
    """End a child: ask first (None: somebody already did), then kill; what it started in its session ends too."""
    if child.poll() is None:
        if by is not None:
            child.send_signal(by)
        try:
            child.wait(within)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


@contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[IO[str]]:
    """Hold a lock file; the kernel frees it when this process ends, however it ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise AlreadyHeld(str(path)) from None
        yield file


def open_log(path: Path) -> IO[bytes]:
    """Open a log to append to; one that grew large is set aside first, and only one is kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LARGEST_LOG:
        path.replace(path.with_suffix(".old.log"))
    return path.open("ab")


def last_lines(path: Path, count: int = 8) -> str:
    """Return the end of a log, for a message that explains a failure."""
    try:
        lines = path.read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return ""
    return "\n".join(lines[-count:])
