"""A service that is away: a page, a problem document, `Retry-After`, and one line in the log for each request."""

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import redis
from django.core.cache import cache
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client

from ugc_platform import logs, outages

GONE = 'connection to server at "db", port 5432 failed: Connection refused'


def raised_from(cause: Exception, kind: type[Exception] = OperationalError) -> Exception:
    try:
        raise kind("what Django says") from cause
    except kind as error:
        return error


@pytest.fixture
def away(db: None) -> Iterator[None]:
    def connect(*_args: object) -> None:
        raise OperationalError(GONE)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "ensure_connection", connect)
        patch.setattr(BaseDatabaseWrapper, "_cursor", connect)
        yield


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """The log as production writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Masked("{levelname} {trace} {name} {message}", style="{"))
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("address", ["/", "/c/summer/", "/me/some-token-that-nobody-has/"])
def test_a_page_says_that_we_are_back_soon(visitor: Client, away: None, written: io.StringIO, address: str) -> None:
    answer = visitor.get(address)
    assert (answer.status_code, answer["Retry-After"]) == (503, "20")
    assert "We are back in a moment" in answer.content.decode()
    assert answer["Content-Type"].startswith("text/html")
    lines = written.getvalue().splitlines()
    assert len(lines) == 1
    assert re.fullmatch(r"ERROR [0-9a-f]{32} django\.request .*the database is away: connection to server.*", lines[0])
    assert lines[0].split()[1] == answer["X-Request-ID"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_api_answers_a_problem_document(visitor: Client, away: None, written: io.StringIO, method: str) -> None:
    answer = getattr(visitor, method)("/api/v1/campaigns/", headers={"Authorization": "Bearer x"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "20")
    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.json()["status"], answer.json()["code"]) == (503, "unavailable")
    assert len(written.getvalue().splitlines()) == 1


def test_a_fault_of_ours_keeps_its_traceback_and_is_500(
    visitor: Client, db: None, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise LookupError("ours")

    monkeypatch.setattr("campaigns.queries.public", broken)
    page = visitor.get("/c/summer/")
    assert (page.status_code, "Retry-After" in page) == (500, False)
    assert "Traceback" in written.getvalue()
    api = visitor.get("/api/v1/campaigns/summer/")
    assert (api.status_code, api["Content-Type"], api.json()["code"]) == (500, "application/problem+json", "error")


def test_nobody_signs_in_while_wrong_passwords_cannot_be_counted(
    visitor: Client, db: None, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page opens; what it asks for waits, and nobody guesses passwords meanwhile."""

    def lost(*_args: object, **_kwargs: object) -> None:
        raise redis.ConnectionError("Error 111 connecting to cache:6379. Connection refused.")

    for name in ("add", "get", "set"):
        monkeypatch.setattr(type(cache._connections[cache._alias]), name, lost)  # type: ignore[attr-defined]
    assert visitor.get("/accounts/login/").status_code == 200
    answer = visitor.post("/accounts/login/", {"login": "ada@example.org", "password": "wrong"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "20")
    (line,) = written.getvalue().splitlines()
    assert "the cache is away: Error 111" in line


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (OperationalError("lost"), "database"),
        (InterfaceError("closed"), "database"),
        (raised_from(psycopg.errors.AdminShutdown()), "database"),
        (raised_from(psycopg.errors.TooManyConnections()), "database"),
        (raised_from(psycopg.errors.DeadlockDetected()), ""),
        (raised_from(psycopg.errors.QueryCanceled()), ""),
        (raised_from(psycopg.errors.UndefinedTable(), ProgrammingError), ""),
        (redis.ConnectionError("refused"), "cache"),
        (redis.TimeoutError("slow"), "cache"),
        (redis.AuthenticationError("wrong password"), ""),
        (redis.ResponseError("wrong type"), ""),
        (LookupError("ours"), ""),
        (None, ""),
    ],
)
def test_only_a_service_that_is_lost_is_away(error: Exception | None, away: str) -> None:
    assert outages.away(error) == away


def test_what_a_proxy_of_ours_named_keeps_its_name(client: Client, settings: Any) -> None:
    given = {"X-Request-ID": "proxy-0123456789"}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert client.get("/livez", headers=given)["X-Request-ID"] == "proxy-0123456789"
    for wrong in ("short", "x" * 65, "a b c d e f g h"):
        assert client.get("/livez", headers={"X-Request-ID": wrong})["X-Request-ID"] != wrong
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert client.get("/livez", headers=given)["X-Request-ID"] != "proxy-0123456789"
