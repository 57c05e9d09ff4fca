"""Gives every request a name, for the log and for whoever asks us about it: `X-Request-ID`."""

import re
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from core import tracing

HEADER = "X-Request-ID"
_NAME = re.compile(r"[A-Za-z0-9._-]{8,64}")


def traced(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: take the name that a proxy of ours gave, or make one; what a visitor writes is nobody's word."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get(HEADER, "") if settings.ALLAUTH_TRUSTED_PROXY_COUNT else ""
        name = given if _NAME.fullmatch(given) else uuid.uuid4().hex
        vars(request)["trace"] = name  # Django writes its own line about the answer when we are through
        with tracing.of(name):
            response = get_response(request)
        response.headers[HEADER] = name
        return response

    return middleware
