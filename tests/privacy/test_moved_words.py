"""Words that earlier releases kept in append-only tables move beside them once, and nothing of them stays there."""

from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction

from accounts import services as accounts_services
from accounts.actors import SYSTEM
from accounts.models import AuditEntry, AuditNote
from moderation import services as moderation_services
from moderation.models import Decision, DecisionNote
from tests.rights.ledgers import unguarded
from tests.submissions import makers
from tests.submissions.makers import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_as_table_owner")]


def run(module: str, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(getattr(import_module(module), name))


def test_notes_of_decisions_move_and_the_guard_stands_again() -> None:
    submission = makers.submission()
    by = makers.member(submission.brand)
    moderation_services.reject(submission=submission, version=1, reason="quality", by=by, at=AT)
    with unguarded("moderation_decision") as cursor:
        cursor.execute("UPDATE moderation_decision SET note = 'Dear Kim'")
    run("moderation.migrations.0004_move_words_of_decisions", "MOVE")
    assert list(DecisionNote.objects.values_list("text", flat=True)) == ["Dear Kim"]
    assert Decision.objects.get().note == "Dear Kim"
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM moderation_decision")
        assert cursor.fetchall() == [("",)]
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE moderation_decision SET note = 'x'")


def test_reasons_of_originals_move_and_the_rest_of_the_log_stays() -> None:
    brand = makers.brand()
    for action, detail in (("original.fetch", {"reason": "For Kim"}), ("member.role", {"reason": "kept"})):
        accounts_services.record(brand=brand, by=SYSTEM, action=action, subject="x", at=AT, detail=detail)
    run("accounts.migrations.0004_move_words_of_entries", "MOVE")
    assert list(AuditNote.objects.values_list("entry__action", "text")) == [("original.fetch", "For Kim")]
    assert dict(AuditEntry.objects.values_list("action", "detail")) == {
        "original.fetch": {},
        "member.role": {"reason": "kept"},
    }
    run("accounts.migrations.0004_move_words_of_entries", "BACK")
    assert AuditEntry.objects.get(action="original.fetch").detail == {"reason": "For Kim"}
