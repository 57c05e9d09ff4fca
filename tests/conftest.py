"""What every test gets: the product's settings and no way to reach a foreign network."""

import pytest
import pytest_socket


@pytest.fixture(autouse=True)
def _no_foreign_network() -> None:
    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
