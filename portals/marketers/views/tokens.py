"""API tokens: made for oneself, shown once, revocable at any time."""

import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import permissions as accounts_permissions, queries as accounts_queries, services as accounts_services
from accounts.actors import Actor
from portals import lists
from portals.marketers import frame
from portals.marketers.forms import errors
from portals.marketers.forms.settings import RevokeTokenForm, TokenForm
from portals.shared import member_page, now

if TYPE_CHECKING:
    from accounts.models import Brand


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(accounts_permissions.can_view)
def tokens(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponseBase:
    """The list, and a form for a new one; its secret stands on the answer to that form and nowhere else."""
    allowed = accounts_permissions.scopes_of(actor.role or "")
    form = TokenForm(request.POST or None, scopes=allowed)
    secret = _create(request, actor, brand, form) if request.method == "POST" and form.is_valid() else ""
    listed = lists.listed(request, accounts_queries.api_tokens(actor), order=("-created_at", "-id"))
    context = {
        "form": TokenForm(scopes=allowed) if secret else form,
        "secret": secret,
        "listed": listed,
        "tab": "tokens",
        "at": now(),
    }
    return frame.page(request, actor, brand, "settings/tokens.html", context, section="settings")


def _create(request: HttpRequest, actor: Actor, brand: "Brand", form: TokenForm) -> str:
    until = form.cleaned_data["expires_at"]
    try:
        _token, secret = accounts_services.create_token(
            brand=brand,
            user=request.user,  # type: ignore[arg-type]  # members are signed in
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            expires_at=_end_of(until) if until else None,
            by=actor,
            at=now(),
        )
    except ValidationError as error:
        errors.put(form, error)
        return ""
    return secret


def _end_of(day: datetime.date) -> datetime.datetime:
    """The last moment of that day where the brand is."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(23, 59, 59)))


@require_POST
@member_page(accounts_permissions.can_view)
def revoke(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponseBase:
    """Make a token useless."""
    form = RevokeTokenForm(request.POST)
    found = (
        accounts_queries.api_tokens(actor).filter(pk=form.cleaned_data["token"]).first() if form.is_valid() else None
    )
    if found is None:
        raise Http404
    accounts_services.revoke_token(token=found, by=actor, at=now())
    messages.success(request, _("Revoked. Whoever uses this token is refused from now on."))
    return redirect("marketers:tokens", brand=brand.slug)
