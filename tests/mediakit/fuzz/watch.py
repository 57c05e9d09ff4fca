"""Watches one call of a parser: what it raises, how long it works, how much memory it takes, what it opens."""

import os
import re
import sys
import time
import traceback
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

MAX_SECONDS, MAX_MEMORY = 1.0, 100 << 20
# Nobody fills 100 MB in less; a look at the memory costs as much as many a parser's whole run.
WORTH_A_LOOK = 0.002
_PEAK = re.compile(rb"VmHWM:\s+(\d+) kB")
FORBIDDEN = ("open", "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "ctypes.dlopen")


class TooMuchError(Exception):
    """A call took more than it may."""


class Watch:
    """Calls a parser again and again; keeps the first input of each different find and goes on."""

    def __init__(self, parse: Callable[[bytes], None], finds: Path) -> None:
        self.parse, self.finds = parse, finds
        self.seen: set[str] = set()
        self._inside = False
        self._status = os.open("/proc/self/status", os.O_RDONLY)
        self._peak = self._highest()
        sys.addaudithook(self._audit)

    def __call__(self, data: bytes) -> None:
        started = time.process_time()
        self._inside = True
        try:
            self.parse(data)
        except Exception as error:  # noqa: BLE001 - any is a find
            self._inside = False
            self._keep(data, error)
        self._inside = False
        seconds = time.process_time() - started
        if seconds > WORTH_A_LOOK:
            self._weigh(data, seconds)

    def _weigh(self, data: bytes, seconds: float) -> None:
        peak = self._highest()
        grown, self._peak = peak - self._peak, peak
        if seconds > MAX_SECONDS or grown > MAX_MEMORY:
            kind = "slow" if seconds > MAX_SECONDS else "memory"
            self._keep(data, TooMuchError(f"{kind}: {seconds:.2f} s, {grown >> 20} MB, {len(data)} bytes"))

    def settle(self) -> None:
        """Forget the memory that making the next input took."""
        Path("/proc/self/clear_refs").write_text("5")
        self._peak = self._highest()

    def _audit(self, event: str, arguments: tuple[object, ...]) -> None:
        if self._inside and event.startswith(FORBIDDEN):
            raise TooMuchError(f"reaches out by {event}: {arguments!r:.200}")

    def _keep(self, data: bytes, error: Exception) -> None:
        """Two inputs that fail in one place are one find."""
        if isinstance(error, TooMuchError):
            where = str(error).partition(":")[0]
        else:
            last = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{Path(last.filename).name}:{last.lineno}"
        name = f"{type(error).__name__} {where}"
        if name in self.seen:
            return
        self.seen.add(name)
        base = self.finds / sha256(name.encode()).hexdigest()[:12]
        base.with_suffix(".bin").write_bytes(data)
        base.with_suffix(".txt").write_text(f"{name}\n{error!r:.500}\n" + "".join(traceback.format_exception(error)))

    def _highest(self) -> int:
        """The most memory this process ever had; `ru_maxrss` would also know what its parent had before it."""
        found = _PEAK.search(os.pread(self._status, 4096, 0))
        return int(found[1]) << 10 if found else 0
