"""The embedded PostgreSQL: started, started again, killed, confused by old lock files."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.embedded.conftest import eventually, is_alive, running
from ugc_platform.embedded import leftovers, plain_user, postgres
from ugc_platform.embedded.errors import EmbeddedError
from ugc_platform.embedded.paths import DATABASE_NAME, DATABASE_OWNER, Layout
from ugc_platform.embedded.postgres import Postgres

pytestmark = pytest.mark.services


def ask(layout: Layout, statement: str) -> object:
    with psycopg.connect(
        host=str(layout.sockets), user=DATABASE_OWNER, dbname=DATABASE_NAME, autocommit=True
    ) as connection:
        cursor = connection.execute(statement)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def test_data_survives_a_restart_and_a_kill(layout: Layout) -> None:
    server = Postgres(layout)
    with running(server):
        ask(layout, "CREATE TABLE kept (word text)")
        ask(layout, "INSERT INTO kept VALUES ('before the stop')")
    with running(server) as child:
        ask(layout, "INSERT INTO kept VALUES ('before the kill')")
        child.kill()
        child.wait()
        assert (layout.postgres / "postmaster.pid").exists()
    with running(server):
        assert ask(layout, "SELECT count(*) FROM kept") == 2


def test_text_is_compared_as_people_expect(layout: Layout) -> None:
    with running(Postgres(layout, durable=False)):
        assert ask(layout, "SELECT lower('ÉTÉ')") == "été"
        assert ask(layout, "SHOW server_encoding") == "UTF8"


def test_it_listens_on_nothing_but_a_private_socket(layout: Layout) -> None:
    with running(Postgres(layout, durable=False)):
        assert ask(layout, "SHOW listen_addresses") == ""
        assert ask(layout, "SHOW fsync") == "off"
    assert layout.sockets.stat().st_mode & 0o077 == 0


def test_durable_by_default(layout: Layout) -> None:
    with running(Postgres(layout)):
        assert ask(layout, "SHOW fsync") == "on"
        assert ask(layout, "SHOW synchronous_commit") == "on"


def test_a_lock_file_that_names_a_foreign_process_is_removed(layout: Layout) -> None:
    server = Postgres(layout, durable=False)
    with running(server):
        pass
    # Our own number: alive, but no server of this cluster. PostgreSQL itself would refuse to start.
    (layout.postgres / "postmaster.pid").write_text(f"{os.getppid()}\n{layout.postgres}\n")

    with running(server):
        assert server.answers()


def test_a_server_that_outlived_its_supervisor_is_ended_first(layout: Layout) -> None:
    server = Postgres(layout, durable=False)
    with running(server) as orphan, running(server) as successor:
        assert orphan.wait(10) == 0
        assert successor.poll() is None
        assert server.answers()


def test_without_clearing_the_second_server_would_not_start(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control of the test above."""
    server = Postgres(layout, durable=False)
    with running(server):
        monkeypatch.setattr(leftovers, "clear", lambda cluster, socket: None)
        second = subprocess.run(
            list(server.prepare().arguments),
            preexec_fn=server.prepare().first,
            capture_output=True,
            text=True,
            check=False,
            timeout=20,
        )
    assert second.returncode != 0
    assert "postmaster.pid" in second.stderr


def test_a_deep_data_folder_works(layout: Layout) -> None:
    deep = Layout(layout.data.joinpath(*["a-rather-long-name-for-a-folder"] * 5))
    server = Postgres(deep, durable=False)
    try:
        with running(server):
            assert server.ready()
        assert not deep.sockets.is_relative_to(deep.data)
    finally:
        shutil.rmtree(deep.sockets, ignore_errors=True)


def test_a_start_that_was_killed_half_way_leaves_nothing_to_trip_over(layout: Layout) -> None:
    half = layout.data / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")

    with running(Postgres(layout, durable=False)):
        pass

    assert not half.exists()


def test_data_of_another_version_is_left_alone_and_explained(layout: Layout) -> None:
    with running(Postgres(layout, durable=False)):
        pass
    (layout.postgres / "PG_VERSION").write_text("12\n")

    with pytest.raises(EmbeddedError, match="made by PostgreSQL 12"):
        Postgres(layout, durable=False).prepare()


def test_a_socket_folder_of_somebody_else_is_refused(layout: Layout) -> None:
    layout.sockets.mkdir(parents=True, mode=0o755)
    layout.sockets.chmod(0o777)

    with pytest.raises(EmbeddedError, match="belongs to you alone"):
        Postgres(layout).prepare()


def test_programs_come_from_pgbin_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "postgres").touch()
    monkeypatch.setenv("PGBIN", str(tmp_path))
    assert postgres.find_programs(plain_user.PlainUser()) == tmp_path

    monkeypatch.setenv("PGBIN", "/nowhere")
    with pytest.raises(EmbeddedError, match="Set PGBIN"):
        postgres.find_programs(plain_user.PlainUser())


def test_without_the_package_the_distributions_programs_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    newest = max(Path("/usr/lib/postgresql").glob("[0-9]*/bin"), default=None)
    monkeypatch.delenv("PGBIN", raising=False)
    monkeypatch.setattr(postgres, "WHEEL", "a_package_that_vanished")
    if newest is None:
        with pytest.raises(EmbeddedError, match=r"^Install requirements-embedded\.txt or PostgreSQL 15 or newer"):
            postgres.find_programs(plain_user.PlainUser())
    else:
        assert postgres.find_programs(plain_user.PlainUser()) == newest


@pytest.fixture
def open_place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    place = Path(tempfile.mkdtemp(prefix="ff-open-"))
    place.chmod(0o755)
    monkeypatch.setattr(plain_user, "SHARED_PLACE", place / "shared")
    yield place
    shutil.rmtree(place)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become nobody")
def test_root_without_namespaces_runs_it_as_nobody(
    layout: Layout, open_place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain_user, "_namespace_works", lambda: False)
    before = layout.data.stat().st_mode
    server = Postgres(layout)  # below a 0700 folder, where nobody cannot go

    with running(server) as child:
        assert Path(f"/proc/{child.pid}").stat().st_uid != 0
        ask(layout, "CREATE TABLE kept AS SELECT 1")
        child.kill()
        child.wait()
    with running(server):
        assert ask(layout, "SELECT count(*) FROM kept") == 1

    assert layout.data.stat().st_mode == before
    assert [folder.name for folder in (open_place / "shared").iterdir() if not folder.name.startswith(".")]


def test_when_the_parent_is_killed_the_server_ends(layout: Layout) -> None:
    code = (
        "import sys, time; from pathlib import Path; from ugc_platform.embedded.postgres import Postgres;"
        "from ugc_platform.embedded.paths import Layout; s = Postgres(Layout(Path(sys.argv[1])), durable=False);"
        "c = s.prepare().start(log=open(sys.argv[1] + '/log', 'ab'));"
        "s.wait_until_ready(alive=lambda: c.poll() is None); print(c.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(layout.data)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert is_alive(pid)
        parent.send_signal(signal.SIGKILL)

    assert eventually(lambda: not is_alive(pid))
