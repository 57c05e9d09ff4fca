"""The brand's standard replies: the list, making and changing one, taking one away."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actors import Actor
from conversations.inbox import queries as inbox_queries, services as inbox_services
from portals.marketers import frame
from portals.marketers.forms import errors
from portals.marketers.forms.inbox import StandardReplyForm
from portals.marketers.views.inbox import may_write
from portals.shared import member_page, now

if TYPE_CHECKING:
    from accounts.models import Brand
    from conversations.models import StandardReply


@require_safe
@member_page(may_write)
def replies(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponseBase:
    """All of them: there are few."""
    context = {"replies": list(inbox_queries.replies(actor)[:500])}
    return frame.page(request, actor, brand, "conversations/replies.html", context, section="conversations")


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(may_write)
def create(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponseBase:
    """A new one."""
    return _edit(request, actor, brand, None)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(may_write)
def edit(request: HttpRequest, actor: Actor, brand: "Brand", reply: int) -> HttpResponseBase:
    """Change one."""
    return _edit(request, actor, brand, _found(actor, reply))


@require_POST
@member_page(may_write)
def delete(request: HttpRequest, actor: Actor, brand: "Brand", reply: int) -> HttpResponseBase:
    """Take one away."""
    inbox_services.delete_reply(reply=_found(actor, reply), by=actor)
    messages.success(request, _("It is off the list. What was sent with it stays as it is."))
    return redirect("marketers:standard_replies", brand=brand.slug)


def _found(actor: Actor, number: int) -> "StandardReply":
    reply = inbox_queries.replies(actor).filter(pk=number).first() if number < 2**63 else None
    if reply is None:
        raise Http404
    return reply


def _edit(request: HttpRequest, actor: Actor, brand: "Brand", reply: "StandardReply | None") -> HttpResponseBase:
    if request.method != "POST":
        return _page(request, actor, brand, reply, StandardReplyForm(initial=_as_written(reply)))
    form = StandardReplyForm(request.POST)
    if form.is_valid():
        try:
            inbox_services.save_reply(brand=brand, reply=reply, by=actor, at=now(), **form.cleaned_data)
        except ValidationError as error:
            errors.put(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("marketers:standard_replies", brand=brand.slug)
    return _page(request, actor, brand, reply, form, status=422)


def _as_written(reply: "StandardReply | None") -> dict[str, Any]:
    if reply is None:
        return {"locale": get_language()}
    return {"name": reply.name, "locale": reply.locale, "text": reply.text}


def _page(
    request: HttpRequest,
    actor: Actor,
    brand: "Brand",
    reply: "StandardReply | None",
    form: StandardReplyForm,
    status: int = 200,
) -> HttpResponse:
    context = {"reply": reply, "form": form}
    return frame.page(
        request, actor, brand, "conversations/reply.html", context, section="conversations", status=status
    )
