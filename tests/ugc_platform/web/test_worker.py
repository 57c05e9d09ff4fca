"""A real web server with two threads: sixty trickling connections, and the site goes on. gthread is the control."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

OURS, PLAIN = "ugc_platform.web.worker.Worker", "gthread"
SOCKETS = 60
PATIENCE = 60.0  # of a busy machine
SHORT = 3.0  # what never comes is not waited for longer
HEAD = b"GET /slow HTTP/1.1\r\nHost: x\r\nX-Long: "
BODY = b"POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\na"
EXPECTING = b"POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\nExpect: 100-continue\r\n\r\n"
FORM = b"POST /form HTTP/1.1\r\nHost: x\r\nContent-Length: 40000000\r\n\r\na"
Talk = Callable[..., bytes]


@contextmanager
def served(kind: str, folder: Path) -> Iterator[int]:
    """The port of a server of this kind, with one worker of two threads."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        *(sys.executable, "-m", "gunicorn", "tests.ugc_platform.web.echo:application"),
        *("--worker-class", kind, "--workers", "1", "--threads", "2", "--bind", f"127.0.0.1:{port}"),
        *("--no-control-socket", "--graceful-timeout", "1", "--worker-tmp-dir", str(folder), "--keep-alive", "30"),
    ]
    log = folder / "log"
    with log.open("wb") as written, subprocess.Popen(command, stdout=written, stderr=written) as server:
        try:
            _until(lambda: ask(port) == b"whole 0")
            yield port
        finally:
            server.terminate()
            server.wait(PATIENCE)


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(OSError):
            if true():
                return
        time.sleep(0.1)
    raise AssertionError("it did not come to be so")


def ask(
    port: int, sent: bytes = b"GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", wait: float = PATIENCE
) -> bytes:
    """The last line of the answer; raises OSError when none comes in time."""
    with socket.create_connection(("127.0.0.1", port), timeout=wait) as sock:
        sock.sendall(sent)
        return heard(sock).rpartition(b"\r\n")[2]


def heard(sock: socket.socket) -> bytes:
    """Everything up to the end."""
    return b"".join(iter(lambda: sock.recv(65536), b""))


@contextmanager
def trickling(port: int, begun: bytes) -> Iterator[list[socket.socket]]:
    """Connections that never finish what they began."""
    with ExitStack() as stack:
        socks = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(SOCKETS)]
        for sock in socks:
            sock.sendall(begun)
        yield socks


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with served(OURS, tmp_path_factory.mktemp("ours")) as port:
        yield port


@pytest.mark.parametrize("begun", [HEAD, BODY, FORM], ids=["heads", "bodies", "forms"])
def test_sixty_trickling_connections_stop_nobody(ours: int, begun: bytes) -> None:
    with trickling(ours, begun) as socks:
        for sock in socks:
            sock.sendall(b"a")
        assert [ask(ours) for _ in range(5)] == [b"whole 0"] * 5


def test_without_the_loop_they_stop_everybody(tmp_path: Path) -> None:
    """The negative control."""
    with served(PLAIN, tmp_path) as port:
        with trickling(port, BODY), pytest.raises(OSError, match="timed out"):
            ask(port, wait=SHORT)
        _until(lambda: ask(port) == b"whole 0")  # they have gone


def test_connections_that_stay_open_after_their_answer_stop_nobody(ours: int) -> None:
    with trickling(ours, b"GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"):
        assert ask(ours) == b"whole 0"


@pytest.mark.parametrize("path", [b"/large", b"/file"])
def test_sixty_readers_that_take_nothing_stop_nobody(ours: int, path: bytes) -> None:
    with trickling(ours, b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % path) as socks:
        assert all(sock.recv(1) == b"H" for sock in socks)
        assert ask(ours) == b"whole 0"


