"""Grants: what an author allowed by ticking the scopes of terms, with the evidence that it was so."""

import calendar
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from rights import canonical, chain, facts, permissions, validators
from rights.models import Grant, Opening, Terms
from rights.scopes import Scope
from rights.uses import CHANNELS


@dataclass(frozen=True)
class Evidence:
    """How we know that the author agreed.

    `grade` is stated by the door that the agreement came through: see `rights.grades`. `control` names what was used
    on our form, for instance `submit-form/checkbox:accept`. `identity` is what
    the person wrote about themselves: only a salted commitment to it enters the ledger, the salt stays beside
    it and can be erased. `age` is the age band and the country with its rule: no date of birth.
    """

    locale: str
    control: str
    grade: str
    identity: str = field(default="", repr=False)
    salt: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)
    age: Mapping[str, str | int | bool] = field(default_factory=dict)


@transaction.atomic
def grant(
    *,
    terms: Terms,
    submission_id: UUID,
    scopes: Iterable[str],
    evidence: Evidence,
    person: UUID,
    by: Actor,
    at: datetime,
    asset_id: UUID | None = None,
) -> Grant:
    """Write down what the author allowed by ticking these scopes. Raises ValidationError when they do not fit.

    Scopes that differ in how far they reach (countries, time, edits, AI) become grants of their own, so that none
    is stretched by another; the grant of the first ticked scope is returned.
    """
    accounts_permissions.require(permissions.can_grant(by, terms.brand_id))
    picked = validators.chosen([Scope.from_dict(kept) for kept in terms.scopes], scopes)
    validators.check_evidence(locale=evidence.locale, control=evidence.control, grade=evidence.grade)
    context = _context(evidence, picked, person)
    grants = []
    for reach in _reaches(picked, at):
        fact = Grant(
            brand_id=terms.brand_id,
            submission_id=submission_id,
            asset_id=asset_id,
            at=at,
            terms=terms,
            starts_at=at,
            evidence_grade=evidence.grade,
            **reach,
        )
        event = chain.append_fact(fact, by=by, context=context)
        if evidence.identity:
            Opening.objects.create(event=event, brand_id=terms.brand_id, person=person, salt=evidence.salt)
        grants.append(fact)
    return grants[0]


def _context(evidence: Evidence, picked: Sequence[Scope], person: UUID) -> facts.Body:
    return {
        "evidence": {
            "control": evidence.control,
            "locale": evidence.locale,
            "ticked": [scope.key for scope in picked],
            **({"age": dict(evidence.age)} if evidence.age else {}),
        },
        "identity": canonical.commitment(evidence.salt, evidence.identity) if evidence.identity else None,
        "person": str(person),
    }


def _reaches(picked: Sequence[Scope], at: datetime) -> list[dict[str, Any]]:
    """Return the fields of one grant for each group of scopes that reach equally far."""
    groups: dict[tuple[tuple[str, ...], int | None, bool, bool], list[Scope]] = {}
    for scope in picked:
        if scope.channels:
            groups.setdefault((scope.territories, scope.months, scope.edits, scope.ai), []).append(scope)
    additions = [scope for scope in picked if not scope.channels]
    return [
        {
            "scopes": [scope.key for scope in (*group, *additions)],
            "channels": [channel for channel in CHANNELS if any(channel in scope.channels for scope in group)],
            "territories": list(territories),
            "ends_at": None if months is None else months_later(at, months),
            "edits": edits or any(scope.edits for scope in additions),
            "ai": ai or any(scope.ai for scope in additions),
        }
        for (territories, months, edits, ai), group in groups.items()
    ]


def months_later(at: datetime, months: int) -> datetime:
    """Return the same day and time some months later, or the last day of a shorter month."""
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    day = min(at.day, calendar.monthrange(year, month + 1)[1])
    return at.replace(year=year, month=month + 1, day=day)
