"""How a conversation stands after something was written or read, in the transaction of its cause."""

import datetime
from typing import TYPE_CHECKING

from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce, Greatest

from conversations.inbox.models import Thread
from submissions.models import Submission

if TYPE_CHECKING:
    from conversations.models import Message


def ensure(submission: Submission, *, at: datetime.datetime) -> Thread:
    """The row of this conversation; it is made with the first message, note or claim."""
    thread, _made = Thread.objects.get_or_create(
        submission=submission, defaults={"brand_id": submission.brand_id, "last_at": at}
    )
    return thread


def written(message: "Message") -> None:
    """An answer ends the waiting; a word of the fan begins it and brings the conversation back."""
    thread = ensure(message.submission, at=message.at)
    row = Thread.objects.filter(pk=thread.pk)
    grown = {
        "last_at": Greatest("last_at", Value(message.at)),
        "version": F("version") + 1,
        "changes": F("changes") + 1,
    }
    if message.author == "brand":
        row.update(**grown, waiting_since=None)
        return
    # What was closed had no answer to wait for: the waiting begins anew.
    since = Case(
        When(closed_at__isnull=False, then=Value(message.at)), default=Coalesce("waiting_since", Value(message.at))
    )
    row.update(**grown, waiting_since=since, closed_at=None, snoozed_until=None)


def touched(submission: Submission) -> None:
    """Something that a page shows has changed, such as that it was read."""
    Thread.objects.filter(submission=submission).update(changes=F("changes") + 1)
