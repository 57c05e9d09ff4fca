"""What every door needs: who asks, for which brand, from where, and at what time. No rules of its own."""

import datetime
import uuid
import zoneinfo
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts import permissions as accounts_permissions, queries as accounts_queries
from accounts.actors import Actor
from core import connections
from portals import languages

if TYPE_CHECKING:
    from accounts.models import Brand

Needs = Callable[[Actor, uuid.UUID], bool]


def now() -> datetime.datetime:
    """The moment of this request; everything below the portals gets it as an argument."""
    return timezone.now()


def member(request: HttpRequest, brand_slug: str, needs: Needs) -> "tuple[Actor, Brand]":
    """The signed-in member and the brand. A foreign brand looks like a missing one; a small role is told so."""
    user = request.user
    found = accounts_queries.actor_in_brand(user, brand_slug) if user.is_authenticated else None
    if found is None:
        raise Http404
    actor, brand = found
    if not needs(actor, brand.pk):
        raise PermissionDenied
    return actor, brand


def member_page(
    needs: Needs,
) -> Callable[
    [Callable[Concatenate[HttpRequest, Actor, "Brand", ...], HttpResponseBase]],
    Callable[..., HttpResponseBase],
]:
    """Decorate a page of the back office: the view gets `request, actor, brand` and the rest of the address.

    Visitors are sent to the sign-in page; the address must name the brand as `brand`. Times are the brand's.
    """

    def decorate(
        view: Callable[Concatenate[HttpRequest, Actor, "Brand", ...], HttpResponseBase],
    ) -> Callable[..., HttpResponseBase]:
        @languages.in_the_rooms
        @wraps(view)
        def wrapped(request: HttpRequest, brand: str, **kwargs: Any) -> HttpResponseBase:
            actor, found = member(request, brand, needs)
            with timezone.override(zoneinfo.ZoneInfo(found.timezone)):
                try:
                    response = view(request, actor, found, **kwargs)
                except accounts_permissions.Denied as denied:
                    raise PermissionDenied(str(denied)) from denied
            response.headers.setdefault("Cache-Control", "private, no-store")
            return response

        signed_in = login_required(wrapped)

        @wraps(view)
        def door(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            if request.headers.get("HX-Request") and not request.user.is_authenticated:
                # A sign-in page swapped into a piece of another page would look like its result.
                return HttpResponse(status=401, headers={"Cache-Control": "no-store"})
            return signed_in(request, **kwargs)

        return door

    return decorate


def visitor_key(request: HttpRequest, *, purpose: str) -> str:
    """A keyed hash that tells two connections apart within a month, and names none."""
    return _key_of(connections.connection_of(connections.client_address(request.META)), purpose)


def site_key(request: HttpRequest, *, purpose: str) -> str:
    """The same of the network around it, where somebody may hold very many connections; empty where nobody does."""
    site = connections.site_of(connections.client_address(request.META))
    return _key_of(site, purpose) if site else ""


def _key_of(network: str, purpose: str) -> str:
    month = f"{now():%Y-%m}"
    return salted_hmac(f"visitor:{purpose}:{month}", network, algorithm="sha256").hexdigest()
