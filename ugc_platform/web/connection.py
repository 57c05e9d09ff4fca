"""A connection with what arrives on it and what leaves; the loop holds it, and one thread at a time answers."""

from gunicorn.workers.gthread import TConn

from core import connections
from ugc_platform.web import buffered_request, buffered_response

AT_ONCE = 256 * 1024


def limit_at(path: str) -> int:
    """What the door at this address takes."""
    from portals import bodies  # Django is not set up when this module is loaded

    return bodies.limit_at(path)


class Connection(TConn):  # type: ignore[misc]  # gunicorn has no types
    """A socket with the request that is arriving on it."""

    kept = closed = False  # kept open after an answer

    def expect(self, *, at: float, rest: bytes = b"") -> None:
        """Wait for a request; `rest` is what came of it already."""
        self.request = buffered_request.BufferedRequest(limit_at=limit_at, at=at)
        self.response = buffered_response.BufferedResponse(self.sock)
        self.goes_on = False
        self.quiet_since = self.lingers_since = at
        self.pace = (at, 0)
        self.sock.setblocking(False)
        if rest:
            self.request.feed(rest, at=at)

    def receive(self) -> bytes | None:
        """Bytes, nothing at the end, None when there is nothing to read just now."""
        try:
            data: bytes = self.sock.recv(AT_ONCE)
        except (BlockingIOError, InterruptedError):
            return None
        except OSError:
            return b""
        return data

    @property
    def peer(self) -> str:
        """Whose connection it is, as far as the socket knows: as limits count, a network of IPv6 is one visitor."""
        return connections.connection_of(str(self.client[0])) if isinstance(self.client, tuple) else ""

    @property
    def spooled(self) -> int:
        """Bytes that lie on the disk for it, on their way in or out."""
        return self.request.spooled + self.response.spooled

    @property
    def asks_nothing(self) -> bool:
        """Whether it only stays open after an answer; one that has just come has had no time to ask."""
        return self.kept and self.request.idle
