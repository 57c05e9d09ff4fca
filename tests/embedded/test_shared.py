"""One server for several test runs: started once, ended with its last user, even when that one is killed."""

import signal
import subprocess
import sys

import pytest

from tests.embedded.conftest import eventually, processes_naming
from ugc_platform.embedded.paths import Layout
from ugc_platform.embedded.postgres import Postgres

pytestmark = pytest.mark.services

USER = (
    "import sys; from pathlib import Path; from ugc_platform.embedded import shared\n"
    "with shared.postgres(Path(sys.argv[1])): print('uses it', flush=True); sys.stdin.read()"
)


def start_user(layout: Layout) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", USER, str(layout.data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def line_of(user: subprocess.Popen[str]) -> str:
    assert user.stdout is not None
    return user.stdout.readline().strip()


def test_two_that_start_at_once_share_one_server_and_the_last_one_ends_it(layout: Layout) -> None:
    server = Postgres(layout)
    with start_user(layout) as first, start_user(layout) as second:
        assert [line_of(first), line_of(second)] == ["uses it", "uses it"]
        assert len(list(layout.data.glob("postgres/postmaster.pid"))) == 1

        first.communicate()
        assert server.answers()
        second.send_signal(signal.SIGKILL)

    assert eventually(lambda: not server.answers())
    assert eventually(lambda: not processes_naming(str(layout.data)))


def test_a_server_that_cannot_start_again_is_made_anew(layout: Layout) -> None:
    with start_user(layout) as user:
        assert line_of(user) == "uses it"
    assert eventually(lambda: not processes_naming(str(layout.data)))
    (layout.postgres / "global" / "pg_control").write_bytes(b"broken")

    with start_user(layout) as user:
        assert line_of(user) == "uses it"
