"""Which language a page speaks: the visitor's on public pages, English in the members' rooms."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

# Bytes that look the same to everybody: a cache should keep them once, not once for each language.
WORDLESS = ("image/", "video/", "application/zip")
ROOMS = "en"


class LanguageMiddleware(LocaleMiddleware):
    """Django's choice by cookie, then by the browser; and caches are told of both, which Django does not."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Name the language of the answer, and what it was chosen by."""
        if response.headers.get("Content-Type", "").startswith(WORDLESS):
            return response
        spoken = super().process_response(request, response)
        patch_vary_headers(spoken, ("Cookie",))
        return spoken


def in_the_rooms(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorate a page of the members' rooms: half a page in the browser's language would be worse than none."""

    @wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(ROOMS):
            response = view(*args, **kwargs)
        response.headers.setdefault("Content-Language", ROOMS)
        return response

    return wrapped
