"""The small picture of an upload on its way, for whoever holds its id; nothing of it is public or kept."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from portals import quotas, shared
from portals.media import delivery
from submissions.uploads import queries as uploads_queries, services as uploads_services


@require_safe
def thumbnail(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """Once the file has arrived whole; 404 where there is nothing to show, 503 when others are served."""
    upload = uploads_queries.get(id, shared.now())
    if upload is None:
        raise Http404
    counted = quotas.thumbnails(upload)
    if quotas.spend(request, counted) is not None:
        return _again(429, quotas.seconds_left(counted))
    try:
        drawn = uploads_services.picture(upload)
    except uploads_services.Busy:
        return _again(503, 3)
    if drawn is None:
        raise Http404
    return delivery.guarded(HttpResponse(drawn, content_type=uploads_services.PICTURE_TYPE), delivery.PRIVATE)


def _again(status: int, seconds: int) -> HttpResponse:
    return HttpResponse(status=status, headers={"Retry-After": str(seconds), "Cache-Control": "no-store"})
