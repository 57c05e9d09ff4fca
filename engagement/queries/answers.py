"""How fans who write are answered: how long the first answer takes, and how many got one."""

import datetime
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from conversations.models import Message, Thread
from engagement.queries.values import Measure, median, spread

HOUR = datetime.timedelta(hours=1)


@dataclass(frozen=True)
class Asked:
    """One conversation: when the fan wrote first, when that was answered and how, and whether it is closed."""

    first: datetime.datetime
    answered: datetime.datetime | None
    standard: bool | None
    closed: datetime.datetime | None


def measures(campaign: Campaign, since: datetime.datetime, until: datetime.datetime) -> list[Measure]:
    """Time to first answer and answered share. One query."""
    asked = _asked(campaign, since, until)
    answered = sorted((one.answered - one.first) / HOUR for one in asked if one.answered is not None)
    return [_time(answered), _share(asked, len(answered))]


def _asked(campaign: Campaign, since: datetime.datetime, until: datetime.datetime) -> list[Asked]:
    """Each conversation whose fan wrote for the first time in this time, with its first answer."""
    said = Message.objects.filter(submission=OuterRef("submission")).order_by("at", "id")
    answer = said.filter(author="brand", at__gte=OuterRef("first"))
    threads = (
        Thread.objects.filter(submission__campaign=campaign, submission__contributor__blocked_at=None)
        .annotate(first=Subquery(said.filter(author="contributor").values("at")[:1]))
        .filter(first__gte=since, first__lt=until)
        .annotate(answered=Subquery(answer.values("at")[:1]), standard=Subquery(answer.values("standard")[:1]))
    )
    return [Asked(*row) for row in threads.values_list("first", "answered", "standard", "closed_at")]


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
    kinds = {
        "written": (_("Answered in own words"), [one for one in asked if one.standard is False]),
        "standard": (_("Answered with a standard reply"), [one for one in asked if one.standard]),
        "closed": (_("Closed without an answer"), [one for one in asked if one.answered is None and one.closed]),
        "open": (_("Not answered yet"), [one for one in asked if one.answered is None and not one.closed]),
    }
    rows = tuple({"label": label, "value": len(found), "how": how} for how, (label, found) in kinds.items())
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
