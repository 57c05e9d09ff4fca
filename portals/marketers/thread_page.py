"""One conversation as its page shows it: messages and notes in one line of time, and how it stands."""

import datetime
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from accounts import queries as accounts_queries
from accounts.actors import Actor
from accounts.roles import Role
from conversations import permissions as conversations_permissions, queries as conversations_queries
from conversations.inbox import filling, queries as inbox_queries
from portals.marketers import finding
from portals.marketers.forms.galleries import MessageForm
from portals.marketers.forms.inbox import RESTS, VIEWS, NoteForm, view_of

if TYPE_CHECKING:
    from accounts.models import Brand
    from conversations.models import Message, Note
    from submissions.models import Submission

WRITERS = {Role.OWNER, Role.MARKETER, Role.MODERATOR}


@dataclass(frozen=True)
class Line:
    """A message, or a note that only members see."""

    at: datetime.datetime
    message: "Message | None" = None
    note: "Note | None" = None


def stamp(actor: Actor, submission: "Submission") -> str:
    """A word that changes when anything on the page does."""
    thread = inbox_queries.thread(actor, submission)
    blocked = submission.contributor.blocked_at is not None
    return f"{thread.changes if thread else 0}.{submission.version}.{submission.state}.{blocked}"


def context(
    request: HttpRequest, actor: Actor, submission: "Submission", *, at: datetime.datetime, **forms: Any
) -> dict[str, Any]:
    """Everything the page says; forms that came back stand in it as they were sent."""
    thread = inbox_queries.thread(actor, submission)
    view = view_of(request.GET.get("view"))
    may_write = conversations_permissions.can_send(actor, submission) and submission.state != "erased"
    due_at = inbox_queries.due_at(thread, submission.campaign.answer_hours) if thread else None
    beside = inbox_queries.beside(actor, view, thread, at=at) if thread else {}
    return {
        "submission": submission,
        "picture": finding.picture(submission),
        "lines": _lines(actor, submission),
        "thread": thread,
        "resting": bool(thread and thread.snoozed_until and thread.snoozed_until > at),
        "due_at": due_at,
        "overdue": due_at is not None and due_at <= at,
        "blocked": submission.contributor.blocked_at is not None,
        "view": view,
        "view_label": VIEWS[view],
        "form": MessageForm(initial={"form_key": uuid.uuid4()}),
        "note_form": NoteForm(initial={"form_key": uuid.uuid4()}, prefix="note"),
        "rests": RESTS,
        "rest_error": "",
        **_renamed(forms),
        **_offered(request, actor, submission, may_write=may_write),
        "may_write": may_write,
        "next": _address(request, submission, beside.get("next"), view),
        "previous": _address(request, submission, beside.get("previous"), view),
        "me": actor.user_id,
        "at": at,
    }


def _renamed(forms: dict[str, Any]) -> dict[str, Any]:
    return {"form" if name == "message_form" else name: form for name, form in forms.items()}


def _lines(actor: Actor, submission: "Submission") -> list[Line]:
    said = [Line(message.at, message=message) for message in conversations_queries.thread(submission)]
    noted = [Line(note.at, note=note) for note in inbox_queries.notes(actor, submission)]
    return sorted([*said, *noted], key=lambda line: line.at)


def _offered(request: HttpRequest, actor: Actor, submission: "Submission", *, may_write: bool) -> dict[str, Any]:
    if not may_write:
        return {"replies": [], "members": [], "missing": []}
    members = [one for one in accounts_queries.members(actor) if one.role in WRITERS]
    replies = inbox_queries.offered(actor, submission)
    chosen = _chosen(request, replies)
    missing = filling.missing(chosen.text, inbox_queries.values(submission)) if chosen else []
    return {"replies": replies, "members": members, "missing": missing, "inserted": chosen}


def inserted(request: HttpRequest, actor: Actor, submission: "Submission") -> dict[str, str]:
    """The text of the standard reply that was picked, filled in for this fan."""
    if "insert" not in request.GET:
        return {}
    chosen = _chosen(request, inbox_queries.offered(actor, submission))
    return {"text": filling.fill(chosen.text, inbox_queries.values(submission))} if chosen else {}


def _chosen(request: HttpRequest, replies: list[Any]) -> Any:
    wanted = request.GET.get("insert", "")
    return next((reply for reply in replies if str(reply.pk) == wanted), None)


def _address(request: HttpRequest, submission: "Submission", other: uuid.UUID | None, view: str) -> str:
    if other is None:
        return ""
    path = reverse("marketers:thread", kwargs={"brand": submission.brand.slug, "submission": other})
    return f"{path}?{urlencode({'view': view})}"


def back(request: HttpRequest, brand: "Brand", submission: "Submission") -> HttpResponseBase:
    """To the conversation again, in the view it was opened from."""
    path = reverse("marketers:thread", kwargs={"brand": brand.slug, "submission": submission.pk})
    return HttpResponseRedirect(f"{path}?{urlencode({'view': view_of(request.GET.get('view'))})}")


def to_view(request: HttpRequest, brand: "Brand") -> HttpResponseBase:
    """To the list that it was opened from: what is closed or rests is done with."""
    path = reverse("marketers:conversations", kwargs={"brand": brand.slug})
    return HttpResponseRedirect(f"{path}?{urlencode({'view': view_of(request.GET.get('view'))})}")
