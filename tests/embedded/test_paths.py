"""Where sockets go."""

from pathlib import Path

from ugc_platform.embedded.paths import Layout
from ugc_platform.embedded.postgres import SOCKET

SYSTEM_LIMIT = 107


def test_sockets_stay_beside_the_data_when_the_path_is_short() -> None:
    assert Layout(Path("/srv/fanfare")).sockets == Path("/srv/fanfare/run")


def test_sockets_of_a_deep_folder_fit_the_system_and_differ_between_installations() -> None:
    one = Layout(Path("/srv") / ("deep/" * 40) / "one")
    two = Layout(Path("/srv") / ("deep/" * 40) / "two")

    for socket in (one.sockets / SOCKET, one.valkey_socket):
        assert len(bytes(socket)) < SYSTEM_LIMIT
    assert one.sockets != two.sockets
    assert one.sockets == Layout(one.data).sockets
