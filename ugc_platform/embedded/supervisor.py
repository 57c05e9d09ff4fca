"""Keeps a set of processes running: starts them in order, restarts what crashes, stops everything in reverse order.

It knows nothing of what the processes do. None of them outlives it: a clean stop waits for each, and
when the supervisor itself is killed the kernel tells them.
"""

import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from ugc_platform.embedded import process
from ugc_platform.embedded.errors import EmbeddedError

LONGEST_PAUSE = 30.0
HEALTHY_AFTER = 60.0
TICK = 0.2


class Stopped(KeyboardInterrupt):
    """Someone asked us to stop: Ctrl-C or SIGTERM. No handler of ordinary errors may swallow it."""


@dataclass(frozen=True)
class Service:
    """A process to keep running; `prepare` is asked before each start, so that a restart can clean up first."""

    name: str
    prepare: Callable[[], process.Command]
    wait_until_ready: Callable[[Callable[[], bool]], None] = lambda alive: None
    patience: float = 10.0
    foundation: bool = False  # the others need it until their end


@dataclass
class _Child:
    service: Service
    running: subprocess.Popen[bytes]
    stop_signal: signal.Signals
    started_at: float
    crashes: int = 0
    restart_at: float = 0.0

    def alive(self) -> bool:
        return self.running.poll() is None


@dataclass
class Supervisor:
    """Runs services; `say` is where it tells the operator about a restart."""

    logs: Path
    say: Callable[[str], None] = print
    _children: list[_Child] = field(default_factory=list)

    def start(self, service: Service) -> None:
        """Start a service and return when it is ready; raises EmbeddedError when it does not get there."""
        command = service.prepare()
        child = _Child(service, self._spawn(service, command), command.stop_signal, time.monotonic())
        self._children.append(child)
        service.wait_until_ready(child.alive)

    def run_once(self, name: str, command: process.Command, *, quiet: bool = True) -> int:
        """Run a program to its end beside the services and return its exit code; a quiet one speaks to its log."""
        running = command.start(log=process.open_log(self.log_of(name)) if quiet else None)
        try:
            while running.poll() is None:
                self.look_after()
                time.sleep(TICK)
        finally:
            process.stop(running, by=signal.SIGTERM, within=5)
        return running.returncode

    def run(self) -> None:
        """Look after the services until somebody asks to stop, which arrives as Stopped."""
        while True:
            self.look_after()
            time.sleep(TICK)

    def look_after(self) -> None:
        """Restart each service that ended by itself, after a pause that doubles while it keeps crashing."""
        now = time.monotonic()
        for child in self._children:
            if child.alive():
                continue
            if not child.restart_at:
                self._plan_restart(child, now)
            elif now >= child.restart_at:
                self._restart(child)

    def stop(self) -> None:
        """Stop everything and return when all of it is gone: the work at once, then what it stood on."""
        work = [child for child in self._children if not child.service.foundation]
        for child in work:
            if child.alive():
                child.running.send_signal(child.stop_signal)
        for child in [*work, *reversed([child for child in self._children if child.service.foundation])]:
            signal_again = child.stop_signal if child.service.foundation else None
            process.stop(child.running, by=signal_again, within=child.service.patience)
        self._children.clear()

    def log_of(self, name: str) -> Path:
        """Return the log file of a service."""
        return self.logs / f"{name}.log"

    def _spawn(self, service: Service, command: process.Command) -> subprocess.Popen[bytes]:
        with process.open_log(self.log_of(service.name)) as log:
            return command.start(log=log)

    def _plan_restart(self, child: _Child, now: float) -> None:
        # What it started in its session would hold its sockets and shared memory.
        process.stop(child.running, by=child.stop_signal, within=0)
        child.crashes = 1 if now - child.started_at > HEALTHY_AFTER else child.crashes + 1
        pause = min(2.0 ** (child.crashes - 1), LONGEST_PAUSE)
        child.restart_at = now + pause
        self.say(
            f"{child.service.name} ended by itself (code {child.running.returncode}); "
            f"starting it again in {pause:.0f} s. Its log: {self.log_of(child.service.name)}"
        )

    def _restart(self, child: _Child) -> None:
        child.restart_at = 0.0
        child.started_at = time.monotonic()
        try:
            command = child.service.prepare()
            child.running = self._spawn(child.service, command)
        except (EmbeddedError, OSError) as error:
            self.say(f"{child.service.name} cannot start: {error}")


def stop_on_signals() -> None:
    """Turn Ctrl-C and SIGTERM into Stopped; a second one, while stopping, is ignored because stopping is bounded."""

    def stop(number: int, frame: FrameType | None) -> None:
        for again in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(again, signal.SIG_IGN)
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
