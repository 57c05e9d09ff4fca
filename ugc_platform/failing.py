"""What people and programs read when something breaks: a page or a problem document; 503 while a service is away.

It asks neither database nor cache, and no session: all of these may be what is broken.
"""

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils.translation import gettext as _

from portals import documents
from ugc_platform import outages

RETRY_SECONDS = "20"


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`: it is called while the error is being handled."""
    away = bool(outages.away(sys.exc_info()[1]))
    status = 503 if away else 500
    response = _problem(status) if documents.suit(request) else _page(status)
    response.headers["Cache-Control"] = "no-store"
    if away:
        response.headers["Retry-After"] = RETRY_SECONDS
    return response


def _page(status: int) -> HttpResponse:
    return HttpResponse(loader.get_template(f"{status}.html").render(), status=status)


def _problem(status: int) -> HttpResponse:
    says = {
        500: ("error", _("It was not your doing. What had already arrived is safe. Try again in a minute.")),
        503: (
            "unavailable",
            _("We cannot reach our records just now. What had already arrived is safe. Try again in a minute."),
        ),
    }
    body = documents.document(status, *says[status])
    return JsonResponse(body, status=status, content_type=documents.CONTENT_TYPE)
