"""Answers the two questions of a balancer before anything else is asked: it names a machine by its number.

A host that is not one of ours is refused to everybody else, and these answers tell nothing about it.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from portals.operators import views

PROBES = {"/livez": views.livez, "/readyz": views.readyz}


def answered(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware, right behind Django's own for security, whose headers these answers carry as well."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return PROBES.get(request.path, get_response)(request)

    return middleware
