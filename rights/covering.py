"""The rule of `rights.decision` as one SQL condition, for lists of any length."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value

from rights import decision, grades
from rights.decision import ALWAYS_ASKED, UNKNOWN
from rights.models import Grant, Release, Revocation, TakenGrades
from rights.uses import EVERYWHERE, Use


def condition(*, use: Use, at: datetime, submission: str, asset: str) -> Q:
    """Return the condition for rows that name a submission and an asset in these fields."""
    covered = Q(Exists(_live_grants(use, at, submission, asset)))
    answers = Release.objects.filter(submission_id=OuterRef(submission), at__lte=at)
    newer = Release.objects.filter(
        submission_id=OuterRef("submission_id"), kind=OuterRef("kind"), at__lte=at, sequence__gt=OuterRef("sequence")
    )
    allowing = Q(allows__in=["all", use.channel]) | Q(allows="stated") & _hearsay_is_taken(use, at)
    forbidding = answers.exclude(allowing)
    for about, superseding in (
        (Q(asset_id=None), newer.filter(asset_id=None)),
        (Q(asset_id=OuterRef(asset)), newer.filter(asset_id=OuterRef("asset_id"))),
    ):
        covered &= ~Q(Exists(forbidding.filter(about, ~Exists(superseding))))
    if use.channel != UNKNOWN:
        for question in ALWAYS_ASKED:
            said = answers.filter(Q(asset_id=None) | Q(asset_id=OuterRef(asset)), kind=question)
            covered &= Q(Exists(said))
    return covered


def _live_grants(use: Use, at: datetime, submission: str, asset: str) -> QuerySet[Any]:
    flags = {flag: True for flag, wanted in (("edits", use.edits), ("ai", use.ai)) if wanted}
    reaching = Grant.objects.filter(
        Q(asset_id=None) | Q(asset_id=OuterRef(asset)),
        Q(ends_at=None) | Q(ends_at__gt=at),
        Q(territories__contains=[EVERYWHERE]) | Q(territories__contains=[use.territory]),
        submission_id=OuterRef(submission),
        at__lte=at,
        starts_at__lte=at,
        channels__contains=[use.channel],
        **flags,
    )
    taken_back = Revocation.objects.filter(
        Q(asset_id=None) | Q(asset_id=OuterRef(OuterRef(asset))),
        Q(channels=None) | Q(channels__contains=[use.channel]),
        Q(additions=None) | Q(additions__overlap=sorted(decision.wanted_additions(use))),
        submission_id=OuterRef("submission_id"),
        sequence__gt=OuterRef("sequence"),
        at__lte=at,
    )
    return reaching.filter(_evidence_is_taken(use, at), ~Exists(taken_back))


def _evidence_is_taken(use: Use, at: datetime) -> Q:
    """The grant's evidence is of a grade that its brand takes for the channel: as it said last, or by default."""
    default = Q(evidence_grade__in=sorted(grades.TAKEN[use.channel]))
    return _is_taken(use, at, OuterRef("evidence_grade"), default)


def _hearsay_is_taken(use: Use, at: datetime) -> Q:
    """The same of an answer that is no more than what the sender says."""
    default = Q() if grades.STATED in grades.TAKEN[use.channel] else Q(pk__in=[])
    return _is_taken(use, at, Value(grades.STATED), default)


def _is_taken(use: Use, at: datetime, grade: OuterRef | Value, default: Q) -> Q:
    said = TakenGrades.objects.filter(brand_id=OuterRef("brand_id"), channel=use.channel, at__lte=at)
    newer = TakenGrades.objects.filter(
        brand_id=OuterRef("brand_id"), channel=use.channel, at__lte=at, sequence__gt=OuterRef("sequence")
    )
    fitting = said.annotate(grade=grade).filter(~Exists(newer), grades__contains=[F("grade")])
    return Q(Exists(fitting)) | (Q(~Exists(said)) & default)
