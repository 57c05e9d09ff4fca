"""What the kernel can take away from a process that decodes strangers' bytes: network, memory, time, new programs.

Each step says whether it worked. A step that this system does not offer is left out; the others still hold.
"""

import contextlib
import ctypes
import errno
import os
import platform
import resource
import signal
import struct
from dataclasses import dataclass

CLONE_NEWNET, CLONE_NEWUSER = 0x40000000, 0x10000000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
SECCOMP_MODE_FILTER = 2
SECCOMP_RET_ALLOW, SECCOMP_RET_EPERM, SECCOMP_RET_ENOSYS = 0x7FFF0000, 0x00050001, 0x00050026
MAX_OUTPUT = 4 * 1024**3
CLOCK, PAGE = os.sysconf("SC_CLK_TCK"), resource.getpagesize()
HEADROOM, ADDRESS_ROOM = 256 * 1024**2, 1024**3

# Audit architecture, the number of `clone`, and what is denied: sockets, new programs and processes, signals to
# others, other processes' memory, mounts, namespaces, kernel doors.
# fmt: off
DENIED: dict[str, tuple[int, int, tuple[int, ...]]] = {
    "x86_64": (0xC000003E, 56, (
        41, 42, 43, 49, 50, 53, 57, 58, 59, 62, 101, 129, 155, 161, 165, 166, 175, 176, 200, 234, 248, 249, 250, 272,
        297, 298, 304, 308, 310, 311, 321, 322, 323, 424, 425, 434,
    )),
    "aarch64": (0xC00000B7, 220, (
        39, 40, 41, 51, 97, 105, 106, 117, 129, 130, 131, 138, 198, 199, 200, 201, 202, 203, 217, 218, 219, 221, 240,
        241, 265, 268, 270, 271, 280, 281, 282, 424, 425, 434,
    )),
}
# fmt: on
X32_BIT, CLONE_THREAD, CLONE3 = 0x40000000, 0x00010000, 435


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def without_network() -> bool:
    """Move to a network namespace that has no interface up. Needs a process with one thread."""
    libc = _libc()
    try:
        return any(libc.unshare(flags) == 0 for flags in (CLONE_NEWNET, CLONE_NEWUSER | CLONE_NEWNET))
    except AttributeError:  # not Linux
        return False


def die_with_parent() -> None:
    """Be killed when the parent's thread ends; meant for a child of a single-threaded process."""
    libc = _libc()
    if hasattr(libc, "prctl"):
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def limit(*, cpu: float, memory: int) -> None:
    """Set hard limits: memory beyond what is in use now, CPU seconds, file size, open files, no core dump."""
    data = memory + HEADROOM + _data_in_use()
    limits = {
        resource.RLIMIT_DATA: data,
        resource.RLIMIT_AS: data + ADDRESS_ROOM,
        resource.RLIMIT_CPU: int(cpu) + 2,
        resource.RLIMIT_FSIZE: MAX_OUTPUT,
        resource.RLIMIT_NOFILE: 64,
        resource.RLIMIT_CORE: 0,
    }
    for name, value in limits.items():
        try:
            resource.setrlimit(name, (value, value))
        except (ValueError, OSError):
            continue  # a tighter limit is already in place


def _data_in_use() -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - cheaper in a fresh fork
            return int(file.read().split()[5]) * PAGE
    except OSError:
        return 512 * 1024**2


def can_filter() -> bool:
    """Say whether a filter could be installed. Asked with none at hand: a kernel that knows filters misses it."""
    libc = _libc()
    if platform.machine() not in DENIED or not hasattr(libc, "prctl"):
        return False
    libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, None, 0, 0)
    return ctypes.get_errno() == errno.EFAULT


def without_syscalls() -> bool:
    """Install a seccomp filter: denied calls fail with EPERM. Holds where namespaces are forbidden, as in Docker."""
    known = DENIED.get(platform.machine())
    if known is None:
        return False
    program = _filter(*known)
    buffer = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]

    description = Program(len(program) // 8, ctypes.addressof(buffer))
    libc = _libc()
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(description), 0, 0) == 0)


def _filter(arch: int, clone: int, numbers: tuple[int, ...]) -> bytes:
    """Assemble classic BPF. `clone` may make threads and nothing else; `clone3` hides its flags behind a pointer, so
    it pretends not to exist and libc falls back to `clone`.
    """
    load, equal, at_least, any_bit, give = 0x20, 0x15, 0x35, 0x45, 0x06
    count = len(numbers)
    # A jump counts the steps it skips. Behind the list: allow; look into clone's flags; refuse; "does not exist".
    code = [(load, 0, 0, 4), (equal, 0, count + 8, arch), (load, 0, 0, 0), (at_least, count + 6, 0, X32_BIT)]
    code += [(equal, count + 6, 0, CLONE3), (equal, count + 1, 0, clone)]
    code += [(equal, count + 3 - i, 0, number) for i, number in enumerate(numbers)]
    code += [(give, 0, 0, SECCOMP_RET_ALLOW), (load, 0, 0, 16), (any_bit, 0, 1, CLONE_THREAD)]
    code += [(give, 0, 0, SECCOMP_RET_ALLOW), (give, 0, 0, SECCOMP_RET_EPERM), (give, 0, 0, SECCOMP_RET_ENOSYS)]
    return b"".join(struct.pack("=HBBI", *step) for step in code)


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process has used so far; nothing when it is gone."""

    cpu_seconds: float = 0.0
    resident_bytes: int = 0


class Gauge:
    """Looks at one process again and again through one open file, which is much cheaper than opening it each time."""

    def __init__(self, pid: int) -> None:
        self._file: int | None = None
        with contextlib.suppress(OSError):  # not Linux, or gone already
            self._file = os.open(f"/proc/{pid}/stat", os.O_RDONLY | os.O_CLOEXEC)

    def read(self) -> Usage:
        """Return CPU time and resident memory as they are now."""
        if self._file is None:
            return Usage()
        try:
            fields = os.pread(self._file, 4096, 0).rpartition(b")")[2].split()
            return Usage((int(fields[11]) + int(fields[12])) / CLOCK, int(fields[21]) * PAGE)
        except (OSError, IndexError):
            return Usage()

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
