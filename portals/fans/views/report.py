"""A visitor says that something shown is not right. The answer is the same whatever comes of it."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from galleries import queries as galleries_queries, services as galleries_services
from portals import quotas, shared
from portals.fans import showing
from portals.fans.forms import ReportForm

if TYPE_CHECKING:
    from campaigns.models import Campaign
    from galleries.models import Gallery, Placement


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def from_campaign(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Report something shown on a campaign's page."""
    placement = galleries_queries.placed(key)
    return _report(request, placement, placement.campaign if placement else None, slug, "fans:campaign")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def from_gallery(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Report something shown in a gallery."""
    placement = galleries_queries.placed(key)
    return _report(request, placement, placement.gallery if placement else None, slug, "fans:gallery")


def _report(
    request: HttpRequest, placement: "Placement | None", place: "Campaign | Gallery | None", slug: str, address: str
) -> HttpResponse:
    if placement is None or place is None or place.slug != slug:
        raise Http404
    picture = showing.single(placement, at=shared.now())
    if picture is None:
        raise Http404
    page = {
        "brand": place.brand,
        "place": place.title,
        "back": reverse(address, kwargs={"slug": slug}),
        "picture": picture,
    }
    if request.method != "POST":
        return render(request, "fans/report.html", page | {"form": ReportForm()})
    return _receive(request, placement.key, page)


def _receive(request: HttpRequest, key: str, page: dict[str, Any]) -> HttpResponse:
    if (pause := quotas.spend(request, quotas.reports())) is not None:
        form = ReportForm(request.POST, errors={"": [pause]})
        return render(request, "fans/report.html", page | {"form": form}, status=429)
    try:
        galleries_services.report(
            key=key,
            reason=request.POST.get("reason", ""),
            note=request.POST.get("note", ""),
            reporter=shared.visitor_key(request, purpose="report"),
            at=shared.now(),
        )
    except ValidationError as refused:
        form = ReportForm(request.POST, errors=refused.message_dict)
        return render(request, "fans/report.html", page | {"form": form}, status=422)
    return render(request, "fans/reported.html", page)
