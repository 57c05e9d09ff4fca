"""Runs a program that refuses root, without adding users or changing any folder's permissions.

Root enters a user namespace in which it is user 1000: files stay root's. Where the machine forbids
that (many containers do), the program runs as `nobody`, with its files where nobody may reach them.
"""

import ctypes
import hashlib
import os
import pwd
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from subprocess import SubprocessError

from ugc_platform.embedded.errors import EmbeddedError
from ugc_platform.embedded.process import Command

CLONE_NEWUSER = 0x10000000
PLAIN_ID = 1000
NOBODY = "nobody"
SHARED_PLACE = Path("/var/lib/fanfare")

ADVICE = (
    "PostgreSQL refuses to run as root and this machine offers no other way: "
    "start Fanfare as a normal user, or set DATABASE_URL to a PostgreSQL of your own."
)


@dataclass(frozen=True)
class PlainUser:
    """How this process starts programs that refuse root."""

    user: str | None = None
    first: Callable[[], None] | None = None

    @property
    def is_nobody(self) -> bool:
        """Say whether programs run as another user, who must be able to reach their files."""
        return self.user is not None


def choose() -> PlainUser:
    """Find the way that works here: as we are, in a user namespace, or as nobody."""
    if os.geteuid() != 0:
        return PlainUser()
    if _namespace_works():
        return PlainUser(first=enter_namespace)
    try:
        pwd.getpwnam(NOBODY)
    except KeyError:
        raise EmbeddedError(ADVICE) from None
    return PlainUser(user=NOBODY)


def enter_namespace() -> None:
    """Become user 1000 in a namespace of our own; runs in the child, between fork and exec."""
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/uid_map").write_text(f"{PLAIN_ID} 0 1")


def _namespace_works() -> bool:
    try:
        return Command(["id", "-u"], first=enter_namespace).run().stdout.strip() == str(PLAIN_ID)
    except (OSError, SubprocessError):
        return False


def reachable(path: Path) -> bool:
    """Say whether any user may walk to this path: each folder above it is open to others."""
    return all(folder.stat().st_mode & 0o001 for folder in path.parents if folder.exists())


def place_for(folder: Path, *, plain_user: PlainUser) -> Path:
    """Return where the program's data goes: the wanted folder, or a shared place that nobody can reach."""
    if not plain_user.is_nobody or reachable(folder):
        return folder
    name = hashlib.sha256(bytes(folder)).hexdigest()[:16]
    _open_shared_place()
    return SHARED_PLACE / name / folder.name


def _open_shared_place() -> None:
    """Make the shared place passable whatever the umask says; it is ours and holds no data itself."""
    SHARED_PLACE.mkdir(parents=True, exist_ok=True)
    SHARED_PLACE.chmod(0o755)


def hand_over(folder: Path, *, plain_user: PlainUser) -> None:
    """Make a private folder that belongs to the user who will write in it."""
    if not folder.parent.exists():
        folder.parent.mkdir(parents=True)
        folder.parent.chmod(0o755)
    folder.mkdir(mode=0o700, exist_ok=True)
    if plain_user.user is not None:
        shutil.chown(folder, plain_user.user, pwd.getpwnam(plain_user.user).pw_gid)


def reachable_copy(root: Path, *, parts: list[str], plain_user: PlainUser, version: str) -> Path:
    """Return a folder with these parts that the user can read: the root itself, or a copy made once."""
    if not plain_user.is_nobody or reachable(root / parts[0]):
        return root
    copy = SHARED_PLACE / f"programs-{version}"
    if not copy.exists():
        _open_shared_place()
        fresh = SHARED_PLACE / f".programs-{version}-{os.getpid()}"
        fresh.mkdir()
        fresh.chmod(0o755)
        for part in parts:
            shutil.copytree(root / part, fresh / part, symlinks=True)
        fresh.rename(copy)
    return copy
