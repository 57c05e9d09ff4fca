"""The worker leans on inner names of gunicorn, which any release may change: this is the one it was written against.

Whoever raises the version reads gunicorn's `workers/gthread.py` beside `ugc_platform/web` first, then changes it here.
"""

import inspect
from importlib.metadata import version

import pytest
from gunicorn import http
from gunicorn.workers.gthread import TConn, ThreadWorker

from ugc_platform.web.worker import Worker

READ_AGAINST = "27.0.1"


def test_the_worker_was_read_against_this_gunicorn() -> None:
    assert version("gunicorn") == READ_AGAINST, "read gthread.py of the new release beside ugc_platform/web first"


@pytest.mark.parametrize(
    ("name", "takes"),
    [
        ("check_config", ["cfg", "log"]),
        ("init_process", ["self"]),
        ("load_wsgi", ["self"]),
        ("accept", ["self", "listener"]),
        ("handle_request", ["self", "req", "conn"]),
        ("_keepalive_after", ["self", "conn", "keepalive"]),
        ("finish_request", ["self", "conn", "fs"]),
        ("murder_pending", ["self"]),
    ],
)
def test_what_the_worker_replaces_is_there_to_be_replaced(name: str, takes: list[str]) -> None:
    assert name in vars(Worker)
    assert list(inspect.signature(getattr(ThreadWorker, name)).parameters) == takes


def test_what_the_worker_calls_is_there_to_be_called() -> None:
    assert list(inspect.signature(TConn.__init__).parameters) == ["self", "cfg", "sock", "client", "server"]
    assert list(inspect.signature(ThreadWorker.enqueue_req).parameters) == ["self", "conn"]
    assert list(inspect.signature(http.get_parser).parameters)[:3] == ["cfg", "source", "source_addr"]
    loop = inspect.getsource(ThreadWorker.run)
    assert "self.murder_pending()" in loop
    inner = inspect.getsource(ThreadWorker.handle)
    assert "self._keepalive_after(conn, self.handle_request(req, conn))" in inner
    assert "conn.initialized" in inner
    assert "conn.data_ready" in inner
