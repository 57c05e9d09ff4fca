"""The processes of one installation and the commands that run them; the environment decides which are ours to start."""

import http.client
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from django.conf import settings

from bootstrap import machine
from ugc_platform.embedded import process
from ugc_platform.embedded.errors import EmbeddedError
from ugc_platform.embedded.paths import Layout
from ugc_platform.embedded.postgres import Postgres
from ugc_platform.embedded.supervisor import Service
from ugc_platform.embedded.valkey import Valkey

WEB_PATIENCE = 60.0
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # where our own question goes then
WEB_WORKERS = 2
WEB_THREADS = 12
WEB_CLASS = "ugc_platform.web.worker.Worker"  # slow senders hold no thread
# Celery's own soft shutdown takes up to eight seconds.
WORKER_PATIENCE = 15.0


@contextmanager
def only_one(layout: Layout) -> Iterator[None]:
    """Hold the data folder; a second supervisor on it is refused."""
    path = layout.locks / "supervisor.lock"
    try:
        with process.locked(path, wait=False) as file:
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            yield
    except process.AlreadyHeld:
        holder = path.read_text().strip() or "unknown"
        raise EmbeddedError(
            f"Fanfare already runs on {layout.data} (process {holder}): "
            "stop it first, or set DATA_DIR to another folder."
        ) from None


def data_services(layout: Layout) -> list[Service]:
    """Return the database and the broker, each only when the environment names no other."""
    services = []
    ours = machine.embedded_services(os.environ)
    if machine.POSTGRES in ours:
        database = Postgres(layout)
        services.append(_foundation("postgres", database))
    if machine.VALKEY in ours:
        broker = Valkey(layout)
        services.append(_foundation("valkey", broker))
    return services


def _foundation(name: str, server: Postgres | Valkey) -> Service:
    return Service(
        name, server.prepare, lambda alive: server.wait_until_ready(alive=alive), patience=30, foundation=True
    )


def work_services(layout: Layout) -> list[Service]:
    """Return the workers and the clock: long videos have a worker of their own, so that photos never wait for them."""
    cores = os.cpu_count() or 1
    queues = ",".join(queue for queue in settings.QUEUES if queue != "video")
    return [
        _worker("worker", queues=queues, processes=cores),
        _worker("worker-video", queues="video", processes=max(1, cores // 2)),
        Service("beat", lambda: python("-m", "celery", "-A", "ugc_platform", "beat", "--pidfile=")),
    ]


def web_service(*, demo_flag: Path | None) -> Service:
    """Return the web server; it writes no access log, because addresses can be secrets.

    It may start before the demo data is there: /readyz answers 503 until the flag's file exists.
    """
    environment = {} if demo_flag is None else {"DEMO_FLAG": str(demo_flag)}
    arguments = [
        *("gunicorn", "ugc_platform.wsgi", "--bind", f"{_in_address(settings.BIND)}:{settings.PORT}"),
        *("--worker-class", WEB_CLASS, "--workers", str(WEB_WORKERS), "--threads", str(WEB_THREADS)),
        *("--timeout", "120"),
        *("--graceful-timeout", "8", "--no-control-socket"),
    ]
    return Service("web", lambda: python("-m", *arguments, environment=environment), _answers_http, patience=12)


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def python(*arguments: str, environment: Mapping[str, str] = MappingProxyType({})) -> process.Command:
    """Return a command of our own code, run by this very Python on this very data folder."""
    ours = {"DATA_DIR": str(settings.DATA_DIR), "PORT": str(settings.PORT), "PYTHONUNBUFFERED": "1"}
    return process.Command(
        [sys.executable, *arguments], environment={**ours, **environment}, folder=Path(settings.BASE_DIR)
    )


def _worker(name: str, *, queues: str, processes: int) -> Service:
    arguments = [
        *("celery", "-A", "ugc_platform", "worker", "-n", f"{name}@%h", "-Q", queues, "-c", str(processes)),
        *("--without-gossip", "--without-mingle"),
    ]
    return Service(name, lambda: python("-m", *arguments), patience=WORKER_PATIENCE)


def _answers_http(alive: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WEB_PATIENCE
    while not _answers_once():
        if not alive() or time.monotonic() > deadline:
            log = settings.EMBEDDED.logs / "web.log"
            raise EmbeddedError(f"The web server did not start; {log} ends with:\n{process.last_lines(log)}")
        time.sleep(0.1)


def _answers_once() -> bool:
    here = EVERYWHERE.get(settings.BIND, settings.BIND)
    connection = http.client.HTTPConnection(here, settings.PORT, timeout=5)
    try:
        connection.request("GET", "/livez")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
