"""Asks for pages and says what one answer costs: CPU of Python and of PostgreSQL, queries, and rows touched.

CPU and not the clock, so that it says the same on a busy machine. Rows touched are those that the nodes of the plans
read, as EXPLAIN ANALYZE counts them: what grows there grows with the table, whatever the machine.
"""

import base64
import datetime
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ENOUGH_SECONDS = 0.6  # of CPU, or so many answers, whichever comes first
MOST, LEAST = 30, 2
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """One answer: milliseconds of CPU, statements, rows that the plans touched, bytes."""

    milliseconds: float
    queries: int
    rows: int
    size: int
    worst: str


@dataclass
class _Heard:
    statements: list[tuple[str, Any]] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements.append((sql, params))
        return execute(sql, params, many, context)


def cost(ask: Callable[[], Any]) -> Cost:
    """Ask until enough is known, with nothing remembered between two answers."""
    from django.core.cache import cache
    from django.db import connection

    cache.clear()
    heard = _Heard()
    with connection.execute_wrapper(heard):
        answer = ask()
    if answer is not None and answer.status_code != 200:
        raise ValueError(f"answered {answer.status_code} {answer.headers.get('Location', '')}".strip())
    size = len(b"".join(answer)) if answer is not None and answer.streaming else len(getattr(answer, "content", b""))
    rows, worst = _touched(heard.statements)
    spent, times = 0.0, 0
    while times < LEAST or (spent < ENOUGH_SECONDS and times < MOST):
        cache.clear()
        before = _seconds(connection)
        answer = ask()
        if answer is not None and answer.streaming:
            b"".join(answer)
        spent += _seconds(connection) - before
        times += 1
    return Cost(spent / times * 1000, len(heard.statements), rows, size, worst)


def _seconds(connection: Any) -> float:
    """CPU seconds of this process and of the PostgreSQL process that works for it."""
    connection.ensure_connection()
    fields = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / TICKS


def _touched(statements: list[tuple[str, Any]]) -> tuple[int, str]:
    """The rows that all nodes of all plans read or threw away, and the statement that read most."""
    from django.db import connection, transaction

    total, most, worst = 0, 0, ""
    for sql, params in statements:
        if not sql.lstrip().upper().startswith(("SELECT", "WITH")) or "FOR UPDATE" in sql.upper():
            continue
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", params)
            found = cursor.fetchone()[0]
        plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
        rows = sum(_rows(node) for node in _nodes(plan))
        total += rows
        if rows > most:
            most, worst = rows, sql
    return total, worst


def _nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)


def _rows(node: Mapping[str, Any]) -> int:
    """What a node gave and what it threw away, in all its turns."""
    lost = sum(node.get(name, 0) for name in ("Rows Removed by Filter", "Rows Removed by Index Recheck"))
    return int((node.get("Actual Rows", 0) + lost) * node.get("Actual Loops", 0))


def deep(page: Any, reach: datetime.timedelta) -> str:
    """The cursor of the page's list as it would stand in the middle: the same, but by time halfway back."""
    link = _older(page)
    text = base64.urlsafe_b64decode(link + "=" * (-len(link) % 4))
    place = [_back(value, reach) for value in json.loads(text)]
    return base64.urlsafe_b64encode(json.dumps(place, separators=(",", ":")).encode()).decode().rstrip("=")


def _older(page: Any) -> str:
    """The cursor of the next page: from `next` in JSON, else the last link on the page that has one."""
    from re import findall
    from urllib.parse import parse_qs, urlsplit

    if page.headers["Content-Type"].startswith("application/json"):
        return parse_qs(urlsplit(page.json()["next"]).query)["cursor"][0]
    return str(findall(r"[?&;]cursor=([\w-]+)", page.content.decode())[-1])


def _back(value: Any, reach: datetime.timedelta) -> Any:
    try:
        return (datetime.datetime.fromisoformat(value) - reach / 2).isoformat()
    except (TypeError, ValueError):
        return value


@contextmanager
def client(member: Any = None, token: str = "") -> Iterator[Any]:
    """Somebody who asks in this very process: a member, whoever holds a token, or a visitor."""
    from django.test import Client, override_settings

    headers = {"Authorization": f"Bearer {token}"} if token else {}
    asking = Client(headers=headers, raise_request_exception=True)
    if member is not None:
        asking.force_login(member)
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        yield asking
