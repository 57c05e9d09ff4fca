"""Every reading of the ledger: may this be used, what was allowed, what happened, is the chain whole."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from rights import canonical, covering, decision, grades, verification
from rights.decision import Answer, Facts, Reason
from rights.models import Grant, LedgerEvent, LedgerHead, Release, Revocation, TakenGrades, Terms
from rights.scopes import Scope
from rights.uses import CHANNELS, Use

__all__ = [
    "Answer",
    "LiveGrant",
    "Reason",
    "Weighed",
    "age_said",
    "covered",
    "covers",
    "covers_each",
    "grades_taken",
    "grants",
    "head",
    "history",
    "standing",
    "standing_of",
    "terms",
    "verify",
    "versions",
    "weighed",
]

ModelT = TypeVar("ModelT", bound=Model)


@dataclass(frozen=True)
class LiveGrant:
    """A grant with what revocations have left of it. `number` names its event in the brand's ledger."""

    number: int
    submission_id: UUID
    asset_id: UUID | None
    terms_id: UUID
    terms_version: int
    scopes: tuple[str, ...]
    channels: tuple[str, ...]
    territories: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime | None
    edits: bool
    ai: bool
    credit: bool
    evidence_grade: str


@dataclass(frozen=True)
class Weighed:
    """One grade of evidence of a submission: the allowed channels that take it, that do not, and that do by choice."""

    grade: str
    taken: tuple[str, ...]
    short: tuple[str, ...]
    chosen: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """One choice that somebody ticked, and whether it holds at the moment."""

    scope: Scope
    live: bool
    locale: str  # of the terms it was ticked in: a page in another language marks its words


def covers(*, submission_id: UUID, asset_id: UUID | None, use: Use, at: datetime) -> Answer:
    """Answer whether the author allows this use at a moment, with every reason and the event numbers."""
    return decision.decide(_facts([submission_id])[submission_id], asset_id=asset_id, use=use, at=at)


def covers_each(*, submission_id: UUID, asset_id: UUID | None, uses: Iterable[Use], at: datetime) -> list[Answer]:
    """Answer several uses of one asset at once, in their order, in four queries."""
    facts = _facts([submission_id])[submission_id]
    return [decision.decide(facts, asset_id=asset_id, use=use, at=at) for use in uses]


def covered(
    queryset: QuerySet[ModelT], *, use: Use, at: datetime, submission: str = "submission_id", asset: str = "id"
) -> QuerySet[ModelT]:
    """Keep the rows whose use is covered, in the same single query; `submission` and `asset` name their fields."""
    return queryset.filter(covering.condition(use=use, at=at, submission=submission, asset=asset))


def _facts(submission_ids: Iterable[UUID]) -> dict[UUID, Facts]:
    """Return all facts about these submissions, in four queries however many they are."""
    wanted = list(submission_ids)
    given: dict[UUID, list[Grant]] = defaultdict(list)
    answers: dict[UUID, list[Release]] = defaultdict(list)
    taken: dict[UUID, list[Revocation]] = defaultdict(list)
    for grant in Grant.objects.filter(submission_id__in=wanted).select_related("terms").order_by("sequence"):
        given[grant.submission_id].append(grant)
    for release in Release.objects.filter(submission_id__in=wanted).order_by("sequence"):
        answers[release.submission_id].append(release)
    for revocation in Revocation.objects.filter(submission_id__in=wanted).order_by("sequence"):
        taken[revocation.submission_id].append(revocation)
    said = _taken_grades({grant.brand_id for grants_there in given.values() for grant in grants_there})
    return {
        each: Facts(given[each], answers[each], taken[each], said[given[each][0].brand_id] if given[each] else ())
        for each in wanted
    }


