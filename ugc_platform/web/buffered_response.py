"""An answer on its way out: what the socket does not take at once waits in a file, and no thread waits with it.

For where no proxy does it: as many visitors as there are threads could ask for a film and never read it.
"""

import os
import socket
import tempfile
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any

from ugc_platform.web.buffered_request import STRETCH_BYTES, STRETCH_SECONDS

# A stream that is made while it is sent may run ahead of its reader by so much; then its thread waits after all, at the
# pace that all readers keep, and of a process's threads only a few may: a long copy takes as long as its reader does.
AHEAD = 64 * 1024 * 1024
PIECE = 1024 * 1024
FILE = 16 * PIECE  # what was sent takes room until the end of its file
_waiting = threading.Semaphore(1)


def let_wait(threads: int) -> None:
    """How many threads of this process may wait for readers."""
    global _waiting
    _waiting = threading.Semaphore(threads)


@dataclass
class _Waiting:
    """A stretch of a file that is still to be sent."""

    file: IO[bytes]
    offset: int
    left: int
    ours: bool


class BufferedResponse:
    """Stands in for the socket while an answer is written; everything else is the socket's."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._queue: deque[_Waiting] = deque()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)

    @property
    def waits(self) -> int:
        """Bytes that are still to be sent."""
        return sum(piece.left for piece in self._queue)

    @property
    def spooled(self) -> int:
        """Bytes that lie on the disk for it; a file that is sent as it is takes no room."""
        return sum(piece.offset + piece.left for piece in self._queue if piece.ours)

    def sendall(self, data: bytes) -> None:
        """Send what fits, and keep the rest for the loop. Raises OSError."""
        if self.spooled > AHEAD:
            self._wait_for_the_reader()
        self._sock.setblocking(False)
        self.flush()
        rest = memoryview(data)
        if not self._queue:
            with suppress(BlockingIOError):
                rest = rest[self._sock.send(rest) :]
        if rest:
            self._keep(rest)

    def sendfile(self, file: IO[bytes], offset: int = 0, count: int | None = None) -> int:
        """Let the loop send a stretch of a file; it stays open for that, whatever its owner does."""
        own = os.fdopen(os.dup(file.fileno()), "rb")
        left = os.fstat(own.fileno()).st_size - offset if count is None else count
        self._queue.append(_Waiting(own, offset, left, ours=False))
        return left

    def flush(self) -> int:
        """Send as much as the socket takes now; how much that was. Raises OSError."""
        sent = 0
        while self._queue and sent < PIECE:
            piece = self._queue[0]
            try:
                done = os.sendfile(self._sock.fileno(), piece.file.fileno(), piece.offset, min(piece.left, PIECE))
            except BlockingIOError:
                break
            if done == 0 and piece.left:
                raise BrokenPipeError("the file has become shorter")
            sent += done
            piece.offset += done
            piece.left -= done
            if piece.left == 0:
                self._queue.popleft().file.close()
        return sent

    def close_files(self) -> None:
        """Let go of what will not be sent any more; the socket stays as it is."""
        while self._queue:
            self._queue.popleft().file.close()

    def _keep(self, rest: memoryview) -> None:
        if not (self._queue and self._queue[-1].ours and self._queue[-1].offset + self._queue[-1].left < FILE):
            self._queue.append(_Waiting(tempfile.TemporaryFile(), 0, 0, ours=True))  # noqa: SIM115  # until it is sent
        last = self._queue[-1]
        last.file.seek(0, os.SEEK_END)
        last.file.write(rest)
        last.file.flush()
        last.left += len(rest)

    def _wait_for_the_reader(self) -> None:
        """Send all that waits, if one more thread may wait. Raises OSError."""
        if not _waiting.acquire(blocking=False):
            raise ConnectionAbortedError("as many threads as may wait for slow readers of long streams do so already")
        try:
            self._sock.settimeout(STRETCH_SECONDS)
            while self._queue:
                self._send_a_stretch(self._queue[0])
        finally:
            _waiting.release()

    def _send_a_stretch(self, piece: _Waiting) -> None:
        piece.file.seek(piece.offset)
        moved = min(piece.left, STRETCH_BYTES)
        self._sock.sendall(piece.file.read(moved))
        piece.offset += moved
        piece.left -= moved
        if piece.left == 0:
            self._queue.popleft().file.close()
