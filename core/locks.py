"""Locks with a name, for counts that no single row stands for; the database frees them when the transaction ends.

Who takes a row of the ledger in the same transaction takes it first, so that no two wait for each other in a circle.
"""

from django.db import connection


def one_at_a_time(*name: object) -> None:
    """Wait until no other transaction holds this name: what is counted then is exact until ours ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [":".join(str(part) for part in name)])
