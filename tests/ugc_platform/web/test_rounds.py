"""What the loop does within one of its rounds: everybody's events are told at once, and some make others void."""

import os
import selectors
import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.glogging import Logger

from core import request_notes
from ugc_platform.web import buffered_request, connection, worker
from ugc_platform.web.connection import Connection

MOST, CROWD = 20, 18
HEAD = b"GET /slow HTTP/1.1\r\nHost: x\r\nX-Long: "
WHOLE = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


class Loop:
    """Our worker without threads: what would be handed to one is noted, and answered when a test says so."""

    def __init__(self) -> None:
        config = Config()
        config.set("worker_connections", MOST)
        config.set("threads", 2)
        self.worker: Any = worker.Worker(1, os.getppid(), [], None, 30, config, Logger(config))
        self.worker.poller = selectors.DefaultSelector()
        self.handed: list[Connection] = []
        self.worker.enqueue_req = self.handed.append
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.clients: list[socket.socket] = []

    def meet(self, sent: bytes = b"", *, source: str = "127.0.0.1") -> socket.socket:
        """Somebody connects, and is let in."""
        client = socket.create_connection(self.listener.getsockname(), source_address=(source, 0))
        self.clients.append(client)
        client.sendall(sent)
        self.worker.accept(self.listener)
        return client

    def events(self) -> list[Any]:
        """What is ready now, to be told later."""
        return [(key.data, key.fileobj) for key, _mask in self.worker.poller.select(1)]

    def round(self) -> None:
        for tell, file in self.events():
            tell(file)

    def close(self) -> None:
        for sock in (*self.clients, self.listener):
            sock.close()
        for conn in (*self.worker._watched(), *self.handed):
            self.worker._drop(conn)
        self.worker.poller.close()
        self.worker.tmp.close()


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loop]:
    monkeypatch.setattr(connection, "limit_at", lambda _path: 1_000_000)
    made = Loop()
    yield made
    made.close()


class Answered:
    """The end of a thread's work."""

    def __init__(self, *, goes_on: bool) -> None:
        self.goes_on = goes_on

    def cancelled(self) -> bool:
        return False

    def result(self) -> bool:
        return self.goes_on


def test_who_makes_room_in_the_round_in_which_they_speak_is_handed_over_once(loop: Loop) -> None:
    """Their own event comes afterwards: it would hand them over a second time, and end the loop."""
    others = [loop.meet(HEAD) for _number in range(CROWD)]
    loop.round()
    others[0].sendall(b"a\r\n\r\n")
    ready = loop.events()
    assert len(ready) == 1
    loop.meet(HEAD)  # one too many: the oldest makes room
    for tell, file in ready:
        tell(file)
    assert loop.handed == []
    assert len(loop.worker.lingering) == 1
    assert loop.worker.nr_conns == CROWD + 1


def test_a_round_without_a_crowd_hands_over_what_is_whole(loop: Loop) -> None:
    """The negative control."""
    loop.meet(WHOLE)
    loop.round()
    assert [conn.request.done for conn in loop.handed] == [True]


def test_a_connection_is_counted_out_once(loop: Loop) -> None:
    """One that was reset fails at each step of its end."""
    loop.meet(WHOLE).close()
    loop.round()
    (conn,) = loop.handed
    for _time in range(2):
        loop.worker.finish_request(conn, Answered(goes_on=False))
        with suppress(KeyError):
            loop.worker._drop(conn)
    assert loop.worker.nr_conns == 0


