"""Locks with a name, for counts that no single row stands for; the database frees them when the transaction ends.

Who takes a row of the ledger in the same transaction takes it first, so that no two wait for each other in a circle.
"""

from django.db import connection
from django.db.transaction import TransactionManagementError

_NAME = "hashtextextended(%s, 0)"


def one_at_a_time(*name: object) -> None:
    """Wait until no other transaction holds this name: what is counted then is exact until ours ends."""
    _require_transaction()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock({_NAME})", [_spelled(name)])


def take_if_free(*name: object) -> bool:
    """Take this name until our transaction ends, or answer at once that another one holds it. Also the dead free it."""
    _require_transaction()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_xact_lock({_NAME})", [_spelled(name)])
        return bool(cursor.fetchone()[0])


def _require_transaction() -> None:
    """Outside of a transaction the lock would be gone again before anybody counts."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("a lock with a name is held until a transaction ends, and there is none")


def _spelled(name: tuple[object, ...]) -> str:
    return ":".join(str(part) for part in name)
