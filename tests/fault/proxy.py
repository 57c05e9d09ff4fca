"""A proxy that behaves like a bad network: it ends, resets, swallows or slows chosen uploads in the middle of a body.

It carries bytes and knows nothing of what they mean, but for the first word of a connection: only those that begin
with PUT are cut, so what is counted is what a phone had to send.
"""

import asyncio
import contextlib
import enum
import socket
import struct
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PIECE = 32 * 1024
SLOW = 5 * 1000  # bytes a second
RESET = struct.pack("ii", 1, 0)  # linger for no time: closing sends RST
ESTABLISHED = 1
BURST = 0.05  # seconds
SMALL = 64 * 1024


class Fault(enum.StrEnum):
    """What may happen to a connection."""

    FIN = "closed (FIN)"
    RST = "reset (RST)"
    HOLE = "black hole"
    SLOW = "5 KB/s"


@dataclass(frozen=True)
class Cut:
    """What befalls one connection once it has carried so many bytes to the server."""

    fault: Fault
    after: int


@dataclass
class Happened:
    """A cut that came true, with the bytes that the connection had carried by then, or carried slowly after it."""

    cut: Cut
    connection: int
    carried: int
    at: float


@dataclass
class Proxy:
    """The running proxy. `cuts` names PUT connections by number, counted from 0."""

    target: tuple[str, int]
    cuts: Mapping[int, Cut] = field(default_factory=dict)
    happened: list[Happened] = field(default_factory=list)
    puts: int = 0
    carried: int = 0
    port: int = 0
    rate: float = 0.0  # bytes a second for all PUT connections together; 0 is as fast as it goes
    _free_at: float = 0.0
    _carrying: "set[asyncio.Task[None]]" = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def begin_anew(self, cuts: Mapping[int, Cut]) -> None:
        """Count from zero with other cuts."""
        self.cuts, self.happened, self.puts, self.carried = cuts, [], 0, 0

    async def serve(self, phone: asyncio.StreamReader, to_phone: asyncio.StreamWriter) -> None:
        """Carry one connection until either side ends it."""
        task = asyncio.current_task()
        assert task is not None
        self._carrying.add(task)  # the loop alone would forget one that waits for nothing but its own
        task.add_done_callback(self._carrying.discard)
        try:
            server, to_server = await asyncio.open_connection(*self.target)
        except OSError:
            to_phone.close()
            return
        line = _Line(phone, to_phone, server, to_server)
        try:
            await self._carry(line)
        except (ConnectionError, asyncio.CancelledError):  # cancelled only when the proxy ends
            pass
        finally:
            line.close()

    async def end(self, server: asyncio.Server) -> None:
        """Stop listening and drop what is still carried."""
        server.close()
        carrying = list(self._carrying)
        for task in carrying:
            task.cancel()
        await asyncio.gather(*carrying, return_exceptions=True)
        await asyncio.sleep(0)  # closed sockets go at the next turn

    async def _carry(self, line: "_Line") -> None:
        phone, to_server = line.phone, line.to_server
        piece = await phone.read(PIECE)
        is_put = piece.startswith(b"PUT ")
        number, self.puts = self.puts, self.puts + is_put
        cut = self.cuts.get(number) if is_put else None
        sent = 0
        while piece:
            to_server.write(piece)
            await to_server.drain()
            sent += len(piece)
            self.carried += len(piece) * is_put
            if self.rate and is_put:
                await self._pace(len(piece))
            if cut is not None and sent >= cut.after:
                self.happened.append(Happened(cut, number, sent, time.monotonic()))
                await self._befall(cut.fault, line)
                return
            piece = await phone.read(PIECE)
        to_server.write_eof()
        await line.back

    async def _pace(self, length: int) -> None:
        """Wait until the line has carried so much."""
        now = time.monotonic()
        # A timer that wakes late must not make the line slower than it is.
        self._free_at = max(now - BURST, self._free_at) + length / self.rate
        await asyncio.sleep(max(0.0, self._free_at - now))

    async def _befall(self, fault: Fault, line: "_Line") -> None:
        happened = self.happened[-1]
        if fault is Fault.FIN:
            line.to_phone.write_eof()
            await asyncio.sleep(0.05)  # closing with bytes unread would be a reset
        elif fault is Fault.RST:
            line.reset()
        elif fault is Fault.HOLE:
            await line.back  # neither side hears of the other any more: the server hangs up when it likes
        elif fault is Fault.SLOW:
            while line.is_held() and (piece := await line.phone.read(SLOW // 10)):
                line.to_server.write(piece)
                self.carried += len(piece)
                happened.carried += len(piece)
                await asyncio.sleep(0.1)


class _Line:
    """The two halves of a connection; what the server says is carried back all the while."""

    def __init__(
        self, phone: asyncio.StreamReader, to_phone: asyncio.StreamWriter, server: asyncio.StreamReader,
        to_server: asyncio.StreamWriter,
    ) -> None:  # fmt: skip
        self.phone, self.to_phone, self.to_server = phone, to_phone, to_server
        self.back = asyncio.create_task(_copy(server, to_phone))

    def is_held(self) -> bool:
        """Whether the phone has not hung up, even if there are bytes left to read."""
        held = self.to_phone.get_extra_info("socket")
        return bool(held.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == ESTABLISHED)

    def reset(self) -> None:
        for writer in (self.to_phone, self.to_server):
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            writer.transport.abort()

    def close(self) -> None:
        self.back.cancel()
        for writer in (self.to_server, self.to_phone):
            writer.close()


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while piece := await source.read(PIECE):
            target.write(piece)
            await target.drain()
        target.write_eof()


@contextmanager
def running(target: str, cuts: Mapping[int, Cut] | None = None) -> Iterator[Proxy]:
    """Stand before the server at this address until the block ends."""
    parts = urlsplit(target)
    proxy = Proxy((parts.hostname or "127.0.0.1", parts.port or 80), cuts or {})
    loop = asyncio.new_event_loop()
    listener = socket.socket()
    # Small, so that a phone soon feels that nobody takes its bytes any more.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
    listener.bind(("127.0.0.1", 0))
    proxy.port = listener.getsockname()[1]
    server = loop.run_until_complete(asyncio.start_server(proxy.serve, sock=listener, limit=SMALL))
    thread = threading.Thread(target=loop.run_forever, name="proxy", daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        asyncio.run_coroutine_threadsafe(proxy.end(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
