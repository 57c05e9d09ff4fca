"""What people may ask about themselves: a copy of everything, and to be forgotten."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from accounts import queries as accounts_queries
from portals import quotas, shared
from portals.fans import own_page, private
from privacy import services as privacy_services

if TYPE_CHECKING:
    from accounts.models import Contributor


@private.contributor_page
@require_safe
def copy(request: HttpRequest, contributor: "Contributor", *, token: str) -> HttpResponseBase:
    """Everything that is held about this person, as a ZIP that streams."""
    if request.method == "HEAD":
        return HttpResponse(content_type="application/zip")
    if (pause := quotas.spend(request, quotas.copies())) is not None:
        context = own_page.context(contributor, token) | {"pause": pause}
        return render(request, "fans/privacy/pause.html", context, status=429)
    made = privacy_services.copy(
        contributor=contributor, by=accounts_queries.actor_of_contributor(contributor), at=shared.now()
    )
    response = StreamingHttpResponse(made.chunks, content_type="application/zip")
    response.headers["Content-Disposition"] = str(content_disposition_header(True, made.filename))
    return response


@private.contributor_page
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, contributor: "Contributor", *, token: str) -> HttpResponse:
    """Say what being forgotten means, and do it when it is confirmed. The page is gone afterwards, link and all."""
    if request.method != "POST" or request.POST.get("sure") != "yes":
        asked = request.method == "POST"
        context = own_page.context(contributor, token) | {"unsure": asked}
        return render(request, "fans/privacy/erase.html", context, status=422 if asked else 200)
    privacy_services.erase(
        contributor=contributor, by=accounts_queries.actor_of_contributor(contributor), at=shared.now()
    )
    return render(request, "fans/privacy/erased.html", {"brand": contributor.brand})
