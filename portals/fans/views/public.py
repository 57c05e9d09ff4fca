"""What anybody may see of campaigns: the front page, the invitation, its terms and its QR code."""

import io

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from campaigns import queries as campaigns_queries
from engagement import services as engagement_services
from galleries import queries as galleries_queries
from portals import shared
from portals.fans import counting, invitations, not_open_yet, reasons, showing

SHOWN = 24


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is live."""
    at = shared.now()
    live = invitations.invitations(campaigns_queries.live_and_listed(at), at=at)
    return render(request, "fans/home.html", {"invitations": live})


@require_safe
def campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """One invitation: what is asked, what others sent, who asks, and the way to take part."""
    at = shared.now()
    found = invitations.public_or_404(slug, at=at)
    engagement_services.count_view(at=at, user_agent=request.headers.get("User-Agent", ""), campaign=found)
    counting.count(request, found, counting.PAGE_SEEN, at=at)
    if campaigns_queries.is_ahead(found, at):
        return not_open_yet.page(request, invitations.invitation(found, at=at))
    shown = galleries_queries.shown_on_campaign(found, at=at, limit=SHOWN + 1)
    invitation = invitations.invitation(found, at=at)
    at_once = 0 if invitation.hero else showing.FIRST_SCREEN
    tiles = showing.tiles(shown[:SHOWN], report="fans:report_campaign", slug=slug, at_once=at_once)
    counted = galleries_queries.counted_on_campaign(found, at=at) if len(shown) > SHOWN else showing.by_kind(tiles)
    picked = showing.picked(tiles, request.GET.get("picture", ""))
    hero = (invitation.absolute_hero_url, found.hero_alt) if invitation.hero_url and not picked else None
    context = {
        "invitation": invitation,
        "tiles": tiles,
        "there_is_more": len(shown) > SHOWN,
        "counted": showing.counted(counted),
        "why": reasons.reasons(found) if invitation.open else None,
        "now": at,
        "og_image": hero or showing.preview(picked or tiles),
        "campaign": found,
        "brand": found.brand,
    }
    response = render(request, "fans/campaign.html", context)
    # Asked for anew each time, so that what was taken back is gone at once and every opening is counted.
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def short(request: HttpRequest, code: str) -> HttpResponse:
    """The short link of a poster leads to the invitation."""
    at = shared.now()
    found = campaigns_queries.by_code(code, at)
    if found is None:
        raise Http404
    counting.count(request, found, counting.SHORT_LINK, at=at)
    response = redirect("fans:campaign", slug=found.slug)
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def terms(request: HttpRequest, slug: str) -> HttpResponse:
    """The terms in full and in plain sentences, with version and hash."""
    at = shared.now()
    found = invitations.public_or_404(slug, at=at)
    shown = campaigns_queries.terms_in(found, get_language() or "en")
    if shown is None:
        raise Http404
    context = {
        "campaign": found,
        "brand": found.brand,
        "terms": shown,
        "scopes": campaigns_queries.scopes_in(shown),
        "invitation": invitations.invitation(found, at=at),
    }
    return render(request, "fans/terms.html", context)


@require_safe
def qr(request: HttpRequest, slug: str) -> HttpResponse:
    """A QR code that leads to the invitation, for posters and screens."""
    invitations.public_or_404(slug, at=shared.now())
    address = settings.SITE_URL + reverse("fans:campaign", kwargs={"slug": slug})
    drawing = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawing, kind="svg", scale=8, border=4, light="#fff", dark="#000", xmldecl=False, title=address
    )
    headers = {"Cache-Control": "public, max-age=3600"}
    return HttpResponse(drawing.getvalue(), content_type="image/svg+xml", headers=headers)
