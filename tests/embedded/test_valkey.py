"""The embedded Valkey: a private socket, and nothing acknowledged is lost by a kill."""

import pytest
import redis

from tests.embedded.conftest import running
from ugc_platform.embedded import valkey
from ugc_platform.embedded.errors import EmbeddedError
from ugc_platform.embedded.paths import Layout
from ugc_platform.embedded.valkey import Valkey

pytestmark = pytest.mark.services


def client(layout: Layout) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(layout.valkey_socket), decode_responses=True)


def test_what_it_holds_survives_a_kill(layout: Layout) -> None:
    with running(Valkey(layout)) as child, client(layout) as connection:
        connection.rpush("queue", "a task")
        child.kill()
        child.wait()
    with running(Valkey(layout)), client(layout) as connection:
        assert connection.lrange("queue", 0, -1) == ["a task"]


def test_it_listens_on_nothing_but_a_private_socket_and_never_forgets_work(layout: Layout) -> None:
    with running(Valkey(layout)), client(layout) as connection:
        assert connection.config_get("port") == {"port": "0"}
        assert connection.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    assert layout.sockets.stat().st_mode & 0o077 == 0


def test_a_wrong_program_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VALKEY_SERVER", "/nowhere/valkey-server")
    with pytest.raises(EmbeddedError, match="Set VALKEY_SERVER"):
        valkey.find_program()
