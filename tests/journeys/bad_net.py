"""A line between a browser and the site that can be torn in the middle of whatever it carries."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PIECE = 16 * 1024
RESET = struct.pack("ii", 1, 0)  # linger for no time: closing sends RST


class BadNet:
    """Carries connections to a port of this machine until somebody tears them."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._held: set[socket.socket] = set()
        self.address = f"http://localhost:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def tear(self) -> None:
        """Reset every connection there is; new ones are carried again."""
        for held in list(self._held):
            with suppress(OSError):
                held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                held.shutdown(socket.SHUT_RD)
            self._let_go(held)

    def close(self) -> None:
        self._listener.close()
        self.tear()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._target))
                self._held |= {near, far}
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(source, sink), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(PIECE):
                sink.sendall(piece)
        self._let_go(source)
        self._let_go(sink)

    def _let_go(self, held: socket.socket) -> None:
        self._held.discard(held)
        held.close()


@contextmanager
def carrying(target: int) -> Iterator[BadNet]:
    """Stand before this port until the block ends."""
    net = BadNet(target)
    try:
        yield net
    finally:
        net.close()
