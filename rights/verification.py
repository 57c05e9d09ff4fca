"""Checks a brand's ledger from its first event: the chain, the spelling, and every row that repeats an event.

It trusts no column: numbers and hashes are computed again from the bodies. Its sentences are for operators.
"""

import json
from collections.abc import Iterator
from uuid import UUID

from rights import canonical, chain, facts
from rights.models import Fact, Grant, LedgerEvent, LedgerHead, Release, Revocation, TakenGrades, Terms

_FACTS: dict[str, type[Grant | Release | Revocation | TakenGrades]] = {
    LedgerEvent.Kind.GRANT: Grant,
    LedgerEvent.Kind.RELEASE: Release,
    LedgerEvent.Kind.REVOCATION: Revocation,
    LedgerEvent.Kind.GRADES: TakenGrades,
}
_BATCH = 500


def problems(brand_id: UUID) -> list[str]:
    """Return one sentence for each thing that is wrong."""
    return [*_chain(brand_id), *_rows(brand_id), *_terms(brand_id)]


def _chain(brand_id: UUID) -> Iterator[str]:
    expected, previous = 1, canonical.GENESIS
    for event in LedgerEvent.objects.filter(brand_id=brand_id).order_by("sequence").iterator(_BATCH):
        if event.sequence != expected:
            yield f"event {expected} is missing: the next one is {event.sequence}"
        if event.prev_hash != previous:
            yield f"event {event.sequence} does not follow the one before it"
        yield from _event(event)
        expected, previous = event.sequence + 1, event.hash
    head = LedgerHead.objects.filter(brand_id=brand_id).first()
    if (head.sequence, head.hash) != (expected - 1, previous) if head else expected != 1:
        yield f"the head does not name the last event, {expected - 1}"


def _event(event: LedgerEvent) -> Iterator[str]:
    if canonical.chain(event.prev_hash, event.body) != event.hash:
        yield f"event {event.sequence} was changed: its hash does not fit its body"
    body = _body(event)
    if body is None or canonical.encode(body) != event.body:
        yield f"event {event.sequence} is not spelled canonically"
        return
    frame = chain.frame_of(
        brand_id=event.brand_id,
        sequence=event.sequence,
        kind=event.kind,
        submission_id=event.submission_id,
        at=event.at,
    )
    wrong = _differences(frame, body)
    if wrong:
        yield f"event {event.sequence} was changed: its row and its body differ in {', '.join(wrong)}"


def _body(event: LedgerEvent) -> facts.Body | None:
    try:
        body = json.loads(event.body)
        canonical.encode(body)
    except (ValueError, canonical.NotCanonical):
        return None
    return body if isinstance(body, dict) else None


def _differences(spelled: facts.Body, body: facts.Body) -> list[str]:
    """Return what the body lacks or says otherwise."""
    return sorted(name for name, value in spelled.items() if name not in body or body[name] != value)


def _rows(brand_id: UUID) -> Iterator[str]:
    """Every fact's row says what its event says, and every event has its row."""
    for kind, model in _FACTS.items():
        rows = model.objects.filter(event__brand_id=brand_id).select_related("event")
        if model is Grant:
            rows = rows.select_related("event", "terms")
        for fact in rows.order_by("event__sequence").iterator(_BATCH):
            yield from _row(fact, kind)
        with_row = model.objects.filter(event__brand_id=brand_id).values("event_id")
        orphans = LedgerEvent.objects.filter(brand_id=brand_id, kind=kind).exclude(pk__in=with_row)
        for number in orphans.order_by("sequence").values_list("sequence", flat=True):
            yield f"event {number} has lost its {kind}"


def _row(fact: Fact | TakenGrades, kind: str) -> Iterator[str]:
    event = fact.event
    frame = (event.kind, event.brand_id, event.sequence, event.submission_id, event.at)
    body = _body(event) or {}
    wrong = _differences(facts.of(fact), body)
    if frame != (kind, fact.brand_id, fact.sequence, fact.submission_id, fact.at):
        wrong.append("where it belongs")
    if wrong:
        yield f"the {kind} of event {event.sequence} was changed: {', '.join(wrong)}"


def _terms(brand_id: UUID) -> Iterator[str]:
    """Every version of terms stands in the ledger, word for word."""
    events = LedgerEvent.objects.filter(brand_id=brand_id, kind=LedgerEvent.Kind.TERMS).order_by("sequence")
    published = {}
    for event in events.iterator(_BATCH):
        body = _body(event) or {}
        reference = body.get("terms")
        published[str(reference.get("id")) if isinstance(reference, dict) else ""] = (event.sequence, body)
    for terms in Terms.objects.filter(brand_id=brand_id).order_by("family", "version"):
        if canonical.text_hash(terms.text) != terms.text_hash:
            yield f"the text of terms {terms} was changed"
        number, body = published.pop(str(terms.pk), (0, {}))
        if not number:
            yield f"terms {terms} do not stand in the ledger"
        elif wrong := _differences(facts.of_terms(terms), body):
            yield f"the terms of event {number} were changed: {', '.join(wrong)}"
    for number, _body_of_it in published.values():
        yield f"event {number} has lost its terms"
