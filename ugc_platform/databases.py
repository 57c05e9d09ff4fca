"""Describes the database to Django: PostgreSQL, directly or behind a pooler that lends connections by transaction."""

from contextlib import closing
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper

# A server that swallows our packets must not hold a fan's request for minutes.
PATIENCE_SECONDS = 5


def described(parsed: dict[str, Any], *, max_age: int, pooled: bool) -> dict[str, Any]:
    """Complete what DATABASE_URL says. `pooled`: nothing may outlive a transaction, neither connection nor cursor."""
    if parsed.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured("Set DATABASE_URL to a PostgreSQL address: Fanfare runs on nothing else.")
    options = {"connect_timeout": PATIENCE_SECONDS, **parsed.get("OPTIONS", {})}
    kept = {"CONN_MAX_AGE": 0 if pooled else max_age, "CONN_HEALTH_CHECKS": True}
    return parsed | kept | {"OPTIONS": options, "DISABLE_SERVER_SIDE_CURSORS": pooled}


def lends_by_transaction(connection: BaseDatabaseWrapper) -> bool:
    """Whether two connections of ours are served by one of the server's: then a pooler stands in between.

    Under load it may not show each time, so it is tried more than once.
    """
    with closing(connection.copy()) as other:
        return any(_server_process(connection) == _server_process(other) for _ in range(3))


def _server_process(connection: BaseDatabaseWrapper) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])
