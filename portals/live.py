"""Pages that stay fresh without being loaded again: a script asks for them with a header, and mostly hears "no news".

`look` only looks; `seen` says that somebody has the new words before their eyes.
"""

import datetime
import hashlib

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotModified

HEADER = "X-Live"
LOOK, SEEN = "look", "seen"
# Waits and times to rest move with the clock, also where nothing else does.
STEP = 60


def asked(request: HttpRequest) -> str:
    """How the script asks; empty when a person opened the page."""
    how = request.headers.get(HEADER, "")
    return how if how in (LOOK, SEEN) else ""


def looked_at(request: HttpRequest) -> bool:
    """Whether a person sees this answer: not who only asks whether it is there, nor a browser that fetches ahead."""
    return request.method != "HEAD" and not fetched_ahead(request) and asked(request) != LOOK


def fetched_ahead(request: HttpRequest) -> bool:
    """Whether a browser fetches this in case somebody will want it."""
    purposes = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return any("prefetch" in purpose for purpose in purposes)


def tag(stamp: str, at: datetime.datetime) -> str:
    """The name of how a page stands; it tells nothing about what stands there."""
    moment = int(at.timestamp()) // STEP
    return f'"{hashlib.sha256(f"{stamp}:{moment}".encode()).hexdigest()[:32]}"'


def no_news(request: HttpRequest, tag: str) -> HttpResponseBase | None:
    """The short answer for a script that knows this already."""
    if not asked(request) or request.headers.get("If-None-Match") != tag:
        return None
    return named(request, HttpResponseNotModified(), tag)


def named(request: HttpRequest, response: HttpResponseBase, tag: str) -> HttpResponseBase:
    """The answer with its name; a page that a person opened needs none."""
    if asked(request):
        response.headers["ETag"] = tag
        response.headers.setdefault("Cache-Control", "private, no-store")
    return response
