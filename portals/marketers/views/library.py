"""The library: everything that was sent to the brand, found again, and one item with all that is known about it."""

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from campaigns import queries as campaigns_queries
from core import storage
from galleries import queries as galleries_queries, services as galleries_services
from portals import lists
from portals.marketers import finding, frame, object_page
from portals.marketers.forms.library import FindForm, OriginalForm, ToGalleryForm, UseForm
from portals.shared import member_page, now
from submissions import queries as submissions_queries, services as submissions_services

if TYPE_CHECKING:
    from accounts.models import Brand
    from submissions.models import Submission

ORDER = ("-received_at", "-id")
SIZE = 40


def found(actor: Actor, submission_id: uuid.UUID) -> "Submission":
    """The item, or 404: foreign and missing look the same."""
    submission = object_page.whole(actor, submission_id)
    if submission is None:
        raise Http404
    return submission


@require_safe
@member_page(accounts_permissions.can_view)
def library(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponseBase:
    """Everything that was sent, the newest first, narrowed by what was asked."""
    campaigns = list(campaigns_queries.of_brand(actor).values_list("slug", "title")[:200])
    lists.say_unknown_campaign(request, actor)
    form = FindForm(request.GET or None, campaigns=campaigns)
    wanted = finding.found(actor, form.wanted(), at=now())
    listed = lists.listed(request, wanted, order=ORDER, size=SIZE)
    context = {
        "form": form,
        "listed": listed,
        "rows": [(submission, finding.picture(submission)) for submission in listed.items],
        "filters": [form[name] for name in ("campaign", "state", "kind", "use")],
        "narrowed": bool(form.wanted()),
        "galleries": list(galleries_queries.of_brand(actor)[:50]) if frame.may(actor, brand)["market"] else [],
    }
    return frame.page(request, actor, brand, "library/list.html", context, section="library")


@require_safe
@member_page(accounts_permissions.can_view)
def item(request: HttpRequest, actor: Actor, brand: "Brand", submission: uuid.UUID) -> HttpResponseBase:
    """One item: files, rights, history, conversation."""
    current = found(actor, submission)
    form = UseForm(request.GET if "channel" in request.GET else None)
    return _page(request, actor, brand, current, use_form=form)


def _page(
    request: HttpRequest, actor: Actor, brand: "Brand", current: "Submission", status: int = 200, **forms: Any
) -> HttpResponse:
    context = {
        "original_form": OriginalForm(),
        "use_form": UseForm(),
        **forms,
        **object_page.of(actor=actor, submission=current, use=forms.get("use_form"), at=now()),
        "galleries": list(galleries_queries.of_brand(actor)[:50]),
    }
    return frame.page(request, actor, brand, "library/item.html", context, section="library", status=status)


@require_POST
@member_page(accounts_permissions.can_market)
def to_gallery(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponseBase:
    """Put the picked items into a gallery."""
    form = ToGalleryForm(request.POST)
    gallery = galleries_queries.get(actor, form.cleaned_data["gallery"]) if form.is_valid() else None
    if gallery is None:
        messages.error(request, _("Pick at least one item and a gallery."))
        return redirect("marketers:library", brand=brand.slug)
    try:
        done = galleries_services.add_items(gallery=gallery, submissions=form.cleaned_data["ids"], by=actor, at=now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("marketers:library", brand=brand.slug)
    messages.success(request, _("Added to “%(title)s”.") % {"title": done.gallery.title})
    return redirect("marketers:gallery", brand=brand.slug, gallery=gallery.slug)


@require_POST
@member_page(accounts_permissions.can_fetch_originals)
def original(
    request: HttpRequest, actor: Actor, brand: "Brand", submission: uuid.UUID, asset: uuid.UUID
) -> HttpResponseBase:
    """The file as it was sent, for those who may and say why; the log line is written first."""
    current = found(actor, submission)
    wanted = submissions_queries.asset(actor, asset)
    if wanted is None or wanted.submission_id != current.pk:
        raise Http404
    form = OriginalForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, brand, current, original_form=form, original_of=asset, status=422)
    try:
        file = submissions_services.fetch_original(asset=wanted, reason=form.cleaned_data["reason"], by=actor, at=now())
    except submissions_services.ReasonMissing as missing:
        form.add_error("reason", str(missing))
        return _page(request, actor, brand, current, original_form=form, original_of=asset, status=422)
    except (storage.Missing, storage.BadKey) as error:
        raise Http404 from error
    name = wanted.filename or f"original-{wanted.position + 1}"
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/octet-stream")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
