"""What members do with a conversation beside answering: give it to somebody, let it rest, close it, write a note."""

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from conversations.inbox import services as inbox_services
from portals.marketers import thread_page
from portals.marketers.forms import errors
from portals.marketers.forms.inbox import AssignForm, NoteForm, SeenForm, SnoozeForm
from portals.marketers.views.conversations import refused
from portals.marketers.views.library import found
from portals.shared import member_page, now

if TYPE_CHECKING:
    from accounts.models import Brand


def may_write(actor: Actor, brand_id: uuid.UUID) -> bool:
    """Those who answer fans."""
    return accounts_permissions.can_review(actor, brand_id) or accounts_permissions.can_market(actor, brand_id)


def _unclear(request: HttpRequest) -> None:
    messages.error(request, _("We did not understand that. Please try again from this page."))


@require_POST
@member_page(may_write)
def assign(request: HttpRequest, actor: Actor, brand: "Brand", submission: uuid.UUID) -> HttpResponseBase:
    """Give it to a member, or to nobody."""
    current = found(actor, submission)
    form = AssignForm(request.POST)
    if not form.is_valid():
        _unclear(request)
        return thread_page.back(request, brand, current)
    to, was = form.cleaned_data["to"] or None, form.cleaned_data["was"] or None
    try:
        thread = inbox_services.assign(submission=current, to=to, was=was, by=actor, at=now())
    except inbox_services.Stale as stale:
        messages.error(request, str(stale))
    else:
        told = _("It is %(name)s's now.") % {"name": thread.assignee} if thread.assignee else _("It is nobody's now.")
        messages.success(request, _("It is yours now.") if to == actor.user_id else told)
    return thread_page.back(request, brand, current)


@require_POST
@member_page(may_write)
def snooze(request: HttpRequest, actor: Actor, brand: "Brand", submission: uuid.UUID) -> HttpResponseBase:
    """Let it rest until a time."""
    current, at = found(actor, submission), now()
    form = SnoozeForm(request.POST)
    until = form.moment(at) if form.is_valid() else None
    if until is None:
        return refused(request, actor, brand, current, rest_error=_("Choose until when it may rest."))
    try:
        inbox_services.snooze(submission=current, until=until, version=form.cleaned_data["version"], by=actor, at=at)
    except ValidationError as error:
        return refused(request, actor, brand, current, rest_error=" ".join(error.messages))
    except inbox_services.Stale as stale:
        messages.error(request, str(stale))
        return thread_page.back(request, brand, current)
    messages.success(request, _("It rests now, and comes back by itself."))
    return thread_page.to_view(request, brand)


@require_POST
@member_page(may_write)
def close(request: HttpRequest, actor: Actor, brand: "Brand", submission: uuid.UUID) -> HttpResponseBase:
    """Nothing is left to answer."""
    return _moved(
        request, actor, brand, submission, inbox_services.close, _("Closed. A new message of the fan opens it again.")
    )


@require_POST
@member_page(may_write)
def reopen(request: HttpRequest, actor: Actor, brand: "Brand", submission: uuid.UUID) -> HttpResponseBase:
    """Back into the inbox."""
    return _moved(request, actor, brand, submission, inbox_services.reopen, _("It is open again."))


def _moved(
    request: HttpRequest, actor: Actor, brand: "Brand", submission: uuid.UUID, service: Any, told: str
) -> HttpResponseBase:
    current = found(actor, submission)
    form = SeenForm(request.POST)
    if not form.is_valid():
        _unclear(request)
        return thread_page.back(request, brand, current)
    try:
        thread = service(submission=current, version=form.cleaned_data["version"], by=actor, at=now())
    except inbox_services.Stale as stale:
        messages.error(request, str(stale))
        return thread_page.back(request, brand, current)
    messages.success(request, told)
    return thread_page.to_view(request, brand) if thread.closed_at else thread_page.back(request, brand, current)


@require_POST
@member_page(may_write)
def note(request: HttpRequest, actor: Actor, brand: "Brand", submission: uuid.UUID) -> HttpResponseBase:
    """Write a word to the other members."""
    current = found(actor, submission)
    form = NoteForm(request.POST, prefix="note")
    if form.is_valid():
        try:
            inbox_services.write_note(submission=current, by=actor, at=now(), **form.cleaned_data)
        except ValidationError as error:
            errors.put(form, error)
        else:
            messages.success(request, _("Noted. Only your team sees it."))
            return thread_page.back(request, brand, current)
    return refused(request, actor, brand, current, note_form=form)
