"""Processes of the product against the test database, a broker and a folder of their own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from submissions import lifecycle, processing
from submissions.services import sweeping, work
from tests.fault import haste
from ugc_platform import objects
from ugc_platform.embedded import process
from ugc_platform.embedded.paths import Layout
from ugc_platform.embedded.valkey import Valkey

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def surroundings(tmp_path: Path, transactional_db: None) -> Iterator[dict[str, str]]:
    """The environment of a product process that shares our database and folder."""
    address = urlsplit(settings.DATABASE_URL)._replace(path=f"/{connection.settings_dict['NAME']}")
    storages = settings.STORAGES | {"objects": objects.folder(tmp_path / "objects")}
    with override_settings(STORAGES=storages):
        yield {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "ugc_platform.settings",
            "DATABASE_URL": address.geturl(),
            "DATA_DIR": str(tmp_path),
            "TMPDIR": str(tmp_path),
            "CELERY_BROKER_URL": "memory://",
            "FANFARE_MODE": "embedded",
            "SECRET_KEY": settings.SECRET_KEY,
        }


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((work, "LEASE"), (work, "BACK_OFF"), (processing, "RENEW_EVERY"), (sweeping, "PATIENCE")):
        monkeypatch.setattr(module, name, getattr(module, name))
    monkeypatch.setattr(lifecycle, "STALE_AFTER", dict(lifecycle.STALE_AFTER))
    monkeypatch.setattr(sweeping, "STALE_AFTER", lifecycle.STALE_AFTER)
    haste.hurry()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[str]:
    """A Valkey of our own; its address."""
    layout = Layout(tmp_path)
    server = Valkey(layout)
    with process.open_log(layout.logs / "valkey.log") as log:
        child = server.prepare().start(log=log)
    try:
        server.wait_until_ready(alive=lambda: child.poll() is None)
        yield layout.broker_url
    finally:
        process.stop(child, by=signal.SIGTERM, within=10)


@dataclass
class Workers:
    """Real worker processes that can be killed as a whole group, at once and without asking."""

    surroundings: dict[str, str]
    log: Path
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    ever: set[int] = field(default_factory=set)

    def start(self) -> None:
        command = [sys.executable, "-m", "celery", "-A", "tests.fault.app", "worker", "-c", "1", "-l", "WARNING",
                   "-Q", "photo,video,default,export", "--without-gossip", "--without-mingle", "--without-heartbeat",
                   "-n", f"w{len(self.ever)}-{time.monotonic_ns()}@test"]  # fmt: skip
        with self.log.open("ab") as log:
            child = subprocess.Popen(
                command, env=self.surroundings, cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=lambda: process.die_with_parent(signal.SIGKILL),
            )  # fmt: skip
        self.running.append(child)

    def kill(self, index: int) -> None:
        """Kill -9 the worker and its pool; its decoding child must see for itself that it is alone."""
        child = self.running.pop(index)
        self.ever |= {child.pid, *descendants(child.pid)}
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()

    def kill_pool_child(self, index: int) -> None:
        """Kill -9 only the process that does the work."""
        for pid in children(self.running[index].pid):
            self.ever |= {pid, *descendants(pid)}
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def kill_at_work(self, index: int, working: Callable[[], bool]) -> bool:
        """Hold the working processes still, and kill -9 the whole worker only when they hold work.

        Say whether it did. The whole worker, because its broker keeps what a vanished one had taken for an hour:
        after the death of a pool child alone it would come again at once, and be done if the lease was over by then.
        """
        pool = children(self.running[index].pid)
        for pid in pool:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
        if caught := working():
            self.kill(index)
            self.start()
        for pid in () if caught else pool:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
        return caught

    def kill_all(self) -> None:
        while self.running:
            self.kill(0)


@pytest.fixture
def workers(surroundings: dict[str, str], broker: str, tmp_path: Path) -> Iterator[Workers]:
    crew = Workers(surroundings | {"CELERY_BROKER_URL": broker}, tmp_path / "workers.log")
    try:
        yield crew
    finally:
        crew.kill_all()


def children(pid: int) -> list[int]:
    """The processes that this one started and that still run."""
    found = Path(f"/proc/{pid}/task/{pid}/children")
    with suppress(OSError):
        return [int(child) for child in found.read_text().split()]
    return []


def descendants(pid: int) -> set[int]:
    below = set(children(pid))
    return below.union(*(descendants(child) for child in below)) if below else below


def alive(pid: int) -> bool:
    """Whether it runs, and is not only waiting to be buried."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False
