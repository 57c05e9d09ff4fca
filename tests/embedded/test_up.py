"""`manage.py up` as people use it: one story with real processes, from the first start to the last."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.embedded.conftest import eventually, processes_naming
from ugc_platform.embedded import static_files
from ugc_platform.embedded.paths import Layout

pytestmark = [pytest.mark.services, pytest.mark.journey]

ROOT = Path(__file__).resolve().parents[2]
REPLACED = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "CELERY_BROKER_URL",
    "CACHE_URL",
    "SECRET_KEY",
    "DJANGO_SETTINGS_MODULE",
    "DATA_DIR",
)
# Some seconds on a quiet machine; this one may be busy, and more would mean that the demo is made anew.
SECOND_START = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(layout: Layout, port: int, **more: str) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name not in REPLACED}
    return subprocess.Popen(
        [sys.executable, "manage.py", "up", "--no-demo"],
        cwd=ROOT,
        env={**environment, "DATA_DIR": str(layout.data), "PORT": str(port), **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@contextmanager
def up(layout: Layout, port: int, **more: str) -> Iterator[subprocess.Popen[str]]:
    with start(layout, port, **more) as supervisor:
        try:
            assert eventually(lambda: supervisor.poll() is not None or status(port, "/readyz") == 200, within=90)
            if supervisor.poll() is not None:
                pytest.fail(supervisor.communicate()[0])
            yield supervisor
        finally:
            if supervisor.poll() is None:
                supervisor.send_signal(signal.SIGTERM)
            try:
                supervisor.wait(40)
            except subprocess.TimeoutExpired:
                supervisor.kill()


def status(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def greeting(supervisor: subprocess.Popen[str]) -> str:
    """What it says until it is all up: the web server answers others before the supervisor has heard it itself."""
    assert supervisor.stdout is not None
    said = ""
    for line in supervisor.stdout:
        said += line
        if "Ctrl-C" in line:
            return said
    return said


def nothing_runs(layout: Layout) -> bool:
    return not processes_naming(str(layout.data))


def said_by_second(layout: Layout, port: int) -> str:
    with start(layout, port) as second:
        said, _ = second.communicate(timeout=60)
        assert second.returncode != 0
        return said.strip()


def test_start_stop_kill_and_start_again(layout: Layout) -> None:
    port = free_port()
    with up(layout, port) as supervisor:
        assert f"http://localhost:{port}/" in greeting(supervisor)
        assert "already runs" in said_by_second(layout, free_port())
        supervisor.send_signal(signal.SIGINT)
        said, _ = supervisor.communicate(timeout=40)
        assert supervisor.returncode == 0
        assert "Stopped." in said
        assert "Traceback" not in said
    assert nothing_runs(layout)

    began = time.monotonic()
    with up(layout, port):
        assert time.monotonic() - began < SECOND_START
        for pid in processes_naming(str(layout.data)):
            # One may be gone already: the kernel tells children when their parent dies.
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert eventually(lambda: nothing_runs(layout))

    with up(layout, port) as supervisor:
        supervisor.kill()
        assert eventually(lambda: nothing_runs(layout)), processes_naming(str(layout.data))


def test_a_killed_web_server_and_database_come_back(layout: Layout) -> None:
    port = free_port()
    with up(layout, port):
        pid = int((layout.postgres / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGKILL)
        assert eventually(lambda: status(port, "/readyz") != 200)
        assert eventually(lambda: status(port, "/readyz") == 200, within=30)
    assert nothing_runs(layout)


@pytest.mark.long
def test_it_runs_on_the_distributions_programs(layout: Layout) -> None:
    """What `docs/dependencies.md` says to do when the packages that carry the programs are gone."""
    programs = max(Path("/usr/lib/postgresql").glob("[0-9]*/bin"), default=Path("/nowhere"))
    broker = shutil.which("valkey-server") or shutil.which("redis-server")
    if not (programs / "postgres").exists() or broker is None:
        pytest.skip("the distribution's PostgreSQL or Valkey is not here")
    port = free_port()
    with up(layout, port, PGBIN=str(programs), VALKEY_SERVER=broker):
        assert (layout.postgres / "PG_VERSION").read_text().strip() == programs.parent.name
        running = {Path(f"/proc/{pid}/exe").resolve() for pid in processes_naming(str(layout.data))}
        assert {(programs / "postgres").resolve(), Path(broker).resolve()} <= running
    assert nothing_runs(layout)


def test_a_busy_port_is_one_clear_sentence(layout: Layout) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = int(holder.getsockname()[1])
        said = said_by_second(layout, port)

    assert said.startswith(f"CommandError: Port {port} is taken, perhaps by a Fanfare that already runs: stop that, or")
    assert nothing_runs(layout)


def test_static_files_are_collected_only_when_one_changed(tmp_path: Path, settings: object) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.css").write_text("a {}")
    settings.STATIC_ROOT = tmp_path / "collected"  # type: ignore[attr-defined]
    settings.STATICFILES_DIRS = [source]  # type: ignore[attr-defined]

    assert static_files.collect_when_changed() is True
    assert static_files.collect_when_changed() is False
    (source / "a.css").write_text("a { color: red }")
    assert static_files.collect_when_changed() is True
    assert (tmp_path / "collected" / "a.css").read_text() == "a { color: red }"