def _taken_grades(brand_ids: Iterable[UUID]) -> dict[UUID, list[TakenGrades]]:
    """Return what brands changed about the grades of evidence they take."""
    said: dict[UUID, list[TakenGrades]] = {brand_id: [] for brand_id in brand_ids}
    for one in TakenGrades.objects.filter(brand_id__in=said).order_by("sequence") if said else ():
        said[one.brand_id].append(one)
    return said


def weighed(submission_ids: Iterable[UUID], *, at: datetime) -> dict[UUID, list[Weighed]]:
    """Return, for each grade of evidence behind live permissions of a whole submission, what it is enough for."""
    return {each: _weighed(facts.about(None, at), at) for each, facts in _facts(submission_ids).items()}


def _weighed(facts: Facts, at: datetime) -> list[Weighed]:
    live = _live(facts, None, at)
    told = []
    for grade in grades.ordered(grant.evidence_grade for grant in live):
        allowed = {channel for grant in live if grant.evidence_grade == grade for channel in grant.channels}
        taken = {channel for channel in allowed if grade in facts.takes(channel)}
        chosen = {channel for channel in taken if grade not in grades.TAKEN[channel]}
        told.append(Weighed(grade, _in_order(taken), _in_order(allowed - taken), _in_order(chosen)))
    return told


def _in_order(channels: Iterable[str]) -> tuple[str, ...]:
    there = set(channels)
    return tuple(channel for channel in CHANNELS if channel in there)


def grades_taken(*, brand_id: UUID, at: datetime) -> dict[str, list[str]]:
    """Return which grades of evidence each channel takes at a moment, the best first."""
    facts = Facts(taken=_taken_grades([brand_id])[brand_id]).about(None, at)
    return {channel: grades.ordered(facts.takes(channel)) for channel in CHANNELS}


def grants(*, submission_id: UUID, at: datetime, asset_id: UUID | None = None) -> list[LiveGrant]:
    """Return the grants of a submission (or of one asset of it) that live at a moment, oldest first."""
    return _live(_facts([submission_id])[submission_id], asset_id, at)


def grants_of(assets: Iterable[tuple[UUID, UUID]], *, at: datetime) -> dict[UUID, list[LiveGrant]]:
    """Return the live grants of many assets, given as (submission, asset), in four queries."""
    pairs = list(assets)
    facts = _facts({submission_id for submission_id, _asset_id in pairs})
    return {asset_id: _live(facts[submission_id], asset_id, at) for submission_id, asset_id in pairs}


def _live(facts: Facts, asset_id: UUID | None, at: datetime) -> list[LiveGrant]:
    known = facts.about(asset_id, at)
    live = []
    for grant in known.grants:
        left = [channel for channel in grant.channels if not decision.taken_back(grant, known.revocations, channel)]
        if left and grant.starts_at <= at and (grant.ends_at is None or grant.ends_at > at):
            live.append(_live_grant(grant, left, known.revocations))
    return live


def _live_grant(grant: Grant, channels: list[str], revocations: Sequence[Revocation]) -> LiveGrant:
    return LiveGrant(
        number=grant.sequence,
        submission_id=grant.submission_id,
        asset_id=grant.asset_id,
        terms_id=grant.terms_id,
        terms_version=grant.terms.version,
        scopes=tuple(grant.scopes),
        channels=_in_order(channels),
        territories=tuple(grant.territories),
        starts_at=grant.starts_at,
        ends_at=grant.ends_at,
        edits=decision.addition_left(grant, revocations, "edits"),
        ai=decision.addition_left(grant, revocations, "ai"),
        credit=grant.credit,
        evidence_grade=grant.evidence_grade,
    )


def standing(*, submission_id: UUID, at: datetime) -> list[Standing]:
    """Return every choice that was ticked for a whole submission, as offered, and whether it still stands."""
    return standing_of([submission_id], at=at)[submission_id]


def standing_of(submission_ids: Iterable[UUID], *, at: datetime) -> dict[UUID, list[Standing]]:
    """Return the same for many submissions, in four queries."""
    return {each: _standing(facts.about(None, at), at) for each, facts in _facts(submission_ids).items()}


