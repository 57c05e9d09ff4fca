"""A request as it comes in: what it needs, how long it may take, and what is not even waited for."""

from collections.abc import Callable, Iterator

import pytest

from core import request_notes
from ugc_platform.web import buffered_request

GET = b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"
MOST = 1000


made: list[buffered_request.BufferedRequest] = []


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    while made:
        made.pop().close()


def request(
    limit_at: Callable[[str], int] = lambda path: MOST if path == "/café/" else 10,
) -> buffered_request.BufferedRequest:
    made.append(buffered_request.BufferedRequest(limit_at=limit_at, at=0.0))
    return made[-1]


def post(length: object, path: bytes = b"/caf%C3%A9/?q=1", more: bytes = b"") -> bytes:
    return b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %s\r\n%s\r\n" % (path, str(length).encode(), more)


def read(one: buffered_request.BufferedRequest) -> bytes:
    return b"".join(iter(lambda: one.recv(7), b""))


@pytest.mark.parametrize("step", [1, 3, 1000])
@pytest.mark.parametrize(("sent", "rest"), [
    (GET, b""), (GET, GET), (post(5) + b"hello", b""), (post(5) + b"hello", GET), (post(0), b"x"),
])  # fmt: skip
def test_a_request_is_whole_after_its_last_byte(sent: bytes, rest: bytes, step: int) -> None:
    one = request()
    whole = sent + rest
    for start in range(0, len(whole), step):
        assert not one.done or start >= len(sent)
        if one.done:
            break
        one.feed(whole[start : start + step], at=0.0)
    assert one.done
    assert not one.cut
    assert read(one) == sent
    if step == 1000:
        assert one.rest == rest


@pytest.mark.parametrize("head", [
    post(MOST + 1), post(11, b"/other/"), post("5\r\nContent-Length: 6"), post("5x"), post(-1),
    post(5, more=b"Transfer-Encoding: chunked\r\n"), b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"POST / HTTP/1.1\r\ncontent-LENGTH : 999999\r\n\r\n",
])  # fmt: skip
def test_what_is_too_much_or_unclear_is_handed_over_at_once(head: bytes) -> None:
    one = request()
    one.feed(head + b"some bytes of it", at=0.0)
    assert (one.done, one.cut, one.received) == (True, True, 0)
    assert read(one) == head


def test_what_fits_is_waited_for() -> None:
    """The control."""
    one = request()
    one.feed(post(MOST), at=0.0)
    assert (one.done, one.cut) == (False, False)
    one.feed(b"x" * MOST, at=0.0)
    assert (one.done, one.cut) == (True, False)


def test_a_head_without_an_end_is_given_up() -> None:
    one = request()
    for _ in range(buffered_request.HEAD_BYTES // 1000 + 2):
        if not one.done:
            one.feed(b"x" * 1000, at=0.0)
    assert (one.done, one.cut, one.headed) == (True, True, False)


def test_a_promise_to_wait_is_kept_by_the_loop() -> None:
    one = request()
    one.feed(post(5, more=b"Expect: 100-continue\r\n"), at=0.0)
    assert one.expects
    one.feed(b"hello", at=0.0)
    assert b"Expect" not in read(one)  # or the web server would answer it once more


def drip(one: buffered_request.BufferedRequest, *, every: float, until: float, piece: bytes = b"x") -> float | None:
    """Feed a piece now and then; when it was too late."""
    at = 0.0
    while at <= until:
        if one.is_late(at):
            return at
        if one.done:
            return None
        one.feed(piece, at=at)
        at += every
    return None


def test_a_byte_in_five_seconds_is_too_slow_a_head() -> None:
    assert drip(request(), every=5, until=600) == 25


def test_a_byte_in_five_seconds_is_too_slow_a_body() -> None:
    one = request()
    one.feed(post(MOST), at=0.0)
    assert drip(one, every=5, until=600) == 35


def large(length: int) -> buffered_request.BufferedRequest:
    one = request(lambda _path: length)
    one.feed(post(length), at=0.0)
    return one


def test_a_slow_phone_is_waited_for() -> None:
    """The control: ten kilobytes a second bring five megabytes in nine minutes."""
    assert drip(large(5_000_000), every=1, until=1000, piece=b"x" * 10_000) is None


def test_who_stops_half_way_is_not_waited_for() -> None:
    one = large(5_000_000)
    one.feed(b"x" * 4_000_000, at=1.0)
    assert next(at for at in range(2, 100) if one.is_late(at)) <= 2 * buffered_request.STRETCH_SECONDS + 2


def test_nothing_is_waited_for_longer_than_an_hour() -> None:
    assert drip(large(10**9), every=10, until=5000, piece=b"x" * 100_000) == 3610


def test_an_open_connection_that_asks_nothing_is_not_late() -> None:
    assert not request().is_late(10_000.0)


def test_what_was_given_up_says_why_and_holds_no_body() -> None:
    one = large(5_000_000)
    one.feed(b"x" * 1_000_000, at=0.0)
    assert one.spooled == 1_000_000
    one.give_up(request_notes.LATE)
    assert (one.done, one.cut, one.missing, one.spooled) == (True, True, "late", 0)
    assert read(one) == post(5_000_000)
