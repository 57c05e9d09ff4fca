"""Writes down what the fan allowed and answered: in the fan's name, only what was said, and what is still missing.

Missing is whatever others have to say first: the mail link, a guardian, the people in the picture. Until then the
ledger covers less; nothing here is a state of the submission.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts import services as accounts_services
from accounts.actors import SYSTEM, Actor
from accounts.models import Contributor
from outbox import services as outbox_services
from rights import ages, services as rights_services
from rights.canonical import Value
from rights.models import Terms
from submissions.intake.checking import UNKNOWN, CleanEntry
from submissions.intake.values import Entry
from submissions.models import ReleaseRequest, Submission
from submissions.releases import services as releases_services
from submissions.services import ask_to_confirm, tell_received


@dataclass(frozen=True)
class Given:
    """What came with one submission."""

    submission: Submission
    contributor: Contributor
    entry: Entry
    grade: str
    cleaned: CleanEntry
    terms: Terms | None
    photos: Sequence[uuid.UUID]
    files: int
    asks_to_confirm: bool

    @property
    def fan(self) -> Actor:
        """The contributor as the one who says all this."""
        return Actor(kind="contributor", brand_id=self.submission.brand_id, contributor_id=self.contributor.pk)


def write(given: Given, *, at: datetime) -> None:
    """Write grant and answers into the ledger, and ask whoever else has to agree."""
    if given.cleaned.email:
        accounts_services.give_email(contributor=given.contributor, email=given.cleaned.email, at=at)
        releases_services.sender_known(contributor=given.contributor, at=at)
    if given.cleaned.name:
        accounts_services.give_name(contributor=given.contributor, name=given.cleaned.name)
    if given.terms is not None:
        _grant(given, given.terms, at)
    _answers(given, at)
    _hold_mailboxes(given)
    _age(given, at)
    _others(given, at)
    _address(given, at)


def _grant(given: Given, terms: Terms, at: datetime) -> None:
    cleaned = given.cleaned
    evidence = rights_services.Evidence(
        locale=cleaned.locale,
        grade=given.grade,
        control=given.entry.control or f"{given.submission.source}/accept",
        identity=cleaned.email or cleaned.name,
        age=_age_evidence(cleaned),
    )
    rights_services.grant(
        terms=terms,
        submission_id=given.submission.pk,
        scopes=cleaned.scopes,
        evidence=evidence,
        person=given.contributor.pk,
        by=given.fan,
        at=at,
    )


def _age_evidence(cleaned: CleanEntry) -> dict[str, str | int | bool]:
    """The band and the country with the rule that was applied: no date of birth."""
    if not cleaned.age_band:
        return {}
    rule = ages.rule(cleaned.country)
    known = {"country": cleaned.country} if cleaned.country else {}
    return {**known, "band": cleaned.age_band, "alone_from": rule.age, "rule": rule.source}


def _answers(given: Given, at: datetime) -> None:
    for kind in ("people", "music"):
        answer = getattr(given.cleaned, kind)
        if answer != UNKNOWN:
            _say(given, kind, answer, given.fan, at)
    if given.cleaned.music == UNKNOWN:
        _photos_are_silent(given, at)


def _photos_are_silent(given: Given, at: datetime) -> None:
    """Nobody has to say whose music is in a photo; the system does, so that it is no fan's word."""
    if len(given.photos) == given.files:
        _say(given, "music", "none", SYSTEM, at)
        return
    for asset_id in given.photos:
        _say(given, "music", "none", SYSTEM, at, asset_id=asset_id)


def _hold_mailboxes(given: Given) -> None:
    """All that may be written to, after the ledger: see `outbox.services.hold_mailboxes`."""
    cleaned = given.cleaned
    own = getattr(given.contributor, "identity", None)
    named = [cleaned.guardian.email, *(person.email for person in cleaned.persons)]
    outbox_services.hold_mailboxes(addresses=[*named, own.email if own else cleaned.email])


def _age(given: Given, at: datetime) -> None:
    """Somebody who may not decide alone in their country waits for a guardian."""
    cleaned = given.cleaned
    if not cleaned.age_band or not ages.needs_guardian(ages.Band.parse(cleaned.age_band), cleaned.country):
        return
    _say(given, "guardian", "awaited", given.fan, at, context={"age": dict(_age_evidence(cleaned))})
    releases_services.ask(
        submission=given.submission, role=ReleaseRequest.Role.AUTHOR, people=[cleaned.guardian], at=at
    )


def _others(given: Given, at: datetime) -> None:
    """People in the picture, and guardians of children in it, are asked themselves."""
    role = releases_services.ROLE_OF_CLAIM.get(given.cleaned.people)
    if role is not None:
        releases_services.ask(submission=given.submission, role=role, people=given.cleaned.persons, at=at)


def _address(given: Given, at: datetime) -> None:
    """An address that has to be proven gets the link first, and the receipt once it is."""
    submission, contributor = given.submission, given.contributor
    if not given.asks_to_confirm or ask_to_confirm(submission=submission, contributor=contributor, at=at):
        tell_received(submission=submission, at=at)


def _say(
    given: Given,
    kind: str,
    answer: str,
    by: Actor,
    at: datetime,
    *,
    asset_id: uuid.UUID | None = None,
    context: dict[str, Value] | None = None,
) -> None:
    rights_services.release(
        brand_id=given.submission.brand_id,
        submission_id=given.submission.pk,
        asset_id=asset_id,
        kind=kind,
        answer=answer,
        by=by,
        at=at,
        context=context,
    )
