"""What each view of the review room asks first: the campaign that was chosen, and the item, of this brand."""

import uuid
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse

from accounts.actors import Actor
from campaigns import queries as campaigns_queries
from portals.moderators import stage

if TYPE_CHECKING:
    from accounts.models import Brand
    from campaigns.models import Campaign
    from submissions.models import Submission


def campaign_of(request: HttpRequest, actor: Actor) -> "Campaign | None":
    """The campaign the queue is narrowed to; one that is not there narrows nothing."""
    slug = request.GET.get("campaign", "")
    return campaigns_queries.get(actor, slug) if slug and "\x00" not in slug else None


def item_of(actor: Actor, submission_id: uuid.UUID) -> "Submission":
    """The item, or 404: foreign and missing look the same."""
    found = stage.item(actor, submission_id)
    if found is None:
        raise Http404
    return found


def address(name: str, brand: "Brand", campaign: "Campaign | None" = None, **more: object) -> str:
    """An address of the room that keeps the chosen campaign."""
    path = reverse(f"moderators:{name}", kwargs={"brand": brand.slug, **more})
    return f"{path}?{urlencode({'campaign': campaign.slug})}" if campaign else path
