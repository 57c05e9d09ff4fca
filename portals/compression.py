"""Compresses what anybody may read, where no proxy does it; never a page that carries somebody's secret.

A compressed page tells by its length what in it repeats what a stranger had put there (BREACH). So a page with a CSRF
token, a session or a secret in its links goes out as it is: it says `private` or `no-store`, or sets a cookie. The
sending page alone compresses itself: its only secret, the token, is masked anew each time, and Django pads it.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

KINDS = ("text/html", "application/feed+json", "application/atom+xml")


class CompressionMiddleware(GZipMiddleware):
    """The outermost to touch an answer: it has to see every cookie and header that the others set."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Smaller where that is possible and harmless."""
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if not isinstance(response, HttpResponse) or kind not in KINDS or _carries_secrets(request, response):
            return response
        return super().process_response(request, response)


def _carries_secrets(request: HttpRequest, response: HttpResponse) -> bool:
    """A CSRF token in a form has its cookie set; who is signed in has a session that the page looked into."""
    caching = response.headers.get("Cache-Control", "")
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES and request.session.accessed
    return bool(response.cookies) or "no-store" in caching or "private" in caching or signed_in
