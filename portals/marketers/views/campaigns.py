"""Campaigns: the list, making and changing one, and the page that tells its story."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from campaigns import (
    lifecycle as campaigns_lifecycle,
    queries as campaigns_queries,
    services as campaigns_services,
    validators as campaigns_validators,
)
from moderation import queries as moderation_queries
from portals import lists
from portals.marketers import frame, story as story_page
from portals.marketers.forms import campaigns as forms, errors
from portals.marketers.posters import wording
from portals.shared import member_page, now

if TYPE_CHECKING:
    from accounts.models import Brand
    from campaigns.models import Campaign

ORDER = ("-created_at", "id")


def found(actor: Actor, slug: str) -> "Campaign":
    """The campaign, or 404: foreign and missing look the same."""
    campaign = campaigns_queries.get(actor, slug)
    if campaign is None:
        raise Http404
    return campaign


@require_safe
@member_page(accounts_permissions.can_view)
def campaigns(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponseBase:
    """All campaigns of the brand, the newest first."""
    state = request.GET.get("state", "")
    wanted = campaigns_queries.of_brand(actor)
    if state in campaigns_lifecycle.State.values:
        wanted = wanted.filter(state=state)
    listed = lists.listed(request, wanted, order=ORDER)
    waiting = moderation_queries.waiting_by_campaign(actor)
    context = {
        "listed": listed,
        "rows": [(campaign, waiting.get(campaign.pk, 0)) for campaign in listed.items],
        "state": state,
        "states": campaigns_lifecycle.State.choices,
    }
    return frame.page(request, actor, brand, "campaigns/list.html", context, section="campaigns")


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(accounts_permissions.can_market)
def create(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponseBase:
    """A new draft, with the default terms of its language to begin with."""
    form = forms.CampaignForm(request.POST or None, initial=forms.beginning())
    if request.method == "POST" and form.is_valid():
        try:
            made = campaigns_services.create_whole(
                brand=brand, by=actor, at=now(), hashtags=form.cleaned_data["hashtags"], **form.fields_of_service()
            )
        except ValidationError as error:
            errors.put(form, error)
        else:
            messages.success(request, _("The draft is ready. Look it over, then open it."))
            return redirect("marketers:campaign", brand=brand.slug, campaign=made.slug)
    return frame.page(request, actor, brand, "campaigns/edit.html", {"form": form}, section="campaigns")


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(accounts_permissions.can_market)
def edit(request: HttpRequest, actor: Actor, brand: "Brand", campaign: str) -> HttpResponseBase:
    """Change what it says and asks."""
    current = found(actor, campaign)
    form = forms.CampaignForm(request.POST or None, initial=forms.as_written(current))
    version = forms.VersionForm(request.POST or None, initial={"version": current.version})
    if request.method == "POST" and form.is_valid() and version.is_valid() and _saved(current, form, version, actor):
        messages.success(request, _("Saved."))
        return redirect("marketers:campaign", brand=brand.slug, campaign=current.slug)
    context = {"form": form, "version": version, "campaign": current, "tab": "edit"}
    return frame.page(request, actor, brand, "campaigns/edit.html", context, section="campaigns")


def _saved(campaign: "Campaign", form: forms.CampaignForm, version: forms.VersionForm, actor: Actor) -> bool:
    try:
        campaigns_services.update_whole(
            campaign=campaign,
            by=actor,
            at=now(),
            version=version.cleaned_data["version"],
            hashtags=form.cleaned_data["hashtags"],
            **form.fields_of_service(),
        )
    except campaigns_services.Stale as stale:
        form.add_error(None, str(stale))
        return False
    except ValidationError as error:
        errors.put(form, error)
        return False
    return True


@require_safe
@member_page(accounts_permissions.can_view)
def campaign(request: HttpRequest, actor: Actor, brand: "Brand", campaign: str) -> HttpResponseBase:
    """How it goes, and what to do next."""
    current = found(actor, campaign)
    context: dict[str, Any] = {
        "campaign": current,
        "tab": "story",
        "short_address": wording.short_address(current),
        "poster_leaves_out": wording.left_out(current),
        **story_page.of(actor=actor, campaign=current, at=now(), may=frame.may(actor, brand)),
    }
    return frame.page(request, actor, brand, "campaigns/story.html", context, section="campaigns")


@require_safe
@member_page(accounts_permissions.can_view)
def preview(request: HttpRequest, actor: Actor, brand: "Brand", campaign: str) -> HttpResponseBase:
    """The campaign as fans will read it, also before it is open."""
    current = found(actor, campaign)
    context = {
        "campaign": current,
        "most": campaigns_validators.limits_of(current),
        "scopes": campaigns_queries.scopes_of(current),
        "tab": "preview",
    }
    return frame.page(request, actor, brand, "campaigns/preview.html", context, section="campaigns")
