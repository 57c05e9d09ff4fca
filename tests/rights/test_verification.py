"""Tampering is found, whatever was changed; and the command that says so."""

import json
import uuid
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from rights import queries
from rights.models import LedgerHead, Terms
from tests import factories
from tests.factories import NOW
from tests.rights.ledgers import fill, unguarded

# Nobody else could tamper: the application owns nothing.
pytestmark = pytest.mark.usefixtures("_as_table_owner")

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
def test_database_changes_facts_when_the_trigger_is_off() -> None:
    """Negative control: it is the trigger that refuses."""
    fill(factories.brand())
    with unguarded("rights_grant") as cursor:
        cursor.execute("UPDATE rights_grant SET ai = true")
        assert cursor.rowcount == 1
