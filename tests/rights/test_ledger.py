"""The chain itself: no gap, no fork, no change, also when many write and when somebody tampers."""

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.actors import SYSTEM
from core.appendonly import ChangeRefused
from rights import queries, services
from rights.models import Grant, LedgerEvent, LedgerHead, Release, Revocation, Terms
from tests import factories
from tests.factories import NOW
from tests.rights.ledgers import fill

TABLES = {"rights_terms", "rights_ledgerevent", "rights_grant", "rights_release", "rights_revocation"}


@pytest.mark.django_db
def test_chain_links_every_event_to_the_one_before() -> None:
    brand = factories.brand()
    fill(brand)
    events = list(LedgerEvent.objects.filter(brand_id=brand.id).order_by("sequence"))
    assert [event.sequence for event in events] == [1, 2, 3, 4, 5]
    assert [event.prev_hash for event in events] == ["0" * 64, *(event.hash for event in events[:-1])]
    assert queries.head(brand.id) == (5, events[-1].hash)
    assert queries.verify(brand.id) == []


@pytest.mark.django_db
def test_chains_of_two_brands_know_nothing_of_each_other() -> None:
    first, second = factories.brand(), factories.brand()
    fill(first)
    fill(second)
    assert queries.head(first.id)[0] == queries.head(second.id)[0] == 5
    assert set(LedgerEvent.objects.filter(brand_id=first.id).values_list("hash")).isdisjoint(
        LedgerEvent.objects.filter(brand_id=second.id).values_list("hash")
    )


@pytest.mark.django_db(transaction=True)
def test_sequence_has_no_gap_when_many_write_at_once_and_some_fail() -> None:
    brand = factories.brand()
    terms = factories.terms(brand)
    start, failures = threading.Barrier(8), []

    def write(worker: int) -> None:
        start.wait()
        try:
            for turn in range(6):
                try:
                    with transaction.atomic():
                        factories.grant(terms)
                        if (worker + turn) % 3 == 0:
                            raise RuntimeError("rolled back")
                except RuntimeError:
                    continue
        except BaseException as error:  # noqa: BLE001 a thread's failure must reach the test
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
    written = list(
        LedgerEvent.objects.filter(brand_id=brand.id).order_by("sequence").values_list("sequence", flat=True)
    )
    assert written == list(range(1, 34))  # the terms, and 32 of 48 grants
    assert queries.verify(brand.id) == []


@pytest.mark.django_db(transaction=True)
def test_sequence_without_the_lock_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: it is the row lock that keeps the chain whole, not luck."""
    from rights import chain

    def unlocked(brand_id: uuid.UUID) -> LedgerHead:
        head, _made = LedgerHead.objects.get_or_create(brand_id=brand_id)
        start.wait()
        return head

    brand = factories.brand()
    start, refused = threading.Barrier(2), []
    monkeypatch.setattr(chain, "lock", unlocked)
    common: dict[str, Any] = {"brand_id": brand.id, "by": SYSTEM, "at": NOW}

    def write() -> None:
        try:
            services.revoke(submission_id=uuid.uuid4(), **common)
        except DatabaseError as error:
            refused.append(error)
        finally:
            connection.close()

    LedgerHead.objects.create(brand_id=brand.id)
    threads = [threading.Thread(target=write) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(refused) == 1  # and even then the database refuses the fork


# --- Nothing changes -----------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Terms, LedgerEvent, Grant, Release, Revocation])
def test_orm_refuses_to_change_or_delete_facts(model: Any) -> None:
    fill(factories.brand())
    fact = model.objects.first()
    attempts: list[Callable[[], object]] = [
        fact.save,
        fact.delete,
        lambda: model.objects.update(brand_id=uuid.uuid4()),
        lambda: model.objects.all().delete(),
        lambda: model.objects.bulk_update([fact], ["brand_id"]),
        lambda: model.objects.update_or_create(pk=fact.pk),
        lambda: model.objects.bulk_create(
            [fact], update_conflicts=True, update_fields=["brand_id"], unique_fields=["pk"]
        ),
    ]
    for attempt in attempts:
        with pytest.raises(ChangeRefused):
            attempt()


@pytest.mark.django_db
@pytest.mark.parametrize("table", sorted(TABLES))
@pytest.mark.parametrize("statement", ["UPDATE {table} SET brand_id = brand_id", "DELETE FROM {table}"])
def test_database_refuses_to_change_or_delete_facts(table: str, statement: str) -> None:
    fill(factories.brand())
    with (
        pytest.raises(DatabaseError, match="is append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table=table))


@pytest.mark.django_db
def test_history_tells_a_submission_in_order_and_only_to_its_brand() -> None:
    brand = factories.brand()
    submission_id = fill(brand)
    factories.grant(factories.terms(brand), at=NOW + timedelta(hours=1))
    kinds = [event.kind for event in queries.history(brand.id, submission_id)]
    assert kinds == ["grant", "release", "release", "revocation"]
    assert queries.history(factories.brand().id, submission_id) == []
