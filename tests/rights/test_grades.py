"""Evidence: each door states its grade, each use takes some, and a brand changes that on the record."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import permissions as accounts_permissions
from accounts.actors import SYSTEM
from accounts.models import AuditEntry, Brand
from accounts.roles import Role
from rights import grades, queries, services
from rights.models import Grant, LedgerEvent, Opening, TakenGrades, Terms
from rights.uses import CHANNELS, Use
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=1)

# Which grade opens which channel while a brand has said nothing else.
BY_DEFAULT = {
    "A": set(CHANNELS),
    "B": set(CHANNELS),
    "C": {"brand_page"},
    "D": {"brand_page", "embed", "wall"},
}


def graded(grade: str) -> Grant:
    """A permission for everything that this grade can stand for, with the answers that leave it whole."""
    terms = factories.terms()
    if grade == "C":
        return replied(terms)
    fact = factories.grant(terms, scopes=("pages", "social", "screens", "ads"), grade=grade)
    for kind, answer in (("people", "nobody"), ("music", "none")):
        services.release(
            brand_id=terms.brand_id, submission_id=fact.submission_id, kind=kind, answer=answer, by=SYSTEM, at=NOW
        )
    return fact


def replied(terms: Terms) -> Grant:
    event = LedgerEvent.objects.create(
        brand_id=terms.brand_id, sequence=99, kind="grant", body="", prev_hash="x", hash="x", at=NOW
    )
    return Grant.objects.create(
        event=event, brand_id=terms.brand_id, sequence=99, submission_id=uuid.uuid4(), at=NOW, terms=terms,
        scopes=["pages"], channels=["brand_page"], territories=["*"], starts_at=NOW, evidence_grade="C",
    )  # fmt: skip


def answered(fact: Grant, channel: str, at: Any = LATER) -> queries.Answer:
    """The answer of Python, after SQL said the same."""
    answer = queries.covers(submission_id=fact.submission_id, asset_id=None, use=Use(channel), at=at)
    row = Opening.objects.filter(event=fact.event_id)
    if not row.exists():
        Opening.objects.create(event=fact.event, brand_id=fact.brand_id, person=fact.submission_id, salt="")
    # The opening's person stands for both columns: there is no asset of this id.
    listed = queries.covered(row, use=Use(channel), at=at, submission="person", asset="person").exists()
    assert listed == answer.allowed
    return answer


def take(fact: Grant, channel: str, taken: str, at: Any = LATER) -> TakenGrades | None:
    brand = Brand.objects.get(pk=fact.brand_id)
    changed = services.take_grades(brand=brand, sets={channel: taken}, by=factories.owner(brand), at=at)
    return changed[0] if changed else None


@pytest.mark.parametrize("grade", grades.GRADES)
def test_each_use_takes_its_grades_of_evidence(grade: str) -> None:
    fact = graded(grade)
    assert {channel for channel in CHANNELS if answered(fact, channel).allowed} == BY_DEFAULT[grade]


def test_a_use_that_does_not_take_the_evidence_says_so() -> None:
    fact = graded("D")
    (reason,) = answered(fact, "paid_ads").reasons
    assert reason.code == "grade"
    assert reason.sentence == (
        "This use takes evidence of grade A, B; here it is grade D: another system says that they agreed."
    )
    assert answered(fact, "paid_ads").events == (fact.sequence,)


def test_a_better_permission_beside_a_weak_one_is_enough() -> None:
    fact = graded("D")
    terms = Terms.objects.get(pk=fact.terms_id)
    factories.grant(terms, submission_id=fact.submission_id, scopes=("pages", "ads"), grade="A")
    assert answered(fact, "paid_ads").allowed
    assert not answered(fact, "print").allowed


def test_a_brand_changes_a_set_from_that_moment_on() -> None:
    fact = graded("D")
    take(fact, "paid_ads", "ABD")
    take(fact, "embed", "A")
    assert answered(fact, "paid_ads").allowed
    assert not answered(fact, "embed").allowed
    assert answered(fact, "wall").allowed
    assert not answered(fact, "paid_ads", at=NOW).allowed
    assert answered(fact, "embed", at=NOW).allowed
    take(fact, "paid_ads", "B", at=LATER + timedelta(minutes=1))
    assert not answered(fact, "paid_ads", at=LATER + timedelta(minutes=1)).allowed


def test_one_brand_changes_nothing_for_another() -> None:
    mine, theirs = graded("D"), graded("D")
    take(mine, "paid_ads", "ABD")
    assert not answered(theirs, "paid_ads").allowed


def test_a_change_stands_in_the_ledger_and_in_the_log() -> None:
    fact = graded("D")
    taken = take(fact, "print", "DBA")
    assert taken
    event = LedgerEvent.objects.get(pk=taken.pk)
    assert (event.kind, event.submission_id) == ("grades", None)
    assert {"channel": "print", "grades": ["A", "B", "D"]}.items() <= json.loads(event.body).items()
    (entry,) = AuditEntry.objects.filter(action="rights.grades")
    assert entry.detail == {"channel": "print", "grades": ["A", "B", "D"], "event": taken.sequence}
    assert queries.verify(fact.brand_id) == []
    assert take(fact, "print", "ABD") is None
    assert str(taken) == f"print takes A B D #{taken.sequence}"


def test_a_changed_set_does_not_pass_the_check_of_the_ledger() -> None:
    fact = graded("D")
    taken = take(fact, "print", "ABD")
    assert taken
    event = services.release(
        brand_id=fact.brand_id, submission_id=fact.submission_id, kind="music", answer="own", by=SYSTEM, at=LATER
    ).event
    TakenGrades.objects.create(
        event=event, brand_id=fact.brand_id, sequence=event.sequence, channel="print", grades=["D"], at=LATER
    )
    assert any(f"event {event.sequence}" in said for said in queries.verify(fact.brand_id))


@pytest.mark.parametrize(
    ("channel", "taken"), [("tv", "A"), ("print", ""), ("print", "E"), ("print", "AC"), ("embed", "ABC")]
)
def test_a_set_that_cannot_be_is_refused(channel: str, taken: str) -> None:
    fact = graded("A")
    with pytest.raises(ValidationError):
        take(fact, channel, taken)
    assert not TakenGrades.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"channel": "tv"}, {"grades": []}, {"grades": ["E"]}, {"channel": "print", "grades": ["C"]}]
)
def test_the_database_refuses_such_a_set_too(wrong: dict[str, Any]) -> None:
    fact = graded("A")
    event = fact.event
    row = {"channel": "print", "grades": ["A"], "brand_id": fact.brand_id, "sequence": 1, "at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        TakenGrades.objects.create(event=event, **row | wrong)


@pytest.mark.parametrize("role", [Role.MARKETER, Role.MODERATOR, Role.VIEWER])
def test_only_owners_change_a_set(role: Role) -> None:
    brand = factories.brand()
    for by in (factories.member(brand, role), factories.owner(factories.brand())):
        with pytest.raises(accounts_permissions.Denied):
            services.take_grades(brand=brand, sets={"print": "ABD"}, by=by, at=NOW)


def test_no_evidence_has_a_grade_by_default() -> None:
    with pytest.raises(TypeError):
        services.Evidence(locale="en", control="form")  # type: ignore[call-arg]
