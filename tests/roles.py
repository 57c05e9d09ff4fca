"""The tests' database: made, emptied and removed by its owner, used by the application's role, as outside."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg import errors, sql

from ugc_platform import database_roles
from ugc_platform.embedded.paths import DATABASE_USER

LOGIN = ("USER", "PASSWORD")


def become_owner() -> None:
    """Log in as the owner from now on."""
    connection.close()
    connection.settings_dict.update({name: settings.DATABASE_OWNER[name] for name in LOGIN})


def become_application() -> None:
    """Log in as the application from now on."""
    connection.close()
    connection.settings_dict.update({"USER": database_roles.application()})


def make_application() -> None:
    """On a server that the environment names nobody has made the role yet; it gets its maker's password."""
    password = settings.DATABASE_OWNER["PASSWORD"]
    made = sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(DATABASE_USER))
    made += sql.SQL(" PASSWORD {}").format(password) if password else sql.SQL("")
    # Of two runs at once, one is first.
    with owning(), connection._nodb_cursor() as cursor, suppress(errors.DuplicateObject, errors.UniqueViolation):
        cursor.cursor.execute(made)


@contextmanager
def emptied_by_owner() -> Iterator[None]:
    """Let TRUNCATE, which the application may not, run on a connection of the owner."""
    login = {name: settings.DATABASE_OWNER[name] for name in LOGIN}
    owner = DatabaseWrapper({**connection.settings_dict, **login}, connection.alias)

    def execute(self: BaseDatabaseOperations, statements: list[str]) -> None:
        with owner.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    patch = pytest.MonkeyPatch()
    patch.setattr(BaseDatabaseOperations, "execute_sql_flush", execute)
    try:
        yield
    finally:
        patch.undo()
        owner.close()


@contextmanager
def owning() -> Iterator[Any]:
    """Be the owner for a while: for tests that do to the tables what only their owner can."""
    become_owner()
    try:
        yield connection
    finally:
        become_application()
