"""What an invitation may say of itself in numbers: what was sent so far, and how soon people hear. Counted, or None."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery

from campaigns.models import Campaign
from engagement.queries.values import median
from moderation.models import Decision
from submissions.lifecycle import State
from submissions.models import Asset, AssetState, Source, Submission

# Fewer answers say nothing about the next one; older ones say little.
LEAST_ANSWERS, LATEST_ANSWERS = 5, 100
_SECONDS_PER_HOUR = 3600


@dataclass(frozen=True)
class Heard:
    """Half of the people heard within so many hours; reckoned from so many answers."""

    hours: float
    answers: int


def sent(campaign: Campaign) -> dict[str, int]:
    """How many of each kind fans sent that are still given; nothing that was taken back or erased. One query."""
    given = Asset.objects.filter(
        submission__campaign=campaign,
        submission__source__in=[Source.PAGE, Source.API],
        submission__state__in=[State.PROCESSING, State.AWAITING_REVIEW, State.APPROVED, State.REJECTED],
        state__in=[AssetState.READY, AssetState.EXCLUDED],
        withdrawn_at=None,
    )
    return dict(given.order_by().values_list("kind").annotate(Count("pk")))


def heard(campaign: Campaign) -> Heard | None:
    """How long the latest answers by people of the team took; None while there are too few. One query."""
    first = (
        Decision.objects.filter(submission=OuterRef("pk"), user__isnull=False)
        .exclude(verdict=Decision.Verdict.REOPENED)
        .order_by("at")
    )
    decided = (
        Submission.objects.filter(campaign=campaign, source__in=[Source.PAGE, Source.API])
        .annotate(decided_at=Subquery(first.values("at")[:1]))
        .filter(decided_at__isnull=False)
        .order_by("-decided_at")
        .values_list("received_at", "decided_at")[:LATEST_ANSWERS]
    )
    waits = sorted((end - start).total_seconds() / _SECONDS_PER_HOUR for start, end in decided)
    middle = median(waits)
    return Heard(middle, len(waits)) if middle is not None and len(waits) >= LEAST_ANSWERS else None