def test_without_the_loop_readers_stop_everybody(tmp_path: Path) -> None:
    """The negative control."""
    with served(PLAIN, tmp_path) as port:
        with trickling(port, b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n") as socks:
            assert socks[0].recv(1) == b"H"
            with pytest.raises(OSError, match="timed out"):
                ask(port, wait=SHORT)
        _until(lambda: ask(port) == b"whole 0")


@pytest.mark.parametrize("path", [b"/large", b"/file"])
def test_a_large_answer_arrives_whole(ours: int, path: bytes) -> None:
    with socket.create_connection(("127.0.0.1", ours), timeout=PATIENCE) as sock:
        for _ in range(2):  # on one connection
            sock.sendall(b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % path)
            head = b""
            while b"\r\n\r\n" not in head:
                head += sock.recv(1)
            left = 32 * 1024 * 1024
            while left:
                left -= len(sock.recv(min(left, 1024 * 1024)))
        sock.sendall(b"GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert heard(sock).endswith(b"whole 0")


def test_a_body_that_came_slowly_is_whole(ours: int) -> None:
    sent = b"POST /form HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 300000\r\n\r\n" + b"x" * 300_000
    with socket.create_connection(("127.0.0.1", ours), timeout=PATIENCE) as sock:
        for start in range(0, len(sent), 50_000):
            sock.sendall(sent[start : start + 50_000])
            time.sleep(0.01)
        assert heard(sock).endswith(b"whole 300000")


def test_one_connection_carries_several_requests(ours: int) -> None:
    one = b"POST /form HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
    last = b"GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", ours), timeout=PATIENCE) as sock:
        sock.sendall(one + one + last)
        answer = heard(sock)
    assert (answer.count(b"HTTP/1.1 200"), answer.count(b"whole 3"), answer.count(b"whole 0")) == (3, 2, 1)


def test_more_than_a_door_takes_is_answered_before_it_has_come(ours: int) -> None:
    """The answer is heard, and nothing of the rest is taken for another request."""
    begun = b"POST /form HTTP/1.1\r\nHost: x\r\nContent-Length: 60000000\r\n\r\n"
    with socket.create_connection(("127.0.0.1", ours), timeout=PATIENCE) as sock:
        sock.sendall(begun)
        sock.sendall(b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n" * 1000)
        answer = heard(sock)
    assert answer.count(b"HTTP/1.1") == 1
    assert b"Connection: close" in answer
    assert answer.endswith(b"cut 60000000")


def test_a_client_that_waits_is_told_to_go_on(ours: int) -> None:
    begun = b"POST /form HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 5\r\n\r\n"
    with socket.create_connection(("127.0.0.1", ours), timeout=PATIENCE) as sock:
        sock.sendall(begun)
        assert sock.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        sock.sendall(b"hello")
        answer = heard(sock)
    assert b"100 Continue" not in answer
    assert answer.endswith(b"whole 5")


def test_an_endless_head_is_answered_in_a_line(ours: int) -> None:
    answer = b""
    with socket.create_connection(("127.0.0.1", ours), timeout=PATIENCE) as sock:
        sock.sendall(b"GET / HTTP/1.1\r\nX: " + b"x" * 70_000)
        answer = heard(sock)
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert answer.endswith(b"The head of this request is far too long.\n")


@pytest.mark.parametrize("head_read", [False, True], ids=["heads", "bodies"])
def test_of_whoever_holds_most_the_oldest_makes_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, head_read: bool
) -> None:
    monkeypatch.setenv("GUNICORN_CMD_ARGS", "--worker-connections 40")
    with served(OURS, tmp_path) as port, socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as oldest:
        oldest.sendall(EXPECTING if head_read else HEAD)
        if head_read:
            assert oldest.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        with trickling(port, BODY if head_read else HEAD):
            assert ask(port) == b"whole 0"
            answer = heard(oldest)
    if head_read:
        assert answer.endswith(b"cut 100000 busy")
        return
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert b"\r\nRetry-After: 60\r\n" in answer
    assert answer.endswith(b"So much is arriving at this moment. Please try again in a minute.\n")


@pytest.mark.parametrize(
    ("option", "says"),
    [
        (("--certfile", "any.pem"), "Worker speaks no TLS"),
        (("--keyfile", "any.pem"), "Worker speaks no TLS"),
        (("--http2-cleartext", "both"), "Worker speaks no HTTP/2"),
    ],
    ids=["certificate", "key", "http2"],
)
def test_what_the_loop_does_not_speak_does_not_start(tmp_path: Path, option: tuple[str, str], says: str) -> None:
    """It would take the first bytes of TLS for a head that never ends, and answer 408."""
    (tmp_path / "any.pem").touch()
    said = [str(tmp_path / part) if part.endswith(".pem") else part for part in option]
    command = [
        *(sys.executable, "-m", "gunicorn", "tests.ugc_platform.web.echo:application", "--worker-class", OURS),
        *("--bind", "127.0.0.1:0", "--no-control-socket", "--worker-tmp-dir", str(tmp_path), *said),
    ]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (ended.returncode, says in ended.stderr) == (1, True), ended.stderr