def test_what_went_wrong_in_an_answer_ends_its_connection_alone(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    loop.meet(WHOLE)
    loop.round()
    monkeypatch.setattr(Connection, "expect", lambda *_args, **_words: 1 / 0)
    loop.worker.finish_request(loop.handed[0], Answered(goes_on=True))
    assert loop.worker.nr_conns == 0


def test_a_full_disk_ends_the_connection_that_needs_it(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it is noticed between two requests of one connection."""
    loop.meet(WHOLE)
    loop.round()
    (conn,) = loop.handed
    conn.response._keep(memoryview(b"x" * 100))
    loop.worker.finish_request(conn, Answered(goes_on=True))
    assert conn in loop.worker.answered

    def full(*_args: object, **_words: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(buffered_request.BufferedRequest, "feed", full)
    conn.request.rest = b"GET"
    loop.round()
    assert (loop.worker.nr_conns, list(loop.worker._watched())) == (0, [])


def test_whoever_fills_the_worker_with_every_kind_of_waiting_makes_room_for_others(loop: Loop) -> None:
    """Listening on after an answer, and answers nobody takes, count as what has not arrived does."""
    for _number in range(4):
        loop.meet(WHOLE)
    loop.round()
    for number, conn in enumerate(loop.handed):
        if number % 2:
            conn.response._keep(memoryview(b"x" * 10_000_000))
        loop.worker.finish_request(conn, Answered(goes_on=False))
    assert (len(loop.worker.lingering), len(loop.worker.answered)) == (2, 2)
    for _number in range(3 * MOST):
        loop.meet(HEAD)
        assert loop.worker.nr_conns <= MOST
    friend = loop.meet(HEAD, source="127.0.0.2")
    for _number in range(MOST):
        loop.meet(HEAD)
    theirs = [conn for conn in loop.worker.gathering if conn.client == friend.getsockname()]
    assert len(theirs) == 1, "who holds little keeps it"
    assert loop.worker.nr_conns <= MOST


def test_a_network_of_ipv6_is_one_visitor(loop: Loop) -> None:
    loop.meet()
    (conn,) = loop.worker.gathering
    conn.client = ("2001:db8:1:2::3", 1, 0, 0)
    assert conn.peer == "2001:db8:1:2::/64"


def test_answers_that_lie_on_the_disk_count_as_bodies_do(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "SPOOLED_BYTES", 1_000_000)
    for _number in range(2):
        loop.meet(WHOLE)
    loop.round()
    for size, conn in zip((600_000, 700_000), loop.handed, strict=True):
        conn.response._keep(memoryview(b"x" * size))
        loop.worker.finish_request(conn, Answered(goes_on=True))
    loop.worker._bound_the_spool()
    assert [conn.spooled for conn in loop.worker.answered] == [600_000]


def test_whole_bodies_that_wait_for_a_thread_count_too(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "SPOOLED_BYTES", 300_000)
    form = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n"
    loop.meet(form + b"x" * 200_000)
    later = loop.meet(form + b"x" * 150_000, source="127.0.0.2")
    while not (loop.handed and loop.worker.gathering and sum(one.spooled for one in loop.worker.gathering) == 150_000):
        loop.round()
    loop.worker._bound_the_spool()
    assert [conn.request.missing for conn in loop.handed] == ["", request_notes.BUSY]
    assert loop.handed[1].client == later.getsockname()
    loop.worker._bound_the_spool()  # what is whole is let through
    assert loop.handed[0].request.spooled == 200_000
    loop.worker.finish_request(loop.handed[0], Answered(goes_on=False))
    assert loop.worker.handed == {loop.handed[1]}


def test_what_is_sent_behind_a_request_is_not_kept_without_end() -> None:
    request = buffered_request.BufferedRequest(limit_at=lambda _path: 0, at=0)
    request.feed(WHOLE + b"x" * (buffered_request.HEAD_BYTES + 1), at=0)
    assert (request.done, request.cut, request.rest, request.missing) == (True, True, b"", "")
    small = buffered_request.BufferedRequest(limit_at=lambda _path: 0, at=0)
    small.feed(WHOLE + WHOLE, at=0)
    assert (small.done, small.cut, small.rest) == (True, False, WHOLE)


def test_who_is_given_up_is_told_why_before_they_go(loop: Loop) -> None:
    first = loop.meet(HEAD)
    loop.round()
    for _number in range(MOST - 1):
        loop.meet(HEAD)
    assert first.recv(1000).startswith(b"HTTP/1.1 503 ")
    assert request_notes.BUSY
