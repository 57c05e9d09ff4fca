"""One request on its way in: its bytes as they come, how long they may take, and what is handed over. No sockets here.

Whoever sends slowly waits for themselves: a request costs no thread before it is whole. What will be refused anyway,
or does not arrive in time, is handed over without its body, so that the application can say so.
"""

import re
import tempfile
from collections.abc import Callable
from typing import IO
from urllib.parse import unquote_to_bytes

HEAD_BYTES = 64 * 1024
HEAD_SECONDS = 20.0
# A body has to bring so much in each stretch of time, or its end: 8 kB a second, less than any phone with a signal.
STRETCH_SECONDS = 30.0
STRETCH_BYTES = 30 * 8 * 1024
WHOLE_SECONDS = 3600.0
IN_MEMORY = 64 * 1024

END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length[ \t]*:[ \t]*(\d{1,18})[ \t]*(?=\r\n)", re.IGNORECASE)
_FRAMED = re.compile(rb"\r\n(?:content-length|transfer-encoding)[ \t]*:", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\nexpect[ \t]*:[ \t]*100-continue[ \t]*(?=\r\n)", re.IGNORECASE)


class BufferedRequest:
    """Bytes of one request; `rest` is what came behind it on the same connection."""

    def __init__(self, *, limit_at: Callable[[str], int], at: float) -> None:
        self._limit_at = limit_at
        self.began = at
        self.began_body = at
        self.head = bytearray()
        self.headed = False
        self.body: IO[bytes] | None = None
        self.length = 0
        self.received = 0
        self.rest = b""
        self.done = False
        self.cut = False  # bytes of it are still to come that nobody will read: nothing may follow on this connection
        self.missing = ""
        self.expects = False
        self._stretch = (at, 0)

    @property
    def idle(self) -> bool:
        """Whether nothing has come yet."""
        return not self.head

    @property
    def spooled(self) -> int:
        """Bytes of the body that lie on the disk."""
        return self.received if self.received > IN_MEMORY and self.body is not None else 0

    def feed(self, data: bytes, *, at: float) -> None:
        """Take more bytes."""
        if self.idle:
            self.began = at
        if self.headed:
            self._take(data)
            return
        before = max(0, len(self.head) - len(END))
        self.head += data
        end = self.head.find(END, before)
        if end < 0:
            if len(self.head) > HEAD_BYTES:
                self.cut = self.done = True
            return
        more = bytes(self.head[end + len(END) :])
        del self.head[end + len(END) :]
        self.headed, self.began_body, self._stretch = True, at, (at, 0)
        self._plan()
        if self.cut:
            return
        if self.done:
            self._end(more)
        else:
            self._take(more)

    def _plan(self) -> None:
        """Find out how much follows; what is not clear or too much is not taken at all."""
        lengths = _LENGTH.findall(self.head)
        framed = len(_FRAMED.findall(self.head))
        self.expects = bool(_EXPECTS.search(self.head))
        self.head = bytearray(_EXPECTS.sub(b"", self.head))
        self.length = int(lengths[0]) if framed == len(lengths) == 1 else 0
        if framed > 1 or framed != len(lengths) or self.length > self._limit_at(_path(self.head)):
            self.cut = self.done = True
        elif self.length == 0:
            self.done = True
        else:
            self.body = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # closed by `close`

    def _take(self, data: bytes) -> None:
        if self.body is None:
            return
        mine = data[: self.length - self.received]
        self.body.write(mine)
        self.received += len(mine)
        if self.received == self.length:
            self.body.seek(0)
            self._end(data[len(mine) :])

    def _end(self, rest: bytes) -> None:
        """It is whole. Who sends very much behind it without waiting for the answer is not kept in memory for that."""
        self.done = True
        if len(rest) > HEAD_BYTES:
            self.cut = True
        else:
            self.rest = rest

    def is_late(self, at: float) -> bool:
        """Whether its time is over."""
        if self.done or self.idle:
            return False
        if not self.headed:
            return at - self.began > HEAD_SECONDS
        since, received = self._stretch
        if at - since > STRETCH_SECONDS:
            if self.received - received < STRETCH_BYTES:
                return True
            self._stretch = (at, self.received)
        return at - self.began > WHOLE_SECONDS

    def give_up(self, why: str) -> None:
        """Hand over what is known without the body."""
        self.close()
        self.missing, self.cut, self.done = why, True, True

    def close(self) -> None:
        """Let go of the body."""
        if self.body is not None:
            self.body.close()
            self.body = None

    def recv(self, size: int) -> bytes:
        """Read it as from a socket: the head, then the body, then nothing."""
        if self.head:
            given = bytes(self.head[:size])
            del self.head[:size]
            return given
        return self.body.read(size) if self.body is not None else b""


def _path(head: bytes | bytearray) -> str:
    """The address that is asked for, as Django will see it."""
    line = bytes(head.split(b"\r\n", 1)[0]).split(b" ")
    target = line[1] if len(line) > 1 else b""
    return unquote_to_bytes(target.partition(b"?")[0]).decode("utf-8", "replace")
