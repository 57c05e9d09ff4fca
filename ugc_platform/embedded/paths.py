"""Where the embedded services keep their files and sockets; pure arithmetic on paths, nothing is created here.

A Unix socket path is limited to 107 bytes, so a deep data folder gets its sockets under a short
name in the temporary directory instead.
"""

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path

LONGEST_SOCKET_FOLDER = 70
DATABASE_OWNER = "fanfare"  # makes the tables
DATABASE_USER = "fanfare_app"  # the application, which owns nothing
DATABASE_NAME = "fanfare"


@dataclass(frozen=True)
class Layout:
    """The files of one installation, all derived from its data folder."""

    data: Path

    @property
    def postgres(self) -> Path:
        """The database cluster."""
        return self.data / "postgres"

    @property
    def valkey(self) -> Path:
        """The broker's append-only file."""
        return self.data / "valkey"

    @property
    def logs(self) -> Path:
        """One log file per process."""
        return self.data / "logs"

    @property
    def locks(self) -> Path:
        """Lock files; the kernel frees them when their holder dies."""
        return self.data / "locks"

    @property
    def sockets(self) -> Path:
        """The folder of both sockets: beside the data, or under a short name when that is too deep."""
        beside = self.data / "run"
        if len(bytes(beside)) <= LONGEST_SOCKET_FOLDER:
            return beside
        return Path(tempfile.gettempdir()) / f"fanfare-{self._short_name()}"

    @property
    def demo_flag(self) -> Path:
        """Exists when the demo data of this start is loaded and processed."""
        return self.data / "demo-ready"

    @property
    def valkey_socket(self) -> Path:
        """The broker's socket."""
        return self.sockets / "valkey.sock"

    @property
    def database_url(self) -> str:
        """How the application reaches the embedded database."""
        return f"postgres://{DATABASE_USER}@/{DATABASE_NAME}?host={self.sockets}"

    @property
    def owner_url(self) -> str:
        """How the owner of the tables reaches it."""
        return f"postgres://{DATABASE_OWNER}@/{DATABASE_NAME}?host={self.sockets}"

    @property
    def broker_url(self) -> str:
        """How Celery reaches the embedded broker."""
        return f"redis+socket://{self.valkey_socket}?virtual_host=0"

    @property
    def cache_url(self) -> str:
        """How the cache reaches the same Valkey, in a numbered database of its own."""
        return f"unix://{self.valkey_socket}?db=1"

    def _short_name(self) -> str:
        return hashlib.sha256(bytes(self.data)).hexdigest()[:16]
