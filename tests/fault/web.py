"""The product's web server as a real process that can be killed with -9 and started again at the same address."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ugc_platform.embedded import installation, process

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
THREADS = 4
PLAIN_CLASS = "gthread"  # gunicorn's own, for applications that are not ours and for controls


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Web:
    """One gunicorn as `manage.py up` starts it, with fewer processes."""

    environment: Mapping[str, str]
    port: int
    log: Path
    application: str = "ugc_platform.wsgi"
    worker_class: str = installation.WEB_CLASS
    workers: int = 1
    running: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "gunicorn", self.application, "--bind", f"127.0.0.1:{self.port}",
                   "--worker-class", self.worker_class, "--workers", str(self.workers), "--threads", str(THREADS),
                   "--timeout", "120", "--no-control-socket"]  # fmt: skip
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                command, env=dict(self.environment), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=lambda: process.die_with_parent(signal.SIGKILL),
            )  # fmt: skip
        end = time.monotonic() + PATIENCE
        while not self.answers():
            if self.running.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"the web server did not start:\n{process.last_lines(self.log, 30)}")
            time.sleep(0.05)

    def kill(self) -> None:
        """Kill -9 all of it."""
        if self.running is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()
        self.running = None

    def pids(self) -> list[int]:
        """The processes that answer requests."""
        assert self.running is not None
        found = Path(f"/proc/{self.running.pid}/task/{self.running.pid}/children").read_text()
        return [int(pid) for pid in found.split()]

    def answers(self, within: float = 5.0) -> bool:
        """Whether it answers the simplest of questions."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=within)
        try:
            connection.request("GET", "/livez")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


@contextmanager
def running(
    environment: Mapping[str, str],
    *,
    log: Path,
    port: int = 0,
    application: str = "ugc_platform.wsgi",
    worker_class: str = installation.WEB_CLASS,
    workers: int = 1,
) -> Iterator[Web]:
    """Run it until the block ends."""
    server = Web(environment, port or free_port(), log, application, worker_class, workers)
    try:
        server.start()
        yield server
    finally:
        server.kill()
