"""Honest figures about one campaign: each opens to its formula and its rows; what is not known is None, not 0.

There is no count of followers here, and none may enter: what people do is measured, not whom they are followed by.
"""

import datetime

from django.db.models import Count, F, Min, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from campaigns.models import Campaign
from engagement.models import DailyViews
from engagement.queries import answers, funnel
from engagement.queries.values import Measure, Row, days, median, spread
from moderation.models import Decision, Reason
from submissions.lifecycle import State
from submissions.models import Source, Submission

SECONDS_PER_HOUR = 3600


def measures(campaign: Campaign, *, since: datetime.datetime, until: datetime.datetime) -> list[Measure]:
    """All figures about one (already scoped) campaign in [since, until). A constant number of queries."""
    received = _received(campaign, since, until)
    return [
        *_contributors(campaign, received),
        _by_day(received, since, until),
        _by_source(received),
        _approved(received),
        _why_not(received),
        _time_to_decision(received),
        *answers.measures(campaign, since, until),
        _views(campaign, since, until),
        *funnel.measures(campaign, since, until),
    ]


def measures_for(
    actor: Actor, campaign: Campaign, *, since: datetime.datetime, until: datetime.datetime
) -> list[Measure]:
    """The same for a member; somebody of another brand gets nothing."""
    allowed = accounts_permissions.can_view(actor, campaign.brand_id)
    return measures(campaign, since=since, until=until) if allowed else []


def _received(campaign: Campaign, since: datetime.datetime, until: datetime.datetime) -> QuerySet[Submission]:
    return Submission.objects.filter(campaign=campaign, received_at__gte=since, received_at__lt=until).order_by()


def _contributors(campaign: Campaign, received: QuerySet[Submission]) -> list[Measure]:
    """New and returning people. One query."""
    first = (
        Submission.objects.filter(brand_id=campaign.brand_id, contributor=OuterRef("contributor"))
        .order_by()
        .values("contributor")
        .annotate(first=Min("received_at"))
        .values("first")
    )
    people = received.values("contributor").annotate(here=Min("received_at"), first=Subquery(first))
    known = list(people.values_list("here", "first"))
    new = sum(1 for here, first_at in known if here == first_at)
    formula = _(
        "People who sent something in this time. New: it is the first thing this brand got from them. Two sendings "
        "count as one person only when the same person is known to have made both; without a confirmed e-mail "
        "address nobody is merged, so returning people are undercounted."
    )
    counted = len(known)
    rows = ({"label": _("New"), "value": new}, {"label": _("Returning"), "value": counted - new})
    returning = counted - new if counted else None
    return [
        Measure("contributors", _("Contributors"), counted or None, "people", formula, rows if counted else ()),
        Measure("returning", _("Returning contributors"), returning, "people", formula, rows if counted else ()),
    ]


def _by_day(received: QuerySet[Submission], since: datetime.datetime, until: datetime.datetime) -> Measure:
    """Every day of the time has a row, the quiet ones too: for those, nothing received is known to be 0."""
    counted = dict(
        received.annotate(day=TruncDate("received_at", tzinfo=datetime.UTC)).values_list("day").annotate(Count("pk"))
    )
    rows = tuple({"label": day.isoformat(), "value": counted.get(day, 0), "day": day} for day in days(since, until))
    return Measure(
        "submissions_by_day",
        _("Submissions"),
        sum(counted.values()),
        "submissions",
        _("Submissions received in this time, whatever became of them, by day (UTC)."),
        rows,
    )


def _by_source(received: QuerySet[Submission]) -> Measure:
    counted = dict(received.values_list("source").annotate(Count("pk")))
    rows = tuple(
        {"label": str(source.label), "value": counted[source.value], "source": source.value}
        for source in Source
        if source.value in counted
    )
    return Measure(
        "submissions_by_source",
        _("Submissions by source"),
        sum(counted.values()),
        "submissions",
        _("Submissions received in this time, by the door they came through."),
        rows,
    )


def _approved(received: QuerySet[Submission]) -> Measure:
    """The share among what is decided; what waits is no failure."""
    counted = dict(received.values_list("state").annotate(Count("pk")))
    approved, rejected = counted.get(State.APPROVED, 0), counted.get(State.REJECTED, 0)
    decided = approved + rejected
    rows = tuple(
        {"label": str(State(state).label), "value": number, "state": state} for state, number in counted.items()
    )
    return Measure(
        "approved_share",
        _("Share approved"),
        round(100 * approved / decided, 1) if decided else None,
        "percent",
        _(
            "Approved ÷ (approved + rejected), of what was received in this time, as it stands now. What waits, was "
            "withdrawn, erased or unusable is in neither number."
        ),
        rows,
    )


def _why_not(received: QuerySet[Submission]) -> Measure:
    """The newest rejection of each rejected submission, by reason."""
    newest = Decision.objects.filter(submission=OuterRef("pk"), verdict=Decision.Verdict.REJECTED).order_by("-at")
    rejected = received.filter(state=State.REJECTED).annotate(why=Subquery(newest.values("reason")[:1]))
    counted = dict(rejected.values_list("why").annotate(Count("pk")))
    rows = tuple(
        {"label": str(reason.label), "value": counted[reason.value], "reason": reason.value}
        for reason in Reason
        if reason.value in counted
    )
    return Measure(
        "rejected_by_reason",
        _("Why not"),
        sum(counted.values()),
        "submissions",
        _("Submissions received in this time that are rejected now, by the reason of their last decision."),
        rows,
    )


def _time_to_decision(received: QuerySet[Submission]) -> Measure:
    first = (
        Decision.objects.filter(submission=OuterRef("pk"), user__isnull=False)
        .exclude(verdict=Decision.Verdict.REOPENED)
        .order_by("at")
    )
    decided = received.annotate(decided_at=Subquery(first.values("at")[:1])).filter(decided_at__isnull=False)
    waits = sorted((end - start).total_seconds() for start, end in decided.values_list("received_at", "decided_at"))
    hours = [seconds / SECONDS_PER_HOUR for seconds in waits]
    return Measure(
        "time_to_decision",
        _("Time to decision"),
        median(hours),
        "hours",
        _("Median time from receipt to the first verdict by a person, of what was received in this time and decided."),
        spread(hours),
    )


def _views(campaign: Campaign, since: datetime.datetime, until: datetime.datetime) -> Measure:
    """Views of the campaign page and of its galleries, by page. One query."""
    within = DailyViews.objects.filter(day__in=days(since, until))
    own = within.filter(campaign=campaign).values(label=F("campaign__title"))
    galleries = within.filter(gallery__campaign=campaign).values(label=F("gallery__title"))
    pages: list[Row] = [
        *({**row, "page": "campaign"} for row in own.annotate(value=Sum("views")).order_by("label")),
        *({**row, "page": "gallery"} for row in galleries.annotate(value=Sum("views")).order_by("label")),
    ]
    return Measure(
        "views",
        _("Views"),
        sum(int(row["value"]) for row in pages) if pages else None,
        "views",
        _(
            "How often the campaign page and its galleries were opened, by day (UTC), without known robots. No cookie "
            "and no address is kept, so one person who looks twice counts twice; robots that call themselves "
            "browsers are counted."
        ),
        tuple(pages),
    )
