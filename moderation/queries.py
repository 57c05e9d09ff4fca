"""What moderators read: the queue, its counts, and the whole story of one submission.

Everything is scoped to the brand of the asking person; the number of queries never grows with the list.
"""

import datetime
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Count, F, Max, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from campaigns.models import Campaign
from moderation.history import Line, history
from moderation.models import Appeal, Decision, Report
from submissions import queries as submissions_queries
from submissions.lifecycle import State
from submissions.models import Submission

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

__all__ = [
    "Line",
    "appeals",
    "approved_at",
    "counts",
    "decided",
    "history",
    "queue",
    "reports",
    "undone_rejection",
    "verdicts_since",
    "waiting_by_campaign",
]


class Reported(TypedDict):
    """What `queue` adds to a submission."""

    reported: int


# Older than any submission: "since the last decision" when there was none.
_NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def queue(actor: Actor, campaign: Campaign | None = None) -> "QuerySet[WithAnnotations[Submission, Reported]]":
    """What waits for a verdict, oldest first, with all that the review page shows.

    `reported` is the number of visitors who reported it since the last time a person decided.
    """
    return (
        submissions_queries.awaiting_review(actor, campaign)
        .select_related("campaign", "contributor__identity")
        .prefetch_related("assets__renditions", _decisions_prefetch())
        .annotate(reported=_reported())
        .order_by("received_at", "id")
    )


def counts(actor: Actor) -> dict[str, int]:
    """Submissions of the brand by state; a state without any is 0. One query."""
    brand_id = _brand_of(actor)
    if brand_id is None:
        return {}
    found: dict[str, int] = dict(
        Submission.objects.filter(brand_id=brand_id).order_by().values_list("state").annotate(number=Count("pk"))
    )
    return {state: found.get(state, 0) for state in State.values}


def waiting_by_campaign(actor: Actor) -> dict[uuid.UUID, int]:
    """How many wait in each campaign that has any. One query."""
    waiting = submissions_queries.awaiting_review(actor).order_by().values_list("campaign_id")
    return dict(waiting.annotate(number=Count("pk")))


def verdicts_since(actor: Actor, since: datetime.datetime) -> dict[str, int]:
    """How many items the asking person gave each verdict since a moment; one they changed their mind about is one."""
    brand_id = _brand_of(actor)
    if brand_id is None or actor.user_id is None:
        return {}
    mine = Decision.objects.filter(brand_id=brand_id, user_id=actor.user_id, at__gte=since)
    newest = mine.order_by("submission_id", "-at", "-submission_version").distinct("submission_id")
    counted = Decision.objects.filter(pk__in=newest.values("pk")).order_by().values_list("verdict")
    return dict(counted.annotate(number=Count("pk")))


def decided(submission_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Decision]:
    """The newest decision of each of these (already scoped) submissions. One query."""
    newest = (
        Decision.objects.filter(submission_id__in=list(submission_ids))
        .select_related("user", "words")
        .order_by("submission_id", "-at", "-submission_version")
        .distinct("submission_id")
    )
    return {decision.submission_id: decision for decision in newest}


def undone_rejection(actor: Actor, submission: Submission) -> Decision | None:
    """The rejection that this person took back just now, with its words: nobody has decided since. One query."""
    decisions: QuerySet[Decision] = Decision.objects.filter(submission=submission).select_related("words")
    newest = list(decisions.order_by("-at", "-submission_version")[:2])
    verdicts = [decision.verdict for decision in newest]
    mine = all(decision.user_id == actor.user_id for decision in newest)
    if verdicts != [Decision.Verdict.REOPENED, Decision.Verdict.REJECTED] or not mine or actor.user_id is None:
        return None
    return newest[1]


def appeals(submission_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Appeal]:
    """The appeal of each of these (already scoped) submissions that has one, with its words and who decided first."""
    made: QuerySet[Appeal] = Appeal.objects.filter(submission_id__in=list(submission_ids))
    return {appeal.submission_id: appeal for appeal in made.select_related("words", "decision__user")}


def approved_at(submission_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, datetime.datetime]:
    """When each of these (already scoped) submissions was last approved. One query."""
    approvals = Decision.objects.filter(
        submission_id__in=list(submission_ids), verdict=Decision.Verdict.APPROVED
    ).order_by()
    return dict(approvals.values_list("submission_id").annotate(last=Max("at")))


def reports(actor: Actor, submission: Submission) -> QuerySet[Report]:
    """What visitors reported about one submission, newest first, with their words while these exist."""
    if not accounts_permissions.can_view(actor, submission.brand_id):
        return _reports().none()
    return _reports().filter(submission=submission).select_related("words").order_by("-at", "id")


def _reports() -> "QuerySet[Report]":
    found: QuerySet[Report] = Report.objects.all()
    return found


def _brand_of(actor: Actor) -> uuid.UUID | None:
    """The brand whose queue this person may see."""
    brand_id = actor.brand_id
    return brand_id if brand_id is not None and accounts_permissions.can_view(actor, brand_id) else None


def _decisions_prefetch() -> "Prefetch[Any, Any, Any]":
    return Prefetch("decisions", Decision.objects.select_related("user", "words").order_by("at", "submission_version"))


def _reported() -> Coalesce:
    """Reports are only reopened by a rule; a person's decision is what answers them."""
    by_person = (
        Decision.objects.filter(submission=OuterRef(OuterRef("pk")), user__isnull=False)
        .order_by("-at")
        .values("at")[:1]
    )
    since = (
        Report.objects.filter(submission=OuterRef("pk"))
        .filter(GreaterThan(F("at"), Coalesce(Subquery(by_person), _NEVER)))
        .order_by()
        .values("submission")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(since), 0)
