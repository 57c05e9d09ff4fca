"""Leaves a worker the one file it reads, the one folder it writes, and the libraries it runs on; nothing else on disk.

Landlock also keeps it from other processes' memory and environment under /proc, which a seccomp filter cannot see.
Where the kernel has no Landlock, the other walls still hold.
"""

import ctypes
import os
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
ASK_VERSION, RULE_PATH_BENEATH, PR_SET_NO_NEW_PRIVS = 1, 1, 38
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_FILE, MAKE_REG, TRUNCATE = (1 << bit for bit in (0, 1, 2, 3, 5, 8, 14))
# All kinds of access that a version of the interface knows, so that each is refused unless a rule allows it.
KNOWN = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
TCP, SCOPES = 0b11, 0b11  # no bind, no connect; no signals and no abstract sockets beyond ourselves
LIBRARIES = ("/usr", "/lib", "/lib64", "/opt", "/nix")
FILES = ("/etc/ld.so.cache", "/etc/localtime", "/dev/null", "/dev/urandom")


def version() -> int:
    """Say which version of Landlock this kernel offers; 0 where it has none."""
    found: int = ctypes.CDLL(None).syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ASK_VERSION)
    return max(0, found)


def confine(source: Path, out_dir: Path) -> bool:
    """Give up the rest of the file system, for good. Needs a process with one thread; says whether it worked."""
    libc = ctypes.CDLL(None, use_errno=True)
    offered = version()
    if not offered:
        return False
    known = KNOWN[max(number for number in KNOWN if number <= offered)]
    attributes = struct.pack("=QQQ", known, TCP, SCOPES)[: 24 if offered >= 6 else 16 if offered >= 4 else 8]
    ruleset = libc.syscall(CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    if ruleset < 0:
        return False
    try:
        for path, access in _allowed(source, out_dir):
            _allow(libc, ruleset, path, access & known)
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        return bool(libc.syscall(RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _allowed(source: Path, out_dir: Path) -> Iterator[tuple[str, int]]:
    ours = (str(Path(__file__).parent), sys.prefix, sys.base_prefix, *os.environ.get("LD_LIBRARY_PATH", "").split(":"))
    for path in {*LIBRARIES, *FILES, *ours} - {""}:
        yield path, READ_FILE | READ_DIR | EXECUTE
    yield str(source), READ_FILE
    yield str(out_dir), READ_FILE | READ_DIR | WRITE_FILE | REMOVE_FILE | MAKE_REG | TRUNCATE


def _allow(libc: ctypes.CDLL, ruleset: int, path: str, access: int) -> None:
    """A path that is not there needs no rule."""
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not os.path.isdir(path):  # noqa: PTH112 - cheaper in a fresh fork
            access &= ~READ_DIR & ~REMOVE_FILE & ~MAKE_REG  # what a folder alone can have is refused for a file
        rule = struct.pack("=Qi", access, place)
        libc.syscall(ADD_RULE, ruleset, RULE_PATH_BENEATH, rule, 0)
    finally:
        os.close(place)
