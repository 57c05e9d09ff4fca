"""Behind a pooler that lends connections by transaction: nothing that outlives one, and the doctor tells."""

from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection
from django.db.backends.postgresql.base import DatabaseWrapper

from rights import verification
from submissions.models import Asset
from tests.galleries import stage
from ugc_platform import databases, doctor, reconciling

pytestmark = pytest.mark.django_db


@pytest.fixture
def pooler(nobody_comes: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cursor with a name is gone with the connection that was lent, as pgbouncer's clients see it."""
    create = DatabaseWrapper.create_cursor

    def lent(self: Any, name: str | None = None) -> Any:
        if name is not None:
            raise psycopg.errors.InvalidCursorName(f'cursor "{name}" does not exist')
        return create(self, name)

    monkeypatch.setattr(DatabaseWrapper, "create_cursor", lent)
    stage.approved()


def walks() -> None:
    """What walks over more rows than it wants to hold: the ledger, the store's rows."""
    assert verification.problems(Asset.objects.get().brand_id) == []
    reconciling.reconcile(at=stage.AT)
    call_command("verify_ledger")


def test_what_walks_over_many_rows_works_there(pooler: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    walks()


def test_without_the_setting_it_breaks(pooler: None) -> None:
    """The negative control."""
    with pytest.raises((ProgrammingError, psycopg.errors.InvalidCursorName)):
        walks()


def test_two_connections_of_a_server_are_two() -> None:
    assert databases.lends_by_transaction(connection) is False


@pytest.mark.parametrize("pooled", [True, False])
def test_the_doctor_knows_a_pooler(monkeypatch: pytest.MonkeyPatch, settings: Any, pooled: bool) -> None:
    monkeypatch.setattr(databases, "_server_process", lambda _connection: 42)
    settings.DATABASE_POOLED = pooled
    if pooled:
        assert "behind a pooler" in doctor.database()
    else:
        with pytest.raises(doctor.CheckFailed, match="A pooler lends connections"):
            doctor.database()
