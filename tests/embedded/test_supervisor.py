"""The supervisor: restarts what crashes, and leaves nothing behind when it stops or is killed."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.embedded.conftest import eventually, is_alive
from ugc_platform.embedded import process, supervisor
from ugc_platform.embedded.errors import EmbeddedError
from ugc_platform.embedded.paths import Layout
from ugc_platform.embedded.supervisor import Service, Supervisor

pytestmark = pytest.mark.services

# Starts a grandchild in its own session group and writes both numbers.
FAMILY = (
    "import os, subprocess, sys, time; child = subprocess.Popen(['sleep', '60']);"
    "open(sys.argv[1], 'w').write(f'{os.getpid()} {child.pid}'); time.sleep(60)"
)


def family(layout: Layout) -> Service:
    return Service("family", lambda: process.Command([sys.executable, "-c", FAMILY, str(layout.data / "pids")]))


def pids(layout: Layout) -> list[int]:
    file = layout.data / "pids"
    assert eventually(lambda: file.exists() and len(file.read_text().split()) == 2)
    return [int(pid) for pid in file.read_text().split()]


def test_stop_ends_a_process_and_what_it_started(layout: Layout) -> None:
    boss = Supervisor(logs=layout.logs)
    boss.start(family(layout))
    started = pids(layout)
    assert all(is_alive(pid) for pid in started)

    boss.stop()

    assert eventually(lambda: not any(is_alive(pid) for pid in started), within=3)


def test_a_process_that_ignores_the_signal_is_killed_when_patience_ends(layout: Layout) -> None:
    stubborn = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    )
    boss = Supervisor(logs=layout.logs)
    boss.start(Service("stubborn", lambda: process.Command([sys.executable, "-c", stubborn]), patience=0.5))
    assert eventually(lambda: "up" in boss.log_of("stubborn").read_text())

    began = time.monotonic()
    boss.stop()

    assert time.monotonic() - began < 5


def test_a_crashed_process_is_started_again_after_a_growing_pause(layout: Layout) -> None:
    said: list[str] = []
    crashing = f"open({str(layout.data / 'runs')!r}, 'a').write('x'); raise SystemExit(3)"
    boss = Supervisor(logs=layout.logs, say=said.append)
    boss.start(Service("flaky", lambda: process.Command([sys.executable, "-c", crashing])))
    deadline = time.monotonic() + 4.5

    while time.monotonic() < deadline:
        boss.look_after()
        time.sleep(0.05)
    boss.stop()

    assert len((layout.data / "runs").read_text()) == 3  # at once, after 1 s, after 2 more
    assert [sentence.partition(" in ")[2][:3] for sentence in said[:3]] == ["1 s", "2 s", "4 s"]
    assert "code 3" in said[0]


def test_a_service_that_never_gets_ready_is_an_error_and_is_still_stopped(layout: Layout) -> None:
    def never(alive: object) -> None:
        raise EmbeddedError("it did not start")

    boss = Supervisor(logs=layout.logs)
    service = family(layout)
    with pytest.raises(EmbeddedError):
        boss.start(Service(service.name, service.prepare, never))
    started = pids(layout)

    boss.stop()

    assert eventually(lambda: not any(is_alive(pid) for pid in started), within=3)


PARENT = (
    "import sys, time; from ugc_platform.embedded import process\n"
    "if sys.argv[1] == 'off': process.die_with_parent = lambda number: None\n"
    "child = process.Command(['sleep', '60']).start(log=None); print(child.pid, flush=True); time.sleep(60)"
)


@pytest.mark.parametrize("guard", ["on", "off"])
def test_a_killed_supervisor_takes_its_children_along(guard: str) -> None:
    """With the guard off the child stays: the negative control."""
    with subprocess.Popen([sys.executable, "-c", PARENT, guard], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()

    gone = eventually(lambda: not is_alive(pid), within=2)
    if not gone:
        os.kill(pid, signal.SIGKILL)
    assert gone == (guard == "on")


def test_a_lock_is_held_once_and_freed_by_death(layout: Layout) -> None:
    path = layout.locks / "one.lock"
    code = (
        "import sys, time; from pathlib import Path; from ugc_platform.embedded import process\n"
        "with process.locked(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "held"
        with pytest.raises(process.AlreadyHeld), process.locked(path, wait=False):
            pass
        holder.kill()
    with process.locked(path, wait=False):
        pass


def test_signals_become_one_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        supervisor.stop_on_signals()
        with pytest.raises(supervisor.Stopped):
            signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)  # already stopping: nothing more happens
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
