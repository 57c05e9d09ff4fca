"""The kinds of media addresses. Each asks anew whether the file may be seen; refusals all look like "missing"."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from accounts import queries as accounts_queries
from campaigns import queries as campaigns_queries
from core import storage
from galleries import queries as galleries_queries
from portals import addresses, shared
from portals.media import delivery
from submissions import queries as submissions_queries

if TYPE_CHECKING:
    from submissions.models import Rendition

RETRY_SECONDS = "10"


@require_safe
def public(request: HttpRequest, key: str, spec: str) -> HttpResponseBase:
    """A placement's picture or clip: only while it may be shown there."""
    rendition = galleries_queries.media(key, spec, at=shared.now())
    return _send(request, rendition, caching=delivery.PUBLIC)


@require_safe
def member(request: HttpRequest, signed: str) -> HttpResponseBase:
    """A file for a member or its contributor, by an address that was made for them minutes ago."""
    named = addresses.member_rendition(signed)
    rendition = submissions_queries.rendition_for_people(named[0]) if named else None
    return _send(request, rendition, caching=delivery.kept_by_them(named[1]) if named else delivery.PRIVATE)


@require_safe
def take_down(request: HttpRequest, signed: str) -> HttpResponseBase:
    """A small picture of what members have to take down, as long as they have to."""
    named = addresses.take_down_rendition(signed)
    rendition = galleries_queries.rendition_to_know_by(named[0]) if named else None
    return _send(request, rendition, caching=delivery.PRIVATE)


@require_safe
def hero(request: HttpRequest, slug: str, version: str, size: str = "") -> HttpResponseBase:
    """The picture a brand chose for its public campaign page; the version in the address only tells caches apart."""
    campaign = campaigns_queries.public(slug, shared.now())
    if campaign is None or not campaign.hero_key or version != addresses.version_of(campaign.hero_key):
        raise Http404
    sizes = {file.name: file.key for file in campaign.hero_files.all()} | {"": campaign.hero_key}
    if size not in sizes:
        raise Http404
    key = sizes[size]
    return _answer(request, lambda: delivery.decoration(key), caching=delivery.DECORATION)


@require_safe
def logo(request: HttpRequest, slug: str, version: str) -> HttpResponseBase:
    """A brand's logo in one size; who does not know its version, which only its pages say, learns nothing of it."""
    key = next((key for key in accounts_queries.logo_keys(slug) if version == addresses.version_of(key)), "")
    if not key:
        raise Http404
    return _answer(request, lambda: delivery.decoration(key), caching=delivery.DECORATION)


def _send(request: HttpRequest, rendition: "Rendition | None", *, caching: str) -> HttpResponseBase:
    if rendition is None:
        raise Http404
    return _answer(request, lambda: delivery.stored(rendition), caching=caching)


def _answer(request: HttpRequest, describe: Callable[[], delivery.Stored], *, caching: str) -> HttpResponseBase:
    try:
        return delivery.deliver(request, describe(), caching=caching)
    except storage.Missing as error:
        raise Http404 from error
    except storage.Refused:
        return HttpResponse(status=502, headers={"Cache-Control": "no-store"})
    except storage.Unavailable:
        return HttpResponse(status=503, headers={"Retry-After": RETRY_SECONDS, "Cache-Control": "no-store"})
