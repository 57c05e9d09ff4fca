"""Answers on their way out: which of them take room, and how many threads may wait for slow readers."""

import socket
import tempfile
import threading
from collections.abc import Iterator

import pytest

from ugc_platform.web import buffered_response
from ugc_platform.web.buffered_response import BufferedResponse

MEGABYTE = 1024 * 1024


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    theirs.settimeout(60)
    yield ours, theirs
    ours.close()
    theirs.close()


@pytest.fixture(autouse=True)
def _short_lead(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(buffered_response, "AHEAD", 2 * MEGABYTE)
    yield
    buffered_response.let_wait(1)


def test_a_file_that_is_sent_as_it_is_takes_no_room(pair: tuple[socket.socket, socket.socket]) -> None:
    response = BufferedResponse(pair[0])
    with tempfile.TemporaryFile() as file:
        file.truncate(50 * MEGABYTE)
        response.sendfile(file)
    assert (response.waits, response.spooled) == (50 * MEGABYTE, 0)
    response.sendall(b"x" * MEGABYTE)
    assert response.spooled == MEGABYTE
    response.close_files()


def test_a_reader_who_keeps_up_leaves_nothing_on_the_disk(pair: tuple[socket.socket, socket.socket]) -> None:
    """What waits is sent before more is written down."""
    response, theirs = BufferedResponse(pair[0]), pair[1]
    for _number in range(50):
        response.sendall(b"x" * 50_000)
        left = 50_000
        while left:
            left -= len(theirs.recv(left))
            response.flush()
    assert response.waits == 0


def test_what_was_sent_of_a_long_stream_does_not_stay_on_the_disk(
    pair: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of a reader who is always a little behind."""
    monkeypatch.setattr(buffered_response, "FILE", MEGABYTE)
    response, theirs = BufferedResponse(pair[0]), pair[1]
    response.sendall(b"x" * MEGABYTE)
    most = 0
    for _number in range(20):
        response.sendall(b"x" * MEGABYTE)
        left = MEGABYTE
        while left:
            left -= len(theirs.recv(left))
            response.flush()
        most = max(most, response.spooled)
    assert response.waits > 0, "it was never on time"
    assert most <= 3 * MEGABYTE
    response.close_files()


def test_a_stream_far_ahead_waits_for_its_reader_in_few_threads_alone(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    buffered_response.let_wait(0)
    response = BufferedResponse(pair[0])
    for _number in range(3):
        response.sendall(b"x" * MEGABYTE)
    with pytest.raises(ConnectionAbortedError):
        response.sendall(b"x" * MEGABYTE)
    response.close_files()


def test_a_stream_far_ahead_arrives_whole_where_a_thread_may_wait(pair: tuple[socket.socket, socket.socket]) -> None:
    """The negative control."""
    response, theirs = BufferedResponse(pair[0]), pair[1]
    heard: list[int] = []

    def read() -> None:
        while sum(heard) < 5 * MEGABYTE:
            heard.append(len(theirs.recv(MEGABYTE)))

    reader = threading.Thread(target=read)
    for number in range(5):
        if number == 3:
            reader.start()
        response.sendall(b"x" * MEGABYTE)
    pair[0].setblocking(True)
    while response.waits:
        response.flush()
    reader.join(60)
    assert sum(heard) == 5 * MEGABYTE
    assert buffered_response._waiting.acquire(blocking=False), "the place is free again"
