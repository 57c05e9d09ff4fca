"""The chain itself: no gap, no fork, no change, also when many write and when somebody tampers."""

import json
import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from accounts.actors import SYSTEM
from accounts.models import Brand
from core.appendonly import ChangeRefused
from rights import queries, services
from rights.models import Grant, LedgerEvent, LedgerHead, Release, Revocation, Terms
from tests import factories
from tests.factories import NOW

TABLES = {"rights_terms", "rights_ledgerevent", "rights_grant", "rights_release", "rights_revocation"}


def fill(brand: Brand) -> uuid.UUID:
    """Write one event of each kind and return the submission."""
    terms = factories.terms(brand)
    fact = factories.grant(terms, scopes=("pages", "ads"))
    common: dict[str, Any] = {"brand_id": brand.id, "submission_id": fact.submission_id, "by": SYSTEM, "at": NOW}
    services.release(kind="people", answer="nobody", **common)
    services.release(kind="music", answer="none", **common)
    services.revoke(channels=["paid_ads"], **common)
    return fact.submission_id


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
def test_database_changes_facts_when_the_trigger_is_off() -> None:
    """Negative control: it is the trigger that refuses."""
    fill(factories.brand())
    with unguarded("rights_grant") as cursor:
        cursor.execute("UPDATE rights_grant SET ai = true")
        assert cursor.rowcount == 1


# --- Tampering is found --------------------------------------------------------------------------


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


TAMPERING = [
    ("rights_ledgerevent", "UPDATE rights_ledgerevent SET body = replace(body, 'paid_ads', 'print') WHERE sequence = 2",
     ["event 2 was changed: its hash does not fit its body", "the grant of event 2 was changed: channels"]),
    ("rights_ledgerevent", "UPDATE rights_ledgerevent SET body = body || ' ' WHERE sequence = 3",
     ["event 3 was changed: its hash does not fit its body", "event 3 is not spelled canonically"]),
    ("rights_ledgerevent", "UPDATE rights_ledgerevent SET body = 'null' WHERE sequence = 3",
     ["event 3 was changed: its hash does not fit its body", "event 3 is not spelled canonically",
      "the release of event 3 was changed: allows, answer, asset, question"]),
    ("rights_ledgerevent", "UPDATE rights_ledgerevent SET body = '{\"a\":1.5}' WHERE sequence = 5",
     ["event 5 was changed: its hash does not fit its body", "event 5 is not spelled canonically",
      "the revocation of event 5 was changed: asset, channels"]),
    ("rights_ledgerevent", "UPDATE rights_ledgerevent SET body = 'no JSON' WHERE sequence = 1",
     ["event 1 was changed: its hash does not fit its body", "event 1 is not spelled canonically",
      "event 1 has lost its terms", "terms * do not stand in the ledger"]),
    ("rights_ledgerevent", "UPDATE rights_ledgerevent SET at = at + interval '1 second' WHERE sequence = 4",
     ["event 4 was changed: its row and its body differ in at",
      "the release of event 4 was changed: where it belongs"]),
    ("rights_ledgerevent", "UPDATE rights_ledgerevent SET hash = repeat('a', 64) WHERE sequence = 5",
     ["event 5 was changed: its hash does not fit its body", "the head does not name the last event, 5"]),
    ("rights_ledgerevent", "UPDATE rights_ledgerevent SET prev_hash = repeat('a', 64) WHERE sequence = 2",
     ["event 2 does not follow the one before it", "event 2 was changed: its hash does not fit its body"]),
    ("rights_ledgerevent", "UPDATE rights_ledgerevent SET kind = 'release' WHERE sequence = 5",
     ["event 5 was changed: its row and its body differ in kind", "event 5 has lost its release",
      "the revocation of event 5 was changed: where it belongs"]),
    ("rights_ledgerevent", "UPDATE rights_ledgerevent SET submission_id = gen_random_uuid() WHERE sequence = 2",
     ["event 2 was changed: its row and its body differ in submission",
      "the grant of event 2 was changed: where it belongs"]),
    ("rights_ledgerevent", "UPDATE rights_ledgerevent SET sequence = 7 WHERE sequence = 5",
     ["event 5 is missing: the next one is 7", "event 7 was changed: its row and its body differ in sequence",
      "the head does not name the last event, 7", "the revocation of event 7 was changed: where it belongs"]),
    ("rights_grant", "UPDATE rights_grant SET channels = array_append(channels, 'print'), ai = true",
     ["the grant of event 2 was changed: ai, channels"]),
    ("rights_grant", "UPDATE rights_grant SET ends_at = now() + interval '9 years'",
     ["the grant of event 2 was changed: ends_at"]),
    ("rights_grant", "UPDATE rights_grant SET submission_id = gen_random_uuid()",
     ["the grant of event 2 was changed: where it belongs"]),
    ("rights_grant", "DELETE FROM rights_grant", ["event 2 has lost its grant"]),
    ("rights_release", "UPDATE rights_release SET allows = 'nothing' WHERE kind = 'music'",
     ["the release of event 4 was changed: allows"]),
    ("rights_revocation", "UPDATE rights_revocation SET channels = NULL",
     ["the revocation of event 5 was changed: channels"]),
    ("rights_revocation", "DELETE FROM rights_revocation", ["event 5 has lost its revocation"]),
    ("rights_terms", "UPDATE rights_terms SET text = text || ' And more.'", ["the text of terms * was changed"]),
    ("rights_terms", "UPDATE rights_terms SET summary = ARRAY['Other.']",
     ["the terms of event 1 were changed: summary"]),
    ("rights_terms", "UPDATE rights_terms SET version = 9",
     ["the grant of event 2 was changed: terms", "the terms of event 1 were changed: terms"]),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("table", "statement", "found"), TAMPERING)
