"""Makes sign-in stand at one address, whichever of the site's names a request came to.

django-allauth counts wrong passwords and writes the links of its mails by the Host of the request, ports included: so
many ports, so many fresh tries, and a link that leads wherever somebody wished.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

SIGN_IN = "/accounts/"


def at_the_site(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware, behind that of CSRF: it compares the browser's own address with the Host that really came."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_view(request: HttpRequest, *_view: Any) -> None:
        if request.path_info.startswith(SIGN_IN):
            request.META["HTTP_HOST"] = urlsplit(settings.SITE_URL).netloc

    middleware.process_view = process_view  # type: ignore[attr-defined]  # where Django looks for it
    return middleware
