"""gunicorn's threads behind a loop that gathers requests and sends answers, so that slow visitors hold no threads.

Without it, as many trickling connections as there are threads stop the site; `docs/adr/0013` has the measurements.
"""

import resource
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent import futures
from contextlib import suppress
from functools import partial
from itertools import chain
from selectors import EVENT_READ, EVENT_WRITE
from typing import Any

from gunicorn import http
from gunicorn.workers.gthread import ThreadWorker

from core import request_notes
from ugc_platform.web import buffered_request, buffered_response, refusals
from ugc_platform.web.connection import Connection

OPEN_FILES = 8192
CROWDED = 0.9  # of the connections that a worker may hold
# What is not whole yet, bodies and answers, may take so much of the disk, in each worker.
SPOOLED_BYTES = 4_000_000_000
# After an answer we listen a little longer: closing at once could destroy the answer on its way.
LINGER_SECONDS, LINGER_SILENCE = 30.0, 2.0
TICK = 1.0


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Gathers in the loop, answers in threads."""

    wsgi: Any  # the application, once it is loaded

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gathering: dict[Connection, None] = {}  # the oldest first
        self.answered: dict[Connection, None] = {}  # whose answers are still on their way
        self.lingering: dict[Connection, None] = {}
        self.handed: set[Connection] = set()  # to threads, or waiting for one
        self._answering = threading.local()
        self._looked_at = 0.0

    @classmethod
    def check_config(cls, cfg: Any, log: Any) -> None:
        """Refuse what the loop does not speak: it reads bytes before any TLS, and HTTP/2 has no head with an end."""
        if cfg.is_ssl:
            raise RuntimeError(f"{cls.__name__} speaks no TLS: leave --certfile out and let a proxy in front end it.")
        if cfg.http2_cleartext != "off":
            raise RuntimeError(f"{cls.__name__} speaks no HTTP/2: leave --http2-cleartext out.")
        super().check_config(cfg, log)

    def init_process(self) -> None:
        """Let one worker hold as many connections as it is meant to."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        buffered_response.let_wait(max(1, self.cfg.threads // 3))
        super().init_process()

    def load_wsgi(self) -> None:
        """Tell the application what the loop knows of a request."""
        super().load_wsgi()
        application: Any = self.wsgi

        def told(environ: dict[str, Any], start_response: Any) -> Any:
            environ.update(self._answering.notes)
            return application(environ, start_response)

        self.wsgi = told

    def accept(self, listener: socket.socket) -> None:
        """Take a connection in, but no thread."""
        try:
            sock, client = listener.accept()
        except OSError:
            return  # somebody else had it, or it has gone again
        self.nr_conns += 1
        conn = Connection(self.cfg, sock, client, listener.getsockname())
        conn.expect(at=time.monotonic())
        self._gather(conn)
        crowded = CROWDED * self.worker_connections
        while self.nr_conns > crowded and self._make_room(lambda _conn: 1):
            pass

    def _gather(self, conn: Connection) -> None:
        if conn.request.done:
            self._hand_over(conn)
            return
        self.gathering[conn] = None
        self.poller.register(conn.sock, EVENT_READ, partial(self._on_bytes, conn))

    def _on_bytes(self, conn: Connection, sock: socket.socket) -> None:
        if conn not in self.gathering:
            return  # it was given up in this very round
        data = conn.receive()
        if data is None:
            return
        if not data:
            self._drop(conn)
            return
        now = conn.quiet_since = time.monotonic()
        try:
            conn.request.feed(data, at=now)
        except OSError:  # the disk is full
            self._give_up(conn, request_notes.BUSY)
            return
        if conn.request.done:
            self._stop_watching(conn)
            self._hand_over(conn)
        elif conn.request.headed and conn.request.expects:
            conn.request.expects = False
            with suppress(OSError):
                sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _hand_over(self, conn: Connection) -> None:
        request = conn.request
        if not request.headed:
            self._answer_shortly(conn, refusals.UNREAD[request.missing])
            return
        conn.parser = http.get_parser(self.cfg, request, conn.client)
        conn.initialized = conn.data_ready = True
        self.handed.add(conn)
        self.enqueue_req(conn)

    def _answer_shortly(self, conn: Connection, answer: bytes) -> None:
        """Whoever never got to ask for anything is told in a line; it fits into the socket."""
        with suppress(OSError):
            conn.sock.send(answer)
        self._linger(conn)

    def handle_request(self, req: Any, conn: Connection) -> Any:
        """Answer, in a thread."""
        arrived = time.monotonic() - conn.request.began
        self._answering.notes = {request_notes.BEGAN: time.time() - arrived}
        if conn.request.missing:
            self._answering.notes[request_notes.MISSING] = conn.request.missing
        if conn.request.cut:
            req.force_close()
        sock, conn.sock = conn.sock, conn.response
        try:
            return super().handle_request(req, conn)
        finally:
            conn.sock = sock

    def _keepalive_after(self, conn: Connection, keepalive: object) -> bool:
        """What the application did not read is no longer on the socket, unless the request was cut."""
        return bool(keepalive) and not conn.request.cut

    def finish_request(self, conn: Connection, fs: "futures.Future[object]") -> None:
        """Send what is left of the answer, then wait for the next request of the connection, or close it."""
        self.handed.discard(conn)
        conn.request.close()
        try:
            conn.goes_on = not fs.cancelled() and bool(fs.result())
            conn.sock.setblocking(False)
            conn.pace = (time.monotonic(), 0)
            if conn.response.waits:
                self.answered[conn] = None
                self.poller.register(conn.sock, EVENT_WRITE, partial(self._on_room, conn))
            else:
                self._go_on(conn)
        except Exception:  # noqa: BLE001  # whatever it is, it ends this connection and not the loop
            self._drop(conn)

    def _on_room(self, conn: Connection, _sock: socket.socket) -> None:
        if conn not in self.answered:
            return
        try:
            conn.pace = (conn.pace[0], conn.pace[1] + conn.response.flush())
            if not conn.response.waits:
                self._stop_watching(conn)
                self._go_on(conn)
        except OSError:  # the visitor has gone, or the disk is full
            self._drop(conn)

    def _go_on(self, conn: Connection) -> None:
        if conn.goes_on and self.alive:
            conn.kept = True
            conn.expect(at=time.monotonic(), rest=conn.request.rest)
            self._gather(conn)
        else:
            self._linger(conn)

    def _linger(self, conn: Connection) -> None:
        try:
            conn.sock.setblocking(False)
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._close(conn)
            return
        conn.lingers_since = conn.quiet_since = time.monotonic()
        self.lingering[conn] = None
        self.poller.register(conn.sock, EVENT_READ, partial(self._on_leftovers, conn))

    def _on_leftovers(self, conn: Connection, _sock: socket.socket) -> None:
        if conn not in self.lingering:
            return
        data = conn.receive()
        if data:
            conn.quiet_since = time.monotonic()
        elif data is not None:
            self._drop(conn)

    def murder_pending(self) -> None:
        """Look after the connections; gunicorn's loop calls it after each round."""
        super().murder_pending()
        now = time.monotonic()
        if now - self._looked_at < TICK:
            return
        self._looked_at = now
        self._look_at_senders(now)
        self._look_at_readers(now)
        self._bound_the_spool()

    def _look_at_senders(self, now: float) -> None:
        for conn in list(self.gathering):
            if conn.request.is_late(now):
                self._give_up(conn, request_notes.LATE)
            elif conn.request.idle and now - conn.quiet_since > self._patience():
                self._drop(conn)

    def _look_at_readers(self, now: float) -> None:
        for conn in list(self.answered):
            since, sent = conn.pace
            if now - since > buffered_request.STRETCH_SECONDS:
                conn.pace = (now, 0)
                if sent < buffered_request.STRETCH_BYTES:
                    self._drop(conn)
        for conn in list(self.lingering):
            if now - conn.lingers_since > LINGER_SECONDS or now - conn.quiet_since > LINGER_SILENCE:
                self._drop(conn)

    def _patience(self) -> float:
        """How long a connection may be open without asking anything."""
        return max(float(self.cfg.keepalive), LINGER_SILENCE) if self.alive else LINGER_SILENCE

    def _bound_the_spool(self) -> None:
        whole = sum(conn.request.spooled for conn in self.handed)  # these are let through, and others wait for it
        while (waits := sum(conn.spooled for conn in self._watched())) and waits + whole > SPOOLED_BYTES:
            self._make_room(lambda conn: conn.spooled)

    def _watched(self) -> Iterable[Connection]:
        """All connections that no thread answers now: first those that lose least when they are dropped."""
        return chain(self.lingering, self.gathering, self.answered)

    def _make_room(self, weight: Callable[[Connection], int]) -> bool:
        """Of whoever holds most, give up what holds most, or loses least; whether it has gone, not only been told."""
        held: Counter[str] = Counter()
        for conn in self._watched():
            held[conn.peer] += weight(conn)
        if not held:
            return False
        peer = max(held, key=held.__getitem__)
        theirs = [conn for conn in self._watched() if conn.peer == peer]
        first = max(theirs, key=lambda conn: (weight(conn), conn in self.lingering, conn.asks_nothing, conn.spooled))
        if first in self.gathering and not first.asks_nothing:
            self._give_up(first, request_notes.BUSY)
            return False
        self._drop(first)
        return True

    def _give_up(self, conn: Connection, why: str) -> None:
        self._stop_watching(conn)
        conn.request.give_up(why)
        self._hand_over(conn)

    def _stop_watching(self, conn: Connection) -> None:
        self.gathering.pop(conn, None)
        self.answered.pop(conn, None)
        self.lingering.pop(conn, None)
        with suppress(KeyError, ValueError, OSError):
            self.poller.unregister(conn.sock)

    def _drop(self, conn: Connection) -> None:
        self._stop_watching(conn)
        self._close(conn)

    def _close(self, conn: Connection) -> None:
        if conn.closed:
            return
        conn.closed = True
        conn.request.close()
        conn.response.close_files()
        self.nr_conns -= 1
        conn.close()
