"""Compresses what anybody may read, where no proxy does it; never a page that carries somebody's secret.

A compressed page tells by its length what in it repeats what a stranger had put there (BREACH). So a page with a CSRF
token, a session or a secret in its links goes out as it is: it says `private` or `no-store`, or sets a cookie. The
sending page alone compresses itself: its only secret, the token, is masked anew each time, and Django pads it.
"""

import gzip
import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

KINDS = ("text/html", "application/feed+json", "application/atom+xml")
LEAST_BYTES = 600  # less fits into one packet anyway
LEVEL = 6
_REFUSED = re.compile(r"\bgzip\s*;\s*q=0(\.0*)?\s*(,|$)")


class CompressionMiddleware:
    """The outermost to touch an answer: it has to see every cookie and header that the others set."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, smaller where that is possible and harmless."""
        response = self.get_response(request)
        if not isinstance(response, HttpResponse) or not _suits(response) or _carries_secrets(request, response):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if _takes_gzip(request.headers.get("Accept-Encoding", "")):
            _compress(response)
        return response


def _suits(response: HttpResponse) -> bool:
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    return kind in KINDS and len(response.content) >= LEAST_BYTES and "Content-Encoding" not in response.headers


def _carries_secrets(request: HttpRequest, response: HttpResponse) -> bool:
    """A CSRF token in a form has its cookie set; who is signed in has a session that the page looked into."""
    caching = response.headers.get("Cache-Control", "")
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES and request.session.accessed
    return bool(response.cookies) or "no-store" in caching or "private" in caching or signed_in


def _takes_gzip(accepted: str) -> bool:
    return "gzip" in accepted and not _REFUSED.search(accepted)


def _compress(response: HttpResponse) -> None:
    response.content = gzip.compress(response.content, compresslevel=LEVEL, mtime=0)
    response.headers["Content-Encoding"] = "gzip"
    if "Content-Length" in response.headers:
        response.headers["Content-Length"] = str(len(response.content))
    etag = response.headers.get("ETag", "")
    if etag and not etag.startswith("W/"):
        response.headers["ETag"] = f"W/{etag}"  # the same content, other bytes
