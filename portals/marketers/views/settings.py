"""Settings of the brand: its profile and the log of who did what."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

import mediakit
from accounts import (
    permissions as accounts_permissions,
    processing as accounts_processing,
    queries as accounts_queries,
    services as accounts_services,
)
from accounts.actors import Actor
from core import storage
from portals import bodies, lists, words
from portals.marketers import frame
from portals.marketers.forms import errors
from portals.marketers.forms.settings import LogoForm, ProfileForm
from portals.shared import member_page, now
from submissions import queries as submissions_queries

if TYPE_CHECKING:
    from accounts.models import AuditEntry, Brand

PROFILE = (
    "name",
    "legal_name",
    "address",
    "contact_email",
    "website",
    "privacy_url",
    "retention_months",
    "accent",
    "timezone",
)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(accounts_permissions.can_manage)
def profile(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponseBase:
    """Who the brand is, on every public page."""
    form = ProfileForm(request.POST or None, initial={name: getattr(brand, name) for name in PROFILE})
    if request.method == "POST" and form.is_valid():
        try:
            accounts_services.update_brand(brand=brand, by=actor, at=now(), **form.cleaned_data)
        except ValidationError as error:
            errors.put(form, error)
        else:
            messages.success(request, _("Saved. Public pages show it from now on."))
            return redirect("marketers:profile", brand=brand.slug)
    return frame.page(
        request, actor, brand, "settings/profile.html", {"form": form, "tab": "profile"}, section="settings"
    )


@bodies.takes(bodies.picture(accounts_processing.MOST_BYTES), members_only=True)
@require_http_methods(["GET", "HEAD", "POST"])
@member_page(accounts_permissions.can_manage)
def logo(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponseBase:
    """What stands for the brand's name at the head of its public pages and on its posters."""
    form = LogoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and "remove" in request.POST:
        accounts_processing.remove_logo(brand=brand, by=actor, at=now())
        messages.success(request, _("The logo is gone. Your name stands there again."))
        return redirect("marketers:logo", brand=brand.slug)
    if request.method == "POST" and form.is_valid() and _logo_set(brand, form, actor):
        messages.success(request, _("The logo is set. Public pages and posters show it from now on."))
        return redirect("marketers:logo", brand=brand.slug)
    context = {"form": form, "tab": "logo"}
    return frame.page(request, actor, brand, "settings/logo.html", context, section="settings")


def _logo_set(brand: "Brand", form: LogoForm, actor: Actor) -> bool:
    try:
        accounts_processing.set_logo(brand=brand, file=form.cleaned_data["logo"], by=actor, at=now())
    except ValidationError as error:
        errors.put(form, error)
        return False
    except mediakit.MediaError as error:
        form.add_error("logo", submissions_queries.failure_sentence(error.code))
        return False
    except storage.Unavailable as error:
        passing = _("The logo could not be stored just now. Please try again in a moment.")
        form.add_error("logo", words.store_trouble(error, passing))
        return False
    return True


@require_safe
@member_page(accounts_permissions.can_view)
def settings(_request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponseBase:
    """The first page of the settings that this person may see."""
    owner = accounts_permissions.can_manage(actor, brand.pk)
    return redirect("marketers:profile" if owner else "marketers:members", brand=brand.slug)


def _details(entry: "AuditEntry") -> list[tuple[str, object]]:
    """What stands beside an entry, with a member's own words while they are there."""
    words = getattr(entry, "words", None)
    return [*dict(entry.detail).items(), *([("reason", words.text)] if words else [])]


@require_safe
@member_page(accounts_permissions.can_manage)
def audit(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponseBase:
    """Who did what, newest first."""
    listed = lists.listed(request, accounts_queries.audit(actor), order=("-at", "-id"))
    names = {f"user:{member.user_id}": str(member.user) for member in accounts_queries.members(actor)}
    rows = [(entry, names.get(entry.actor, entry.actor), _details(entry)) for entry in listed.items]
    context = {"rows": rows, "listed": listed, "tab": "audit"}
    return frame.page(request, actor, brand, "settings/audit.html", context, section="settings")
