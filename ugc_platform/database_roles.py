"""Two roles in the database: the owner of the tables, for `migrate` alone, and the application, which owns nothing.

So the triggers of append-only tables bind us too: who owns nothing can neither empty a table nor switch its triggers
off. `manage.py doctor` says where the application may more than it needs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

MIGRATIONS = "django_migrations"


def application() -> str:
    """Return the role that the application logs in as; empty where the address leaves that to PostgreSQL."""
    return unquote(urlsplit(settings.DATABASE_URL).username or "")


@contextmanager
def as_owner() -> Iterator[None]:
    """Be the owner of the tables while the block runs; nothing changes where no owner is named or it is us already.

    For commands of the operator: threads that connect meanwhile are the owner, too.
    """
    ours = connection.settings_dict
    owner = _login(settings.DATABASE_OWNER)
    if not owner or ours["USER"] == owner["USER"]:
        yield
        return
    before = {name: ours[name] for name in owner}
    if ours["NAME"] != _named(settings.DATABASE_URL):
        owner["NAME"] = ours["NAME"]  # a database that the tests made
    connection.close()
    ours.update(owner)
    try:
        yield
    finally:
        connection.close()
        ours.update(before | ({} if ours["NAME"] == owner["NAME"] else {"NAME": ours["NAME"]}))


def _login(address: dict[str, Any]) -> dict[str, Any]:
    return {name: address[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS") if name in address}


def _named(address: str) -> str:
    return unquote(urlsplit(address).path.lstrip("/"))


def let_application_in() -> None:
    """Let the application read and write rows, and nothing else. To be called as the owner, after each migration."""
    role = application()
    if not role or not settings.DATABASE_OWNER or settings.DATABASE_OWNER["USER"] == role:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = sql.Identifier(cursor.fetchone()[0])
        names = {"role": sql.Identifier(role), "schema": schema, "migrations": sql.Identifier(MIGRATIONS)}
        for statement in _PRIVILEGES:
            cursor.execute(sql.SQL(statement).format(**names))


_PRIVILEGES = (
    "GRANT USAGE ON SCHEMA {schema} TO {role}",
    "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
    "REVOKE INSERT, UPDATE, DELETE ON {migrations} FROM {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
)


def excess() -> list[str]:
    """Return what the application's role may do beyond reading and writing rows, in words for the operator."""
    with connection.cursor() as cursor:
        cursor.execute(_POWERS)
        found = dict(zip((column.name for column in cursor.description), cursor.fetchone(), strict=True))
    return [words for power, words in _WORDS.items() if found[power]]


_WORDS = {
    "superuser": "it is a superuser",
    "makes_roles": "it may make roles",
    "owns": "it owns tables, functions or the schema",
    "truncates": "it may empty tables",
    "adds_triggers": "it may add triggers",
    "creates": "it may make tables",
    "skips_triggers": "it may switch triggers off",
}
# MEMBER: whatever role it could become counts as its own.
_POWERS = """
WITH ours AS (
    SELECT oid, relowner AS owner FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
)
SELECT
    role.rolsuper AS superuser,
    role.rolcreaterole AS makes_roles,
    EXISTS (SELECT 1 FROM ours WHERE pg_has_role(role.oid, owner, 'MEMBER'))
        OR EXISTS (
            SELECT 1 FROM pg_proc
            WHERE pronamespace = current_schema()::regnamespace AND pg_has_role(role.oid, proowner, 'MEMBER')
        )
        OR EXISTS (
            SELECT 1 FROM pg_namespace
            WHERE nspname = current_schema() AND pg_has_role(role.oid, nspowner, 'MEMBER')
        ) AS owns,
    EXISTS (SELECT 1 FROM ours WHERE has_table_privilege(role.oid, ours.oid, 'TRUNCATE')) AS truncates,
    EXISTS (SELECT 1 FROM ours WHERE has_table_privilege(role.oid, ours.oid, 'TRIGGER')) AS adds_triggers,
    has_schema_privilege(role.oid, current_schema(), 'CREATE') AS creates,
    has_parameter_privilege(role.oid, 'session_replication_role', 'SET') AS skips_triggers
FROM pg_roles AS role WHERE role.rolname = session_user
"""
