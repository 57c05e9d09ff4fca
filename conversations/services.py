"""Messages between a brand and a contributor about one submission: send, reply, mark as read."""

import datetime
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from accounts.models import Contributor
from conversations import permissions, validators
from conversations.inbox import facts, queries as inbox_queries
from conversations.inbox.services import forget
from conversations.models import Message
from submissions import services as submissions_services
from submissions.lifecycle import State
from submissions.models import Submission

__all__ = ["Refused", "TooMany", "forget", "mark_read", "reply", "send"]

HOUR = datetime.timedelta(hours=1)
BRAND_PER_HOUR = 30
CONTRIBUTOR_PER_HOUR = 10
MAIL_AFTER = datetime.timedelta(minutes=5)

Author = Message.Author


class Refused(Exception):
    """The message was not kept; the text of the exception is a sentence for the person."""


class TooMany(Refused):
    """Too many messages in a short time; `retry_after` says how many seconds to wait."""

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        minutes = max(1, -(-retry_after // 60))
        super().__init__(
            _("That was a lot of messages. Please try again in %(minutes)s minutes.") % {"minutes": minutes}
        )


def send(
    *, submission: Submission, text: str, by: Actor, at: datetime.datetime, form_key: uuid.UUID | None = None
) -> Message:
    """The brand writes to the contributor. The same form twice makes one message. Raises Refused, ValidationError.

    A standard reply sent as it is never passes for words that somebody typed: it is kept and shown as one.
    """
    accounts_permissions.require(permissions.can_send(by, submission))
    clean = validators.text(text)
    standard = inbox_queries.is_standard(submission, clean)
    message = Message(author=Author.BRAND, user_id=by.user_id, text=clean, at=at, form_key=form_key, standard=standard)
    return _keep(submission, message, limit=BRAND_PER_HOUR, tell=True)


def reply(
    *,
    submission: Submission,
    contributor: Contributor,
    text: str,
    at: datetime.datetime,
    form_key: uuid.UUID | None = None,
) -> Message:
    """The contributor writes to the brand. The same form twice makes one message. Raises Refused, ValidationError."""
    accounts_permissions.require(permissions.can_reply(contributor, submission))
    clean = validators.text(text)
    message = Message(author=Author.CONTRIBUTOR, text=clean, at=at, form_key=form_key)
    return _keep(submission, message, limit=CONTRIBUTOR_PER_HOUR)


@transaction.atomic
def mark_read(
    *, submission: Submission, by: Actor, at: datetime.datetime, until: datetime.datetime | None = None
) -> int:
    """Note that `by` has seen the other side's messages; returns how many were new.

    `until` is when the newest was written that was on the screen: what came after it has not been seen.
    """
    accounts_permissions.require(permissions.can_read(by, submission))
    written_by = Author.BRAND if by.kind == "contributor" else Author.CONTRIBUTOR
    shown = at if until is None else min(at, until)
    unread = Message.objects.filter(submission=submission, author=written_by, read_at=None, at__lte=shown)
    number = unread.update(read_at=at)
    if number:
        facts.touched(submission)
    return number


@transaction.atomic
def _keep(submission: Submission, message: Message, *, limit: int, tell: bool = False) -> Message:
    # One message of a submission at a time, so that the flood limit and the form key are exact.
    locked = (
        Submission.objects.select_for_update(of=("self",), no_key=True)
        .select_related("contributor")
        .get(pk=submission.pk)
    )
    if message.form_key and (earlier := _earlier(locked, message)):
        return earlier
    _require_open(locked, message)
    _require_calm(locked, message, limit)
    message.brand_id, message.submission = locked.brand_id, locked
    message.save(force_insert=True)
    facts.written(message)
    if tell:
        _tell(locked, message)
    return message


def _tell(submission: Submission, message: Message) -> None:
    """One mail for all that is written in a few minutes, unless it was read on the page by then."""
    submissions_services.queue_notice(
        submission=submission,
        kind="message",
        key=f"message:{message.pk}",
        at=message.at,
        due_at=message.at + MAIL_AFTER,
        facts={"message": str(message.pk)},
    )


def _earlier(submission: Submission, message: Message) -> Message | None:
    """What this form already made; another side's key is nobody's to know, so it is refused."""
    found = submission.messages.filter(form_key=message.form_key).first()
    if found and found.author != message.author:
        raise Refused(_("This form was already used. Please open the page again."))
    return found


def _require_open(submission: Submission, message: Message) -> None:
    if submission.state == State.ERASED:
        raise Refused(_("This submission was erased, so nobody would read the message."))
    if message.author == Author.CONTRIBUTOR and submission.contributor.blocked_at is not None:
        raise Refused(_("Thank you, but the team has closed this conversation and takes no further messages here."))


def _require_calm(submission: Submission, message: Message, limit: int) -> None:
    """At most `limit` messages in an hour: from one contributor, or from the brand about one submission."""
    recent = Message.objects.filter(author=message.author, at__gt=message.at - HOUR)
    if message.author == Author.CONTRIBUTOR:
        recent = recent.filter(submission__contributor=submission.contributor_id)
    else:
        recent = recent.filter(submission=submission)
    times = list(recent.order_by("-at").values_list("at", flat=True)[:limit])
    if len(times) >= limit:
        raise TooMany(max(1, int((times[-1] + HOUR - message.at).total_seconds())))
