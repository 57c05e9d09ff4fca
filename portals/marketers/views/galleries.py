"""Galleries: the list, one with its items and their order, picking from the library, publishing."""

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from campaigns import queries as campaigns_queries
from galleries import queries as galleries_queries, services as galleries_services
from portals import addresses, lists, pictures
from portals.marketers import finding, frame, ordering
from portals.marketers.forms import errors
from portals.marketers.forms.galleries import GalleryForm, PickForm, PlaceForm, RemoveForm
from portals.shared import member_page, now

if TYPE_CHECKING:
    from accounts.models import Brand
    from galleries.models import Gallery

ORDER = ("-created_at", "id")
PICK_ORDER = ("-received_at", "-id")


def found(actor: Actor, slug: str) -> "Gallery":
    """The gallery, or 404: foreign and missing look the same."""
    gallery = galleries_queries.get(actor, slug)
    if gallery is None:
        raise Http404
    return gallery


@require_safe
@member_page(accounts_permissions.can_view)
def galleries(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponseBase:
    """All galleries of the brand, the newest first."""
    listed = lists.listed(request, galleries_queries.of_brand(actor), order=ORDER)
    context = {"listed": listed, "tab": "galleries"}
    return frame.page(request, actor, brand, "galleries/list.html", context, section="galleries")


def _campaigns(actor: Actor) -> list[tuple[str, str]]:
    return list(campaigns_queries.of_brand(actor).values_list("slug", "title")[:200])


def _fields(actor: Actor, form: GalleryForm) -> dict[str, Any]:
    slug = form.cleaned_data["campaign"]
    return {**form.cleaned_data, "campaign": campaigns_queries.get(actor, slug) if slug else None}


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(accounts_permissions.can_market)
def create(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponseBase:
    """A new gallery, not yet published."""
    initial = {"campaign": request.GET.get("campaign", "")}
    form = GalleryForm(request.POST or None, campaigns=_campaigns(actor), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = galleries_services.create(brand=brand, by=actor, at=now(), **_fields(actor, form))
        except ValidationError as error:
            errors.put(form, error)
        else:
            return redirect("marketers:pick", brand=brand.slug, gallery=made.slug)
    return frame.page(request, actor, brand, "galleries/edit.html", {"form": form}, section="galleries")


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(accounts_permissions.can_market)
def edit(request: HttpRequest, actor: Actor, brand: "Brand", gallery: str) -> HttpResponseBase:
    """Title and opening words."""
    current = found(actor, gallery)
    initial = {
        "title": current.title,
        "introduction": current.introduction,
        "campaign": current.campaign.slug if current.campaign else "",
    }
    form = GalleryForm(request.POST or None, campaigns=_campaigns(actor), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            galleries_services.update(gallery=current, by=actor, at=now(), **_fields(actor, form))
        except ValidationError as error:
            errors.put(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("marketers:gallery", brand=brand.slug, gallery=current.slug)
    context = {"form": form, "gallery": current}
    return frame.page(request, actor, brand, "galleries/edit.html", context, section="galleries")


@require_safe
@member_page(accounts_permissions.can_view)
def gallery(request: HttpRequest, actor: Actor, brand: "Brand", gallery: str) -> HttpResponseBase:
    """What is in it, in which order, and what does not show, with the reason."""
    current = found(actor, gallery)
    items = galleries_queries.items(current, at=now())
    context = {
        "gallery": current,
        "rows": [(item, finding.picture(item.submission)) for item in items],
        "hidden": [item for item in items if not item.shows],
        "shown_count": sum(item.shows for item in items),
        "address": addresses.absolute(reverse("fans:gallery", kwargs={"slug": current.slug})),
    }
    return frame.page(request, actor, brand, "galleries/gallery.html", context, section="galleries")


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(accounts_permissions.can_market)
def pick(request: HttpRequest, actor: Actor, brand: "Brand", gallery: str) -> HttpResponseBase:
    """Approved items that are not in the gallery yet, to be ticked."""
    current = found(actor, gallery)
    form = PickForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            galleries_services.add_items(gallery=current, submissions=form.cleaned_data["ids"], by=actor, at=now())
        except ValidationError as error:
            errors.put(form, error)
        else:
            messages.success(request, _("Added."))
            return redirect("marketers:gallery", brand=brand.slug, gallery=current.slug)
    wanted = galleries_queries.candidates(actor, current)
    only = request.GET.get("campaign", current.campaign.slug if current.campaign else "")
    if only:
        wanted = wanted.filter(campaign__slug=only.replace("\x00", ""))
    listed = lists.listed(request, wanted, order=PICK_ORDER, size=48)
    context = {
        "gallery": current,
        "form": form,
        "only": only,
        "campaigns": _campaigns(actor),
        "listed": listed,
        "rows": [(submission, pictures.first_picture(list(submission.assets.all()))) for submission in listed.items],
    }
    return frame.page(request, actor, brand, "galleries/pick.html", context, section="galleries")


@require_POST
@member_page(accounts_permissions.can_market)
def place(request: HttpRequest, actor: Actor, brand: "Brand", gallery: str) -> HttpResponseBase:
    """Move one item."""
    current = found(actor, gallery)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        raise Http404
    present = list(current.items.order_by("position", "id").values_list("submission_id", flat=True))
    wanted = ordering.moved(present, **form.cleaned_data)
    galleries_services.set_items(gallery=current, submissions=wanted, by=actor, at=now())
    return redirect(f"{_address(brand, current)}#i{form.cleaned_data['submission']}")


@require_POST
@member_page(accounts_permissions.can_market)
def remove(request: HttpRequest, actor: Actor, brand: "Brand", gallery: str) -> HttpResponseBase:
    """Take one item out."""
    current = found(actor, gallery)
    form = RemoveForm(request.POST)
    if not form.is_valid():
        raise Http404
    submission_id: uuid.UUID = form.cleaned_data["submission"]
    galleries_services.remove_item(gallery=current, submission_id=submission_id, by=actor, at=now())
    messages.success(request, _("Taken out."))
    return redirect(_address(brand, current))


@require_POST
@member_page(accounts_permissions.can_market)
def publish(request: HttpRequest, actor: Actor, brand: "Brand", gallery: str) -> HttpResponseBase:
    """Show it to everybody."""
    current = galleries_services.publish(gallery=found(actor, gallery), by=actor, at=now())
    messages.success(request, _("Published. Everybody with the link can see it."))
    return redirect(_address(brand, current))


@require_POST
@member_page(accounts_permissions.can_market)
def unpublish(request: HttpRequest, actor: Actor, brand: "Brand", gallery: str) -> HttpResponseBase:
    """Take its page away."""
    current = galleries_services.unpublish(gallery=found(actor, gallery), by=actor, at=now())
    messages.success(request, _("Not public any more."))
    return redirect(_address(brand, current))


def _address(brand: "Brand", gallery: "Gallery") -> str:
    return reverse("marketers:gallery", kwargs={"brand": brand.slug, "gallery": gallery.slug})
