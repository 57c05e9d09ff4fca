"""A published gallery: what may be shown of it now."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from engagement import services as engagement_services
from galleries import queries as galleries_queries
from portals import addresses, shared
from portals.fans import invitations, showing


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """The pictures, who gave them, and the way to take part. Views are counted, visitors are not."""
    at = shared.now()
    gallery = galleries_queries.public(slug)
    if gallery is None:
        raise Http404
    engagement_services.count_view(at=at, user_agent=request.headers.get("User-Agent", ""), gallery=gallery)
    tiles = showing.tiles(galleries_queries.shown(gallery, at=at), report="fans:report_gallery", slug=slug)
    context = {
        "gallery": gallery,
        "brand": gallery.brand,
        "campaign": gallery.campaign,
        "invitation": invitations.of_gallery(gallery, at=at),
        "tiles": tiles,
        "counted": showing.counted(showing.by_kind(tiles)),
        "givers": len({tile.credit for tile in tiles if tile.credit}),
        "feeds": showing.feeds(slug),
        "absolute_url": addresses.absolute(reverse("fans:gallery", kwargs={"slug": slug})),
        "og_image": showing.preview(showing.picked(tiles, request.GET.get("picture", "")) or tiles),
    }
    response = render(request, "fans/gallery.html", context)
    response.headers["Cache-Control"] = "no-cache"
    return response
