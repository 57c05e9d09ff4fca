"""How fans who write are answered: how long the first answer takes, and how many got one."""

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from campaigns.models import Campaign
from conversations.models import Message
from engagement.queries.values import Measure, median, spread

HOUR = datetime.timedelta(hours=1)
# In which order the conversations behind the figures are read: the newest question first.
ORDER = ("-at", "-id")
_HOW = Case(
    When(answered_by_standard=True, then=Value("standard")),
    When(answered_by_standard=False, then=Value("written")),
    When(submission__conversation__closed_at__isnull=False, then=Value("closed")),
    default=Value("open"),
)


@dataclass(frozen=True)
class Asked:
    """One conversation: when the fan wrote first, when that was answered and how."""

    first: datetime.datetime
    answered: datetime.datetime | None
    how: str


def measures(campaign: Campaign, since: datetime.datetime, until: datetime.datetime) -> list[Measure]:
    """Time to first answer and answered share. One query."""
    rows = _first_words(campaign, since, until).order_by()
    asked = [Asked(*row) for row in rows.values_list("at", "answered_at", "how")]
    answered = sorted((one.answered - one.first) / HOUR for one in asked if one.answered is not None)
    return [_time(answered), _share(asked, len(answered))]


def conversations(
    actor: Actor, campaign: Campaign, *, since: datetime.datetime, until: datetime.datetime, how: str = "all"
) -> "QuerySet[Any]":
    """The conversations that both figures are made of: the first words of each fan. Order them by `ORDER`.

    Each has `answered_at` and `how`: written, standard, closed or open. Asked for may be one of these, those that
    were answered, or all. Somebody of another brand gets none.
    """
    if not accounts_permissions.can_view(actor, campaign.brand_id):
        return Message.objects.none()
    found = _first_words(campaign, since, until)
    if how == "answered":
        found = found.filter(answered_at__isnull=False)
    elif how != "all":
        found = found.filter(how=how)
    return found.select_related("submission__contributor__identity", "submission__campaign")


def _first_words(campaign: Campaign, since: datetime.datetime, until: datetime.datetime) -> "QuerySet[Any]":
    """The message with which each fan wrote for the first time, if it was in this time, with its first answer."""
    fans = Message.objects.filter(submission=OuterRef("submission"), author="contributor")
    earlier = fans.filter(Q(at__lt=OuterRef("at")) | Q(at=OuterRef("at"), pk__lt=OuterRef("pk")))
    answer = Message.objects.filter(submission=OuterRef("submission"), author="brand", at__gte=OuterRef("at"))
    first_answer = answer.order_by("at", "id")
    return (
        Message.objects.filter(submission__campaign=campaign, submission__contributor__blocked_at=None)
        .filter(~Exists(earlier), author="contributor", at__gte=since, at__lt=until)
        .annotate(
            answered_at=Subquery(first_answer.values("at")[:1]),
            answered_by_standard=Subquery(first_answer.values("standard")[:1]),
        )
        .annotate(how=_HOW)
    )


def _time(hours: list[float]) -> Measure:
    return Measure(
        "time_to_first_answer",
        _("Time to first answer"),
        median(hours),
        "hours",
        _(
            "Median time from the first message of a fan to the first message of the brand after it, of the "
            "conversations in which a fan wrote for the first time in this time and was answered. Nights and weekends "
            "count. A standard reply counts as an answer. Blocked people are left out."
        ),
        spread(hours),
    )


def _share(asked: list[Asked], answered: int) -> Measure:
    labels = {
        "written": _("Answered in own words"),
        "standard": _("Answered with a standard reply"),
        "closed": _("Closed without an answer"),
        "open": _("Not answered yet"),
    }
    counts = Counter(one.how for one in asked)
    rows = tuple({"label": label, "value": counts[how], "how": how} for how, label in labels.items())
    return Measure(
        "answered_share",
        _("Share answered"),
        round(100 * answered / len(asked), 1) if asked else None,
        "percent",
        _(
            "Conversations with an answer of the brand ÷ conversations in which a fan wrote for the first time in this "
            "time, as it stands now. Closing is no answer. The rows say which first answers were standard replies. "
            "Blocked people are left out."
        ),
        rows if asked else (),
    )
