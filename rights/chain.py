"""Appends to a brand's hash chain. Only `rights.services` calls this; nothing else writes ledger events."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.actors import Actor
from rights import canonical, facts
from rights.models import Fact, Grant, LedgerEvent, LedgerHead, Release, TakenGrades

FORMAT = 1


class OtherBrand(Exception):
    """The ledger of another brand already speaks about this submission."""


def lock(brand_id: UUID) -> LedgerHead:
    """Return the brand's head, locked until the transaction ends: one writer at a time, hence no gap and no fork."""
    LedgerHead.objects.get_or_create(brand_id=brand_id)
    return LedgerHead.objects.select_for_update().get(brand_id=brand_id)


def kind_of(fact: Fact | TakenGrades) -> LedgerEvent.Kind:
    """Return the kind of event that carries a fact."""
    if isinstance(fact, TakenGrades):
        return LedgerEvent.Kind.GRADES
    if isinstance(fact, Grant):
        return LedgerEvent.Kind.GRANT
    return LedgerEvent.Kind.RELEASE if isinstance(fact, Release) else LedgerEvent.Kind.REVOCATION


@transaction.atomic
def append_fact(fact: Fact | TakenGrades, *, by: Actor, context: facts.Body | None = None) -> LedgerEvent:
    """Write an unsaved fact together with its event; `context` adds to the body what the fact's row does not keep."""
    event = append(
        brand_id=fact.brand_id,
        kind=kind_of(fact),
        submission_id=fact.submission_id,
        body={**(context or {}), **facts.of(fact)},
        by=by,
        at=fact.at,
    )
    fact.event, fact.sequence = event, event.sequence
    fact.save()
    return event


@transaction.atomic
def append(
    *, brand_id: UUID, kind: LedgerEvent.Kind, submission_id: UUID | None, body: facts.Body, by: Actor, at: datetime
) -> LedgerEvent:
    """Write the next event. Its body also says all that its columns say, so that they can be checked against it."""
    head = lock(brand_id)
    if submission_id is not None:
        _stay_in_brand(brand_id, submission_id)
    head.sequence += 1
    frame = frame_of(brand_id=brand_id, sequence=head.sequence, kind=kind, submission_id=submission_id, at=at)
    text = canonical.encode({**body, **frame, "by": by.reference, "format": FORMAT})
    event = LedgerEvent.objects.create(
        brand_id=brand_id,
        sequence=head.sequence,
        kind=kind,
        submission_id=submission_id,
        body=text,
        prev_hash=head.hash,
        hash=canonical.chain(head.hash, text),
        at=at,
    )
    head.hash = event.hash
    head.save(update_fields=["sequence", "hash"])
    return event


def frame_of(*, brand_id: UUID, sequence: int, kind: str, submission_id: UUID | None, at: datetime) -> facts.Body:
    """Spell the columns of an event."""
    return {
        "at": canonical.moment(at),
        "brand": str(brand_id),
        "kind": str(kind),
        "sequence": sequence,
        "submission": None if submission_id is None else str(submission_id),
    }


def _stay_in_brand(brand_id: UUID, submission_id: UUID) -> None:
    """Sequences count per brand: facts about one submission in two ledgers could not be put in order."""
    if LedgerEvent.objects.filter(submission_id=submission_id).exclude(brand_id=brand_id).exists():
        raise OtherBrand(f"submission {submission_id} belongs to another brand")
