"""Why take part, in words: what was sent so far, until when, how soon people hear. It counts nothing itself."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _, ngettext

from engagement import queries as engagement_queries
from portals.fans import showing

if TYPE_CHECKING:
    from campaigns.models import Campaign


@dataclass(frozen=True)
class Reasons:
    """Sentences of one invitation; empty where nothing is known."""

    sent: str
    hears: str
    reckoned: str


def reasons(campaign: "Campaign") -> Reasons:
    """The numbers of a campaign, each in a sentence. Two queries."""
    sent, heard = showing.counted(engagement_queries.sent(campaign)), engagement_queries.heard(campaign)
    return Reasons(
        sent=sent.words if sent.number else "",
        hears=_within(heard.hours) if heard else "",
        reckoned=_reckoned(heard.answers) if heard else "",
    )


def _within(hours: float) -> str:
    """Rounded up: nobody is promised less than it takes."""
    if hours <= 1:
        return _("Half of all people hear within an hour")
    if hours <= 24:
        whole = math.ceil(hours)
        return ngettext(
            "Half of all people hear within %(count)d hour", "Half of all people hear within %(count)d hours", whole
        ) % {"count": whole}
    whole = math.ceil(hours / 24)
    return ngettext(
        "Half of all people hear within %(count)d day", "Half of all people hear within %(count)d days", whole
    ) % {"count": whole}


def _reckoned(answers: int) -> str:
    return ngettext(
        "From sending to the team’s answer, over the last %(count)d answer.",
        "From sending to the team’s answer, over the last %(count)d answers.",
        answers,
    ) % {"count": answers}
