"""Every write of the inbox. A member changes what they have seen: who was slower is told, and overwrites nothing."""

import datetime
import uuid
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts import permissions as accounts_permissions, queries as accounts_queries
from accounts.actors import Actor
from accounts.models import Brand
from conversations import permissions, validators as message_validators
from conversations.inbox import facts, validators
from conversations.inbox.models import Note, StandardReply, Thread
from conversations.models import Message
from submissions.lifecycle import State
from submissions.models import Submission


class Stale(Exception):
    """Somebody was faster, or something new was written; the text is a sentence for the person."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or _("This conversation changed in the meantime. Please look at it again."))


@transaction.atomic
def assign(*, submission: Submission, to: int | None, was: int | None, by: Actor, at: datetime.datetime) -> Thread:
    """Give the conversation to a member, or to nobody. `was` is whose it was on the screen. Raises Stale, Denied."""
    accounts_permissions.require(permissions.can_send(by, submission))
    if to is not None:
        member = accounts_queries.actor_of_member(brand_id=submission.brand_id, user_id=to)
        accounts_permissions.require(member is not None and permissions.can_send(member, submission))
    thread = facts.ensure(submission, at=at)
    if not _row(thread).filter(assignee_id=was).update(assignee_id=to, changes=F("changes") + 1):
        thread.refresh_from_db()
        if thread.assignee_id != to:
            raise Stale(_taken(thread))
    thread.refresh_from_db()
    return thread


def _taken(thread: Thread) -> str:
    if thread.assignee is None:
        return _("It was given back in the meantime. Nothing was changed.")
    return _("%(name)s was faster: it is theirs now. Nothing was changed.") % {"name": thread.assignee}


@transaction.atomic
def snooze(
    *, submission: Submission, until: datetime.datetime, version: int, by: Actor, at: datetime.datetime
) -> Thread:
    """Let it rest; it comes back at that time or with the next message of the fan. Raises Stale, ValidationError."""
    accounts_permissions.require(permissions.can_send(by, submission))
    clean = validators.rest(until, at)
    return _change(submission, version, at, snoozed_until=clean, closed_at=None)


@transaction.atomic
def close(*, submission: Submission, version: int, by: Actor, at: datetime.datetime) -> Thread:
    """Nothing is left to answer; the next message of the fan opens it again. Closing twice is fine. Raises Stale."""
    accounts_permissions.require(permissions.can_send(by, submission))
    thread = facts.ensure(submission, at=at)
    if thread.closed_at is not None:
        return thread
    return _change(submission, version, at, closed_at=at, snoozed_until=None)


@transaction.atomic
def reopen(*, submission: Submission, version: int, by: Actor, at: datetime.datetime) -> Thread:
    """Back into the inbox, from closed or snoozed. Raises Stale."""
    accounts_permissions.require(permissions.can_send(by, submission))
    thread = facts.ensure(submission, at=at)
    if thread.closed_at is None and thread.snoozed_until is None:
        return thread
    return _change(submission, version, at, closed_at=None, snoozed_until=None)


def _change(submission: Submission, version: int, at: datetime.datetime, **fields: Any) -> Thread:
    """Compare and set: the row changes only where it still is what the member saw."""
    thread = facts.ensure(submission, at=at)
    grown = {"version": F("version") + 1, "changes": F("changes") + 1}
    if not _row(thread).filter(version=version).update(**fields, **grown):
        raise Stale
    thread.refresh_from_db()
    return thread


def _row(thread: Thread) -> "QuerySet[Thread]":
    return Thread.objects.filter(pk=thread.pk)


@transaction.atomic
def write_note(
    *, submission: Submission, text: str, by: Actor, at: datetime.datetime, form_key: uuid.UUID | None = None
) -> Note:
    """Write a word to the other members; it never leaves the brand. The same form twice makes one note.

    Raises ValidationError, also when the person was erased.
    """
    accounts_permissions.require(permissions.can_send(by, submission))
    clean = message_validators.text(text)
    # Held, so that no word about somebody outlives their erasure.
    if Submission.objects.select_for_update(no_key=True).get(pk=submission.pk).state == State.ERASED:
        raise ValidationError({"text": [_("This person was erased, so nothing more is written about them.")]})
    facts.ensure(submission, at=at)
    # One writer of a conversation at a time, so that the form key is exact.
    Thread.objects.select_for_update().get(pk=submission.pk)
    earlier = Note.objects.filter(submission=submission, form_key=form_key).first() if form_key else None
    if earlier is not None:
        return earlier
    facts.touched(submission)
    return Note.objects.create(
        brand_id=submission.brand_id, submission=submission, user_id=by.user_id, text=clean, at=at, form_key=form_key
    )


@transaction.atomic
def save_reply(
    *,
    brand: Brand,
    name: str,
    locale: str,
    text: str,
    by: Actor,
    at: datetime.datetime,
    reply: StandardReply | None = None,
) -> StandardReply:
    """Make a standard reply, or change `reply`; one of the same name and language is replaced. Raises ValidationError.

    What was sent earlier keeps its words.
    """
    accounts_permissions.require(permissions.can_manage_replies(by, brand.pk))
    clean_name, clean_text = validators.reply(name, text)
    said = {"text": clean_text, "changed_at": at, "changed_by_id": by.user_id}
    if reply is not None and reply.brand_id == brand.pk and (reply.name, reply.locale) != (clean_name, locale):
        reply.delete()
    saved, _made = StandardReply.objects.update_or_create(brand=brand, name=clean_name, locale=locale, defaults=said)
    return saved


@transaction.atomic
def delete_reply(*, reply: StandardReply, by: Actor) -> None:
    """Take a standard reply off the list; what was sent with it stays as it is."""
    accounts_permissions.require(permissions.can_manage_replies(by, reply.brand_id))
    reply.delete()


@transaction.atomic
def forget(*, submissions: Collection[uuid.UUID], at: datetime.datetime | None = None) -> int:
    """Empty every message and note about these submissions and rest the conversations; that there were some stays."""
    Note.objects.filter(submission__in=submissions).exclude(text="").update(text="", form_key=None)
    threads = Thread.objects.filter(submission__in=submissions)
    threads.update(
        waiting_since=None,
        snoozed_until=None,
        closed_at=at or F("last_at"),
        changes=F("changes") + 1,
        version=F("version") + 1,
    )
    return Message.objects.filter(submission__in=submissions).exclude(text="").update(text="", form_key=None)
