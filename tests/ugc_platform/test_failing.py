"""A database that is away: a page, a problem document, `Retry-After`, and one line in the log for each request."""

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
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


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (OperationalError("lost"), True),
        (InterfaceError("closed"), True),
        (raised_from(psycopg.errors.AdminShutdown()), True),
        (raised_from(psycopg.errors.TooManyConnections()), True),
        (raised_from(psycopg.errors.DeadlockDetected()), False),
        (raised_from(psycopg.errors.QueryCanceled()), False),
        (raised_from(psycopg.errors.UndefinedTable(), ProgrammingError), False),
        (LookupError("ours"), False),
        (None, False),
    ],
)
def test_only_a_lost_database_is_away(error: Exception | None, away: bool) -> None:
    assert outages.database_is_away(error) is away


def test_what_a_proxy_of_ours_named_keeps_its_name(client: Client, settings: Any) -> None:
    given = {"X-Request-ID": "proxy-0123456789"}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert client.get("/livez", headers=given)["X-Request-ID"] == "proxy-0123456789"
    for wrong in ("short", "x" * 65, "a b c d e f g h"):
        assert client.get("/livez", headers={"X-Request-ID": wrong})["X-Request-ID"] != wrong
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert client.get("/livez", headers=given)["X-Request-ID"] != "proxy-0123456789"
