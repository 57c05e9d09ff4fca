"""What every test gets: a database server when it needs one, a place for files, no foreign network, a browser."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import pytest_socket
from django.conf import settings
from django.core.cache import cache
from django.test import override_settings
from django.utils import translation
from pytest_django import DjangoDbBlocker

from tests import browser, roles
from ugc_platform.embedded import shared


@pytest.fixture(autouse=True)
def _no_foreign_network() -> None:
    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    """A request leaves its language behind in the thread; the next test starts without one."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def database_server(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One PostgreSQL for all runs in this checkout, unless the environment names another."""
    if os.environ.get("DATABASE_URL"):
        with django_db_blocker.unblock():
            roles.make_application()
        yield
        return
    with shared.postgres(settings.DATA_DIR):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(database_server: None, django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Have pytest-django wait for the server, and be the owner, before it makes its database."""
    roles.become_owner()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """Be the application while tests run: what it may not do, none of them does."""
    roles.become_application()
    with roles.emptied_by_owner():
        yield
    roles.become_owner()


@pytest.fixture(scope="module")
def _as_table_owner(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """For modules that do to the tables what only their owner can."""
    with django_db_blocker.unblock(), roles.owning():
        yield


@pytest.fixture(scope="session", autouse=True)
def _objects_of_this_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    storages: dict[str, Any] = dict(settings.STORAGES)
    objects = storages["objects"]
    options = objects["OPTIONS"] | {"location": str(tmp_path_factory.mktemp("objects"))}
    with override_settings(STORAGES=storages | {"objects": objects | {"OPTIONS": options}}):
        yield


@pytest.fixture
def nobody_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker comes by itself: what is nudged waits until the test does it."""
    monkeypatch.setattr("core.nudge._send", lambda *_: None)


@pytest.fixture
def alone(nobody_comes: None) -> None:
    """The same, and nothing was counted before."""
    cache.clear()


@pytest.fixture(scope="module")
def _running_chromium() -> Iterator[Any]:
    browser.need()
    # Playwright keeps an event loop in this thread; Django would take every query for a mistake, the clean-up too.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with browser.launched() as running:
        yield running
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def chromium(_running_chromium: Any, transactional_db: None) -> Iterator[Any]:
    """A browser whose windows are closed before the tables are emptied.

    A page left open would go on sending to the server that all tests share, into the rows of the next test.
    """
    yield _running_chromium
    for context in _running_chromium.contexts:
        context.close()
    browser.wait_for_server()
