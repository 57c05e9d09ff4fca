"""Campaigns: anyone reads the live and listed ones, marketers create and run them."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import permissions as accounts_permissions
from campaigns import (
    lifecycle as campaigns_lifecycle,
    queries as campaigns_queries,
    services as campaigns_services,
    validators as campaigns_validators,
)
from portals import addresses, shared
from portals.api import base, problems
from portals.api.serializers import campaigns as shapes

if TYPE_CHECKING:
    from accounts.models import Brand
    from campaigns.models import Campaign
    from rights.models import Terms

ORDER = ("-created_at", "id")
LIVE_ORDER = ("-opened_at", "id")


class CampaignList(base.ApiView):
    """The live and listed campaigns; with a token, all of the brand."""

    @extend_schema(responses=shapes.CampaignShown(many=True), operation_id="campaigns_list")
    def get(self, request: Request) -> Response:
        caller = self.caller()
        if caller.brand is None:
            return base.page(request, campaigns_queries.live_and_listed(shared.now()), LIVE_ORDER, show)
        actor, _brand = self.member(accounts_permissions.can_view)
        return base.page(request, campaigns_queries.of_brand(actor), ORDER, show_inside)

    @extend_schema(request=shapes.CampaignWritten, responses={201: shapes.CampaignShown})
    @base.idempotent(known=base.a_member(accounts_permissions.can_market))
    def post(self, request: Request) -> Response:
        actor, brand = self.member(accounts_permissions.can_market)
        written = shapes.CampaignWritten(data=request.data)
        written.is_valid(raise_exception=True)
        with problems.from_fields():
            campaign = campaigns_services.create_whole(brand=brand, by=actor, at=shared.now(), **written.validated_data)
        return Response(show_inside(campaign), status=status.HTTP_201_CREATED)


class CampaignOne(base.ApiView):
    """One campaign."""

    @extend_schema(
        responses=shapes.CampaignShown,
        parameters=[OpenApiParameter("locale", str, description="The language of `terms`; else Accept-Language.")],
    )
    def get(self, request: Request, slug: str) -> Response:
        caller = self.caller()
        campaign = None
        if caller.brand is not None:
            actor, _brand = self.member(accounts_permissions.can_view)
            campaign = campaigns_queries.get(actor, slug)
        locale = request.query_params.get("locale", "")
        if campaign is not None:
            return Response(show_inside(campaign, locale))
        return Response(show(base.found(campaigns_queries.public(slug, shared.now())), locale))

    @extend_schema(request=shapes.CampaignWritten(partial=True), responses=shapes.CampaignShown)
    def patch(self, request: Request, slug: str) -> Response:
        actor, _brand = self.member(accounts_permissions.can_market)
        campaign = base.found(campaigns_queries.get(actor, slug))
        written = shapes.CampaignWritten(data=request.data, partial=True)
        written.is_valid(raise_exception=True)
        with problems.from_fields():
            campaign = campaigns_services.update_whole(
                campaign=campaign, by=actor, at=shared.now(), **written.validated_data
            )
        return Response(show_inside(campaign))


class Open(base.ApiView):
    """Open a campaign: from now on it takes submissions."""

    @extend_schema(request=None, responses=shapes.CampaignShown)
    def post(self, request: Request, slug: str) -> Response:
        return _run(self, slug, campaigns_services.open_campaign)


class Close(base.ApiView):
    """Close a campaign: it takes no more submissions."""

    @extend_schema(request=None, responses=shapes.CampaignShown)
    def post(self, request: Request, slug: str) -> Response:
        return _run(self, slug, campaigns_services.close_campaign)


def _run(view: base.ApiView, slug: str, service: Any) -> Response:
    actor, _brand = view.member(accounts_permissions.can_market)
    campaign = base.found(campaigns_queries.get(actor, slug))
    try:
        with problems.from_fields():
            return Response(show_inside(service(campaign=campaign, by=actor, at=shared.now())))
    except (campaigns_lifecycle.MoveRefused, campaigns_services.NotReady) as error:
        raise problems.conflict(str(error)) from error


def show(campaign: "Campaign", locale: str = "") -> dict[str, Any]:
    """A campaign as everyone may read it; its terms in the language that is asked for, where there is one."""
    terms = campaigns_queries.terms_in(campaign, locale or get_language() or "en")
    most = asdict(campaigns_validators.limits_of(campaign))
    address = reverse("fans:campaign", kwargs={"slug": campaign.slug})
    return {
        **{name: getattr(campaign, name) for name in _PLAIN},
        "hashtags": [hashtag.tag for hashtag in campaign.hashtags.all()],
        "limits": {name: most.get(name, getattr(campaign, name)) for name in _LIMITS},
        "questions": [{name: getattr(question, name) for name in _QUESTION} for question in campaign.questions.all()],
        "terms": _terms(terms, campaign) if terms else None,
        "brand": _brand(campaign.brand),
        "url": addresses.absolute(address),
        "submit_url": addresses.absolute(reverse("fans:submit", kwargs={"slug": campaign.slug})),
    }


def show_inside(campaign: "Campaign", locale: str = "") -> dict[str, Any]:
    """A campaign as its brand's members read it: also what strangers could use against it."""
    return {**show(campaign, locale), **{name: getattr(campaign, name) for name in _INSIDE}}


_PLAIN = (
    "slug",
    "title",
    "tagline",
    "brief",
    "state",
    "listed",
    "accent",
    "proof_of_work",
    "version",
    "opens_at",
    "closes_at",
)
_INSIDE = ("report_threshold", "answer_hours")
_LIMITS = tuple(shapes.LimitsShown().get_fields())
_QUESTION = tuple(shapes.QuestionShown().get_fields())
_SCOPE = tuple(shapes.OfferedScope().get_fields())


def _terms(terms: "Terms", campaign: "Campaign") -> dict[str, Any]:
    return {
        "locales": [offered.locale for offered in campaigns_queries.offered_terms(campaign)],
        "version": terms.version,
        "locale": terms.locale,
        "text": terms.text,
        "text_hash": terms.text_hash,
        "summary": terms.summary,
        "scopes": [{name: scope.get(name) for name in _SCOPE} for scope in terms.scopes],
    }


def _brand(brand: "Brand") -> dict[str, Any]:
    names = [name for name in shapes.BrandShown().get_fields() if name != "logo_url"]
    logo = addresses.logo_url(brand)
    return {**{name: getattr(brand, name) for name in names}, "logo_url": addresses.absolute(logo) if logo else ""}
