"""A ledger with something of each kind, and the keys to tamper with it."""

import uuid
from typing import Any

from django.db import connection

from accounts.actors import SYSTEM
from accounts.models import Brand
from rights import services
from tests import factories
from tests.factories import NOW


def fill(brand: Brand) -> uuid.UUID:
    """Write one event of each kind and return the submission."""
    terms = factories.terms(brand)
    fact = factories.grant(terms, scopes=("pages", "ads"))
    common: dict[str, Any] = {"brand_id": brand.id, "submission_id": fact.submission_id, "by": SYSTEM, "at": NOW}
    services.release(kind="people", answer="nobody", **common)
    services.release(kind="music", answer="none", **common)
    services.revoke(channels=["paid_ads"], **common)
    return fact.submission_id


class unguarded:  # noqa: N801 reads as a statement
    """A cursor with the guard of a table switched off, as somebody with the database's keys could."""

    def __init__(self, table: str) -> None:
        self.table = table

    def __enter__(self) -> Any:
        self.cursor = connection.cursor()
        # Deferred checks must be done before a table can be altered.
        self.cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self.cursor.execute(f"ALTER TABLE {self.table} DISABLE TRIGGER {self.table}_append_only")
        return self.cursor

    def __exit__(self, *error: object) -> None:
        self.cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self.cursor.execute(f"ALTER TABLE {self.table} ENABLE TRIGGER {self.table}_append_only")
        self.cursor.close()
