"""Exports: choose the use, see how much may be used, ask for the ZIP, watch it, fetch it; and take-downs."""

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from campaigns import queries as campaigns_queries
from core import storage
from galleries import queries as galleries_queries, services as galleries_services
from portals import lists, words
from portals.marketers import deliverable, frame, take_down_tasks
from portals.marketers.forms.galleries import CloseForm
from portals.marketers.forms.library import UseForm
from portals.shared import member_page, now

if TYPE_CHECKING:
    from accounts.models import Brand
    from galleries.models import Export

ORDER = ("-created_at", "id")


def found(actor: Actor, export_id: uuid.UUID) -> "Export":
    """The export, or 404: foreign and missing look the same."""
    export = galleries_queries.export(actor, export_id)
    if export is None:
        raise Http404
    return export


@require_safe
@member_page(accounts_permissions.can_view)
def exports(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponseBase:
    """All exports of the brand, the newest first."""
    listed = lists.listed(request, galleries_queries.exports(actor), order=ORDER)
    rows = [(export, words.channel(str(export.use.get("channel", "")))) for export in listed.items]
    context = {"listed": listed, "rows": rows, "tab": "exports"}
    return frame.page(request, actor, brand, "exports/list.html", context, section="galleries")


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(accounts_permissions.can_export)
def of_gallery(request: HttpRequest, actor: Actor, brand: "Brand", gallery: str) -> HttpResponseBase:
    """A ZIP of a gallery."""
    current = galleries_queries.get(actor, gallery)
    if current is None:
        raise Http404
    source = {"gallery": current}
    inside = deliverable.of_gallery(actor, current)
    return _new(request, actor, brand, source=source, inside=inside, title=current.title)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(accounts_permissions.can_export)
def of_campaign(request: HttpRequest, actor: Actor, brand: "Brand", campaign: str) -> HttpResponseBase:
    """A ZIP of all that is approved in a campaign."""
    current = campaigns_queries.get(actor, campaign)
    if current is None:
        raise Http404
    source = {"filter": {"campaign": current.slug}}
    inside = deliverable.of_campaign(actor, current)
    return _new(request, actor, brand, source=source, inside=inside, title=current.title)


def _new(
    request: HttpRequest, actor: Actor, brand: "Brand", *, source: dict[str, Any], inside: Any, title: str
) -> HttpResponseBase:
    asked = request.POST or (request.GET if "channel" in request.GET else None)
    form = UseForm(asked, initial={"channel": "organic_social"})
    valid = form.is_bound and form.is_valid()
    if request.method == "POST" and valid:
        try:
            export = galleries_services.request_export(brand=brand, use=form.use(), by=actor, at=now(), **source)
        except (ValidationError, galleries_services.TooMany) as error:
            form.add_error(None, getattr(error, "messages", None) or str(error))
        else:
            return redirect("marketers:export", brand=brand.slug, export=export.pk)
    counted = deliverable.count(inside, form.use(), at=now()) if valid and not form.errors else None
    context = {"form": form, "counted": counted, "title": title, "tab": "exports"}
    return frame.page(request, actor, brand, "exports/new.html", context, section="galleries")


@require_safe
@member_page(accounts_permissions.can_view)
def export(request: HttpRequest, actor: Actor, brand: "Brand", export: uuid.UUID) -> HttpResponseBase:
    """How far it is, what is in it, what was left out and why. The page asks again by itself until it is done."""
    current = found(actor, export)
    finished = current.state not in {"waiting", "running"}
    context = {
        "export": current,
        "channel": words.channel(str(current.use.get("channel", ""))),
        "finished": finished,
        "left_out": galleries_queries.left_out(current) if finished else [],
        "tab": "exports",
    }
    return frame.page(request, actor, brand, "exports/export.html", context, section="galleries")


@require_POST
@member_page(accounts_permissions.can_export)
def again(request: HttpRequest, actor: Actor, brand: "Brand", export: uuid.UUID) -> HttpResponseBase:
    """The same once more, without what may not be used any more."""
    current = found(actor, export)
    try:
        made = galleries_services.request_again(export=current, by=actor, at=now())
    except (ValidationError, galleries_services.TooMany) as error:
        messages.error(request, " ".join(getattr(error, "messages", None) or [str(error)]))
        made = current
    return redirect("marketers:export", brand=brand.slug, export=made.pk)


@require_GET
@member_page(accounts_permissions.can_export)
def download(request: HttpRequest, actor: Actor, brand: "Brand", export: uuid.UUID) -> HttpResponseBase:
    """The ZIP, if everything in it may still be used at this moment."""
    current = found(actor, export)
    try:
        ready = galleries_services.downloadable(export=current, by=actor, at=now())
        link = storage.signed_url(ready.key, seconds=60, content_type="application/zip", filename=ready.filename)
        if link is not None:
            return redirect(link)
        file = storage.open(ready.key)
    except galleries_services.NotDownloadable as refused:
        # What the export itself says from now on needs no second voice.
        if found(actor, export).last_error != str(refused):
            messages.error(request, str(refused))
        return redirect("marketers:export", brand=brand.slug, export=current.pk)
    except storage.Missing:
        messages.error(request, _("The file is not there any more. Please make a new export."))
        return redirect("marketers:export", brand=brand.slug, export=current.pk)
    except storage.Unavailable as error:
        passing = _("The file cannot be read just now. Please try again in a moment.")
        messages.error(request, words.store_trouble(error, passing))
        return redirect("marketers:export", brand=brand.slug, export=current.pk)
    return FileResponse(file, as_attachment=True, filename=ready.filename, content_type="application/zip")


@require_safe
@member_page(accounts_permissions.can_view)
def take_downs(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponseBase:
    """Delivered copies whose permission has ended: open tasks first, closed ones on their own tab."""
    closed = request.GET.get("state") == "closed"
    tasks = galleries_queries.take_downs(actor).filter(closed_at__isnull=not closed)
    listed = lists.listed(request, tasks, order=("-opened_at", "-id") if closed else ("opened_at", "id"))
    context = {
        "tasks": take_down_tasks.tasks(listed.items),
        "listed": listed,
        "closed": closed,
        "form": CloseForm(auto_id=False),
        "tab": "take_downs",
    }
    return frame.page(request, actor, brand, "exports/take_downs.html", context, section="galleries")


@require_POST
@member_page(accounts_permissions.can_export)
def close_take_down(request: HttpRequest, actor: Actor, brand: "Brand", task: int) -> HttpResponseBase:
    """All copies of a task are down."""
    current = galleries_queries.take_downs(actor).filter(pk=task).first() if task < 2**63 else None
    form = CloseForm(request.POST)
    if current is None or not form.is_valid():
        raise Http404
    told = form.cleaned_data
    try:
        galleries_services.close_take_down(
            take_down=current, by=actor, at=now(), note=told["note"], last_seen=told["last"] or 0
        )
    except galleries_services.MoreCopies as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Closed. Thank you for keeping the promise."))
    return redirect("marketers:take_downs", brand=brand.slug)
