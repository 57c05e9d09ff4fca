"""Pages behind a contributor's link: the secret in the address is the only key, so it must not travel on.

An unknown, revoked or foreign link and a foreign submission all look the same: one friendly page.
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from accounts import queries as accounts_queries, services as accounts_services
from accounts.actors import Actor
from portals import live, shared

if TYPE_CHECKING:
    from accounts.models import Contributor


class NotHere(Exception):
    """What the link asks for is missing, or somebody else's; which of the two is not said."""


class HandedOver(NotHere):
    """The same for a link that somebody got by mail or from another person, and not with a receipt."""


def actor(contributor: "Contributor") -> Actor:
    """The contributor as the one who acts."""
    return Actor(kind="contributor", brand_id=contributor.brand_id, contributor_id=contributor.pk)


def contributor_page(
    view: Callable[Concatenate[HttpRequest, "Contributor", ...], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Decorate a page under `/me/<token>/`: the view gets `request, contributor, token` and the rest.

    No CSRF token is asked for: no cookie gives any right here, only the secret in the address does, and browsers
    send `Origin: null` from pages with `no-referrer`, which the check would refuse.
    """

    @secret_page
    @wraps(view)
    def wrapped(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
        link = accounts_queries.contributor_link(token)
        if link is None:
            raise NotHere
        if live.looked_at(request):
            accounts_services.note_visit(link=link, at=shared.now())
        return view(request, link.contributor, token=token, **kwargs)

    return wrapped


def secret_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorate a page whose address is its only key: nobody keeps, indexes or passes on where it is."""

    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, **kwargs)
        except NotHere as missing:
            context = {"handed": isinstance(missing, HandedOver)}
            response = render(request, "fans/not_here.html", context, status=404)
        return kept_private(response)

    return csrf_exempt(wrapped)


def kept_private(response: HttpResponseBase) -> HttpResponseBase:
    """Not passed on, not indexed, not kept."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "private, no-store"
    return response