def _standing(facts: Facts, at: datetime) -> list[Standing]:
    live = _live(facts, None, at)
    told: dict[str, Standing] = {}
    for grant in facts.grants:
        for scope in scopes_of(grant.terms):
            if scope.key in grant.scopes:
                told[scope.key] = Standing(scope, _stands(scope, live), grant.terms.locale)
    return list(told.values())


def _stands(scope: Scope, live: Iterable[LiveGrant]) -> bool:
    of_scope = [grant for grant in live if scope.key in grant.scopes]
    if scope.channels:
        return any(set(scope.channels) & set(grant.channels) for grant in of_scope)
    return any((scope.edits and grant.edits) or (scope.ai and grant.ai) for grant in of_scope)


def answers(*, submission_id: UUID, at: datetime, asset_id: UUID | None = None) -> dict[str, tuple[str, str]]:
    """Return what counts about people, music and whatever else was asked: per question the answer and its reach."""
    return _counting(_facts([submission_id])[submission_id].about(asset_id, at))


def answers_each(submission_ids: Iterable[UUID], *, at: datetime) -> dict[UUID, dict[str, tuple[str, str]]]:
    """Return the same about many whole submissions, in four queries."""
    return {each: _counting(facts.about(None, at)) for each, facts in _facts(submission_ids).items()}


def _counting(known: Facts) -> dict[str, tuple[str, str]]:
    counting = {}
    for question in decision.asked(known.releases):
        allowed, numbers = decision.answered(known.releases, question)
        words = [release.answer for release in known.releases if release.sequence in numbers]
        counting[question.value] = (words[-1] if words else "unknown", allowed)
    return counting


def head(brand_id: UUID) -> tuple[int, str]:
    """Return the number and the hash of the brand's last event; (0, zeros) before the first."""
    last = LedgerHead.objects.filter(brand_id=brand_id).first()
    return (last.sequence, last.hash) if last else (0, canonical.GENESIS)


def history(brand_id: UUID, submission_id: UUID) -> list[LedgerEvent]:
    """Return the events about one submission, oldest first."""
    return list(LedgerEvent.objects.filter(brand_id=brand_id, submission_id=submission_id).order_by("sequence"))


def age_said(brand_id: UUID, submission_ids: Iterable[UUID]) -> tuple[str, str]:
    """Return country and age band as they were last said when something was allowed; empty where they were not."""
    given = LedgerEvent.objects.filter(
        brand_id=brand_id, submission_id__in=list(submission_ids), kind=LedgerEvent.Kind.GRANT
    )
    body = given.order_by("-sequence").values_list("body", flat=True).first()
    said = json.loads(body)["evidence"].get("age", {}) if body else {}
    return str(said.get("country", "")), str(said.get("band", ""))


def terms(brand_id: UUID, terms_id: UUID) -> Terms | None:
    """Return one version of a brand's terms."""
    return Terms.objects.filter(brand_id=brand_id, pk=terms_id).first()


def versions(brand_id: UUID, family: str) -> QuerySet[Terms]:
    """Return all versions of one text of a brand, the newest first."""
    found: QuerySet[Terms] = Terms.objects.filter(brand_id=brand_id, family=family)
    return found.order_by("-version", "locale")


def scopes_of(terms: Terms) -> tuple[Scope, ...]:
    """Return what terms offer to tick."""
    return tuple(Scope.from_dict(kept) for kept in terms.scopes)


def brands_with_a_ledger() -> list[UUID]:
    """Return the brands that have at least one event, or a head."""
    heads = LedgerHead.objects.values_list("brand_id", flat=True)
    return sorted({*heads, *LedgerEvent.objects.values_list("brand_id", flat=True).distinct()})


def verify(brand_id: UUID) -> list[str]:
    """Check the brand's whole ledger and return what is wrong with it, nothing when it is whole."""
    return verification.problems(brand_id)
