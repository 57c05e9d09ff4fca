"""The page of a campaign that is not open yet: when it opens, and how one is told."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from campaigns import queries as campaigns_queries
from portals.fans.invitations import Invitation
from portals.fans.own_forms import RemindForm

if TYPE_CHECKING:
    from portals.fans.forms import JudgedElsewhere


def page(
    request: HttpRequest, invitation: Invitation, *, form: "JudgedElsewhere | None" = None, status: int = 200
) -> HttpResponse:
    """The date, the brief, a reminder and a calendar file; a refused form is given back."""
    campaign = invitation.campaign
    context: dict[str, Any] = {
        "invitation": invitation,
        "campaign": campaign,
        "brand": campaign.brand,
        "scopes": campaigns_queries.scopes_of(campaign),
        "form": form or RemindForm(),
        "asked": request.GET.get("asked") == "1" and form is None,
        "calendar_url": reverse("fans:calendar", kwargs={"slug": campaign.slug}),
        "remind_url": reverse("fans:remind", kwargs={"slug": campaign.slug}),
        "og_image": (invitation.absolute_hero_url, campaign.hero_alt),
    }
    response = render(request, "fans/not_open_yet.html", context, status=status)
    response.headers["Cache-Control"] = "no-cache"
    return response