def test_verify_finds_what_was_changed(table: str, statement: str, found: list[str]) -> None:
    brand = factories.brand()
    fill(brand)
    assert queries.verify(brand.id) == []
    family = Terms.objects.get(brand_id=brand.id)
    with unguarded(table) as cursor:
        cursor.execute(statement)
        assert cursor.rowcount == 1
    problems = [problem.replace(str(family), "*") for problem in queries.verify(brand.id)]
    assert sorted(problems) == sorted(found)


@pytest.mark.django_db
def test_verify_finds_an_event_cut_off_the_end() -> None:
    brand = factories.brand()
    fill(brand)
    with unguarded("rights_revocation") as cursor:
        cursor.execute("DELETE FROM rights_revocation")
    with unguarded("rights_ledgerevent") as cursor:
        cursor.execute("DELETE FROM rights_ledgerevent WHERE sequence = 5")
    assert queries.verify(brand.id) == ["the head does not name the last event, 4"]


@pytest.mark.django_db
def test_verify_finds_a_missing_head_and_unpublished_terms() -> None:
    brand = factories.brand()
    factories.terms(brand)
    LedgerHead.objects.filter(brand_id=brand.id).delete()
    assert queries.verify(brand.id) == ["the head does not name the last event, 1"]
    Terms.objects.create(
        brand_id=factories.brand().id,
        family="secret",
        version=1,
        locale="en",
        text="",
        text_hash="0" * 64,
        summary=[],
        scopes=[],
        created_at=NOW,
        created_by="nobody",
    )
    slipped_in = Terms.objects.get(family="secret")
    assert queries.verify(slipped_in.brand_id) == [
        "the text of terms secret v1 (en) was changed",
        "terms secret v1 (en) do not stand in the ledger",
    ]


@pytest.mark.django_db
def test_verify_of_an_empty_ledger_finds_nothing() -> None:
    assert queries.verify(uuid.uuid4()) == []


# --- The command ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_verify_ledger_reports_whole_ledgers() -> None:
    brand = factories.brand()
    fill(brand)
    plain, machine = StringIO(), StringIO()
    call_command("verify_ledger", stdout=plain)
    call_command("verify_ledger", "--json", "--brand", str(brand.id), stdout=machine)
    sequence, last = queries.head(brand.id)
    assert plain.getvalue() == f"{brand.id}: 5 events, head {last}\n"
    assert json.loads(machine.getvalue()) == {
        "whole": True,
        "brands": [{"brand": str(brand.id), "events": sequence, "head": last, "problems": []}],
    }


@pytest.mark.django_db
def test_verify_ledger_fails_on_a_tampered_one() -> None:
    brand = factories.brand()
    fill(brand)
    with unguarded("rights_grant") as cursor:
        cursor.execute("UPDATE rights_grant SET ai = true")
    plain, machine = StringIO(), StringIO()
    with pytest.raises(CommandError) as failure:
        call_command("verify_ledger", stdout=plain)
    assert failure.value.returncode == 1
    assert "the grant of event 2 was changed: ai" in plain.getvalue()
    with pytest.raises(CommandError):
        call_command("verify_ledger", "--json", stdout=machine)
    assert json.loads(machine.getvalue())["whole"] is False


@pytest.mark.django_db
def test_history_tells_a_submission_in_order_and_only_to_its_brand() -> None:
    brand = factories.brand()
    submission_id = fill(brand)
    factories.grant(factories.terms(brand), at=NOW + timedelta(hours=1))
    kinds = [event.kind for event in queries.history(brand.id, submission_id)]
    assert kinds == ["grant", "release", "release", "revocation"]
    assert queries.history(factories.brand().id, submission_id) == []
