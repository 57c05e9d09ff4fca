"""Conversations: the threads, unread ones first, and one thread with its reply."""

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from conversations import (
    permissions as conversations_permissions,
    queries as conversations_queries,
    services as conversations_services,
)
from portals import lists
from portals.marketers import finding, frame
from portals.marketers.forms import errors
from portals.marketers.forms.galleries import MessageForm
from portals.marketers.views.library import found
from portals.shared import member_page, now

if TYPE_CHECKING:
    from accounts.models import Brand
    from submissions.models import Submission

ORDER = ("-at", "-id")
UNREAD = 50


@require_safe
@member_page(accounts_permissions.can_view)
def conversations(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponseBase:
    """Every conversation by its newest message."""
    threads = conversations_queries.threads(actor)
    listed = lists.listed(request, threads.filter(unread=0), order=ORDER)
    unread = [] if "cursor" in request.GET else list(threads.filter(unread__gt=0)[:UNREAD])
    context = {"unread": unread, "listed": listed}
    return frame.page(request, actor, brand, "conversations/list.html", context, section="conversations")


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(accounts_permissions.can_view)
def thread(request: HttpRequest, actor: Actor, brand: "Brand", submission: uuid.UUID) -> HttpResponseBase:
    """One conversation; to those who answer, looking at it marks it as read."""
    current = found(actor, submission)
    if request.method == "POST":
        return _send(request, actor, brand, current)
    if conversations_permissions.can_send(actor, current):
        conversations_services.mark_read(submission=current, by=actor, at=now())
    return _page(request, actor, brand, current, MessageForm(initial={"form_key": uuid.uuid4()}))


def _send(request: HttpRequest, actor: Actor, brand: "Brand", current: "Submission") -> HttpResponseBase:
    accounts_permissions.require(conversations_permissions.can_send(actor, current))
    form = MessageForm(request.POST)
    if form.is_valid():
        try:
            conversations_services.send(
                submission=current,
                text=form.cleaned_data["text"],
                form_key=form.cleaned_data["form_key"],
                by=actor,
                at=now(),
            )
        except conversations_services.Refused as refused:
            form.add_error(None, str(refused))
        except ValidationError as error:
            errors.put(form, error)
        else:
            messages.success(request, _("Sent. They read it on their own page."))
            return redirect("marketers:thread", brand=brand.slug, submission=current.pk)
    return _page(request, actor, brand, current, form, status=422)


def _page(
    request: HttpRequest, actor: Actor, brand: "Brand", current: "Submission", form: MessageForm, status: int = 200
) -> HttpResponse:
    context = {
        "submission": current,
        "picture": finding.picture(current),
        "thread": list(conversations_queries.thread(current)),
        "form": form,
        "may_write": conversations_permissions.can_send(actor, current) and current.state != "erased",
    }
    return frame.page(
        request, actor, brand, "conversations/thread.html", context, section="conversations", status=status
    )
