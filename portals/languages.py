"""Which language a page speaks: the visitor's on public pages, English in the members' rooms.

A visitor's choice is made by address, `?language=de` on any page, so that the menu needs neither script nor form nor
a page of its own; a cookie keeps it for a year. Without a choice the browser's languages count.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes

from core import times

CHOICE = "language"
YEAR = 365 * 24 * 3600
# Bytes that look the same to everybody: a cache should keep them once, not once for each language.
WORDLESS = ("image/", "video/", "application/zip")
ROOMS = "en"


class LanguageMiddleware(LocaleMiddleware):
    """Django's choice by cookie, then by the browser; and caches are told of both, which Django does not."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; whatever else this thread does afterwards knows nothing of the browser's regions."""
        with times.in_regions(request.headers.get("Accept-Language", "")):
            response = super().__call__(request)
        assert isinstance(response, HttpResponseBase)  # no middleware of ours is asynchronous
        return response

    # Django's own answers nothing here; that ours may is what the protocol of middleware foresees.
    def process_request(self, request: HttpRequest) -> HttpResponse | None:  # type: ignore[override]
        """Keep a choice and show the same page again, under its own address."""
        super().process_request(request)
        chosen = request.GET.get(CHOICE, "") if request.method in {"GET", "HEAD"} else ""
        return _keep(request, chosen) if chosen in dict(settings.LANGUAGES) else None

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Name the language of the answer, and what it was chosen by."""
        if response.headers.get("Content-Type", "").startswith(WORDLESS):
            return response
        spoken = super().process_response(request, response)
        patch_vary_headers(spoken, ("Cookie",))
        return spoken


def _keep(request: HttpRequest, language: str) -> HttpResponse:
    rest = request.GET.copy()
    del rest[CHOICE]
    address = escape_leading_slashes(escape_uri_path(request.path))  # two slashes would lead to another site
    response = HttpResponseRedirect(f"{address}?{rest.urlencode()}" if rest else address)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        secure=settings.SITE_IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )
    add_never_cache_headers(response)
    return response


def in_the_rooms(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorate a page of the members' rooms: half a page in the browser's language would be worse than none."""

    @wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(ROOMS):
            response = view(*args, **kwargs)
        response.headers.setdefault("Content-Language", ROOMS)
        return response

    return wrapped
