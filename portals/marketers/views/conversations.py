"""Conversations: the inbox with its views, and one thread with its reply; both stay fresh by themselves."""

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from campaigns import queries as campaigns_queries
from conversations import permissions as conversations_permissions, services as conversations_services
from conversations.inbox import queries as inbox_queries
from portals import lists, live
from portals.marketers import frame, thread_page
from portals.marketers.forms import errors
from portals.marketers.forms.galleries import MessageForm
from portals.marketers.forms.inbox import VIEWS, InboxForm, view_of
from portals.marketers.views.library import found
from portals.shared import member_page, now

if TYPE_CHECKING:
    from accounts.models import Brand
    from submissions.models import Submission


@require_safe
@member_page(accounts_permissions.can_view)
def conversations(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponseBase:
    """The conversations of one view."""
    at = now()
    tag = live.tag(inbox_queries.stamp(actor), at)
    if (short := live.no_news(request, tag)) is not None:
        return short
    view = view_of(request.GET.get("view"))
    lists.say_unknown_campaign(request, actor)
    campaigns = list(campaigns_queries.of_brand(actor).values_list("slug", "title")[:200])
    form = InboxForm({**request.GET.dict(), "view": view}, campaigns=campaigns)
    wanted = form.wanted()
    rows = inbox_queries.threads(actor, view, at=at, **wanted)
    counts = inbox_queries.counts(actor, at=at)
    context = {
        "form": form,
        "view": view,
        "view_label": VIEWS[view],
        "views": [(name, label, counts[name], name == view) for name, label in VIEWS.items()],
        "listed": lists.listed(request, rows, order=inbox_queries.VIEWS[view]),
        "narrowed": any(wanted.values()),
        "nothing_yet": not counts["all"] and not counts["blocked"],
        "at": at,
    }
    page = frame.page(request, actor, brand, "conversations/list.html", context, section="conversations")
    return live.named(request, page, tag)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(accounts_permissions.can_view)
def thread(request: HttpRequest, actor: Actor, brand: "Brand", submission: uuid.UUID) -> HttpResponseBase:
    """One conversation; to those who answer, looking at it marks it as read."""
    current = found(actor, submission)
    if request.method == "POST":
        return _send(request, actor, brand, current)
    at = now()
    if live.looked_at(request) and conversations_permissions.can_send(actor, current):
        conversations_services.mark_read(submission=current, by=actor, at=at)
    tag = live.tag(thread_page.stamp(actor, current), at)
    if (short := live.no_news(request, tag)) is not None:
        return short
    form = MessageForm(initial={"form_key": uuid.uuid4(), **thread_page.inserted(request, actor, current)})
    return live.named(request, _page(request, actor, brand, current, message_form=form), tag)


def _send(request: HttpRequest, actor: Actor, brand: "Brand", current: "Submission") -> HttpResponseBase:
    accounts_permissions.require(conversations_permissions.can_send(actor, current))
    form = MessageForm(request.POST)
    if form.is_valid():
        try:
            sent = conversations_services.send(
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
            told = _("Sent as a standard reply, and shown as one.") if sent.standard else _("Sent.")
            messages.success(request, f"{told} {_('They read it on their own page.')}")
            return thread_page.back(request, brand, current)
    return _page(request, actor, brand, current, message_form=form, status=422)


def _page(
    request: HttpRequest, actor: Actor, brand: "Brand", current: "Submission", status: int = 200, **forms: Any
) -> HttpResponse:
    context = thread_page.context(request, actor, current, at=now(), **forms)
    return frame.page(
        request, actor, brand, "conversations/thread.html", context, section="conversations", status=status
    )


def refused(
    request: HttpRequest, actor: Actor, brand: "Brand", current: "Submission", **forms: Any
) -> HttpResponseBase:
    """The conversation with a form that came back."""
    return _page(request, actor, brand, current, status=422, **forms)
