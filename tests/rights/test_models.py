"""What the database itself refuses, and how rows name themselves."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import SYSTEM
from rights import services
from rights.models import Grant, LedgerEvent, LedgerHead, Opening
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def copy(grant: Grant, **changes: Any) -> Grant:
    fields = {field.name: getattr(grant, field.name) for field in Grant._meta.concrete_fields}
    event = LedgerEvent.objects.create(
        brand_id=grant.brand_id, sequence=99, kind="grant", body="", prev_hash="x", hash="x", at=NOW
    )
    return Grant(**{**fields, "event": event, **changes})


@pytest.mark.parametrize(
    "change",
    [
        {"ends_at": NOW},
        {"evidence_grade": "E"},
        {"evidence_grade": "C"},  # a reply on a network never allows more than the brand's page
        {"channels": ["tv"]},
        {"channels": []},
        {"territories": []},
    ],
)
def test_a_grant_that_cannot_be_is_refused(change: dict[str, Any]) -> None:
    grant = factories.grant(factories.terms())
    with pytest.raises(IntegrityError), transaction.atomic():
        copy(grant, **change).save()
    copy(grant, evidence_grade="C", channels=["brand_page"]).save()


def test_rows_say_what_they_are() -> None:
    brand = factories.brand()
    terms = factories.terms(brand)
    evidence = services.Evidence(locale="en", control="form", grade="A", identity="Ada")
    grant = services.grant(
        terms=terms,
        submission_id=uuid.uuid4(),
        scopes=["pages"],
        evidence=evidence,
        person=uuid.uuid4(),
        by=SYSTEM,
        at=NOW,
    )
    common: dict[str, Any] = {"brand_id": brand.id, "submission_id": grant.submission_id, "by": SYSTEM, "at": NOW}
    release = services.release(kind="music", answer="none", **common)
    revocation = services.revoke(**common)
    rows = [terms, grant, release, revocation, grant.event, LedgerHead.objects.get(), Opening.objects.get()]
    assert [str(row) for row in rows] == [
        f"{terms.family} v1 (en)",
        "grant #2",
        "music: none #3",
        "revocation #4",
        "#2 grant",
        f"{brand.id} #4",
        f"opening of event {grant.event_id}",
    ]
