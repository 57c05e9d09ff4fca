"""What became of what somebody sent to a campaign, in the words of their own page, for somebody without its link."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from galleries import queries as galleries_queries
from moderation import queries as moderation_queries
from portals.fans import agreements, story
from rights import queries as rights_queries

if TYPE_CHECKING:
    from submissions.models import Submission


@dataclass(frozen=True)
class Answer:
    """One sending: when, where it stands, why, and where it can be seen."""

    submission: "Submission"
    sentence: str | Promise
    reason: str
    note: str
    places: list[story.Place]


CONFIRM = _("It waits for you: please open the link in our first e-mail, so that we know the address is yours.")


def answers(sent: "list[Submission]", *, at: datetime.datetime) -> list[Answer]:
    """One answer for each sending."""
    ids = [submission.pk for submission in sent]
    decided, used = moderation_queries.decided(ids), galleries_queries.where_used(ids, at=at)
    return [
        Answer(
            submission=one,
            sentence=CONFIRM if _unconfirmed(one, at) else story.SENTENCES[one.state],
            reason=story.reason(one, decided.get(one.pk)),
            note=story.note(one, decided.get(one.pk)),
            places=[story.place(place) for place in used[one.pk]],
        )
        for one in sent
    ]


def _unconfirmed(submission: "Submission", at: datetime.datetime) -> bool:
    if submission.state in agreements.OVER:
        return False
    answer, _allows = rights_queries.answers(submission_id=submission.pk, at=at).get("email", ("", ""))
    return answer == "unconfirmed"
