"""Galleries: marketers curate them; anyone reads a published one as JSON, JSON Feed or Atom."""

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import permissions as accounts_permissions
from campaigns import queries as campaigns_queries
from galleries import queries as galleries_queries, services as galleries_services
from portals import addresses, shared
from portals.api import base, problems, public
from portals.api.serializers import galleries as shapes

if TYPE_CHECKING:
    from galleries.models import Gallery

ORDER = ("-created_at", "id")


class GalleryList(base.ApiView):
    """The brand's galleries."""

    @extend_schema(responses=shapes.GalleryShown(many=True), operation_id="galleries_list")
    def get(self, request: Request) -> Response:
        actor, _brand = self.member(accounts_permissions.can_view)
        return base.page(request, galleries_queries.of_brand(actor), ORDER, show)

    @extend_schema(request=shapes.GalleryWritten, responses={201: shapes.GalleryShown})
    @base.idempotent(known=base.a_member(accounts_permissions.can_market))
    def post(self, request: Request) -> Response:
        actor, brand = self.member(accounts_permissions.can_market)
        written = shapes.GalleryWritten(data=request.data)
        written.is_valid(raise_exception=True)
        values = dict(written.validated_data)
        slug, published = values.pop("campaign", None), values.pop("published", False)
        campaign = campaigns_queries.get(actor, slug) if slug else None
        if slug and campaign is None:
            raise problems.invalid({"campaign": ["There is no such campaign."]})
        with problems.from_fields():
            gallery = galleries_services.create(brand=brand, by=actor, at=shared.now(), campaign=campaign, **values)
            if published:
                gallery = galleries_services.publish(gallery=gallery, by=actor, at=shared.now())
        return Response(show(gallery), status=status.HTTP_201_CREATED)


class GalleryOne(base.ApiView):
    """One gallery."""

    @extend_schema(responses=shapes.GalleryShown)
    def get(self, request: Request, slug: str) -> Response:
        actor, _brand = self.member(accounts_permissions.can_view)
        return Response(whole(base.found(galleries_queries.get(actor, slug))))

    @extend_schema(request=shapes.GalleryChanged, responses=shapes.GalleryShown)
    def patch(self, request: Request, slug: str) -> Response:
        actor, _brand = self.member(accounts_permissions.can_market)
        gallery = base.found(galleries_queries.get(actor, slug))
        written = shapes.GalleryChanged(data=request.data)
        written.is_valid(raise_exception=True)
        with problems.from_fields():
            gallery = galleries_services.update(gallery=gallery, by=actor, at=shared.now(), **written.validated_data)
        return Response(whole(gallery))


class Items(base.ApiView):
    """What is in a gallery, in order."""

    @extend_schema(request=shapes.ItemsWritten, responses=shapes.GalleryShown)
    def put(self, request: Request, slug: str) -> Response:
        actor, _brand = self.member(accounts_permissions.can_market)
        gallery = base.found(galleries_queries.get(actor, slug))
        written = shapes.ItemsWritten(data=request.data)
        written.is_valid(raise_exception=True)
        with problems.from_fields():
            galleries_services.set_items(
                gallery=gallery, submissions=written.validated_data["submissions"], by=actor, at=shared.now()
            )
        return Response(whole(base.found(galleries_queries.get(actor, slug))))


class Public(base.ApiView):
    """A published gallery: only what may be shown at this moment."""

    authentication_classes = ()

    @extend_schema(responses=shapes.PublicGallery)
    def get(self, request: Request, slug: str) -> Any:
        gallery = base.found(galleries_queries.public(slug))
        return public.cached(request, Response(public.gallery(gallery, at=shared.now())))


class JsonFeed(base.ApiView):
    """The same as a JSON Feed 1.1."""

    authentication_classes = ()

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, slug: str) -> Any:
        gallery = base.found(galleries_queries.public(slug))
        feed = public.json_feed(gallery, at=shared.now())
        return public.cached(request, Response(feed, content_type="application/feed+json"))


class AtomFeed(base.ApiView):
    """The same as Atom."""

    authentication_classes = ()

    @extend_schema(responses={(200, "application/atom+xml"): OpenApiTypes.STR})
    def get(self, request: Request, slug: str) -> Any:
        gallery = base.found(galleries_queries.public(slug))
        feed = public.atom(gallery, at=shared.now())
        return public.cached(request, HttpResponse(feed, content_type=Atom1Feed.content_type))


def show(gallery: "Gallery") -> dict[str, Any]:
    """A gallery as members see it."""
    address = reverse("fans:gallery", kwargs={"slug": gallery.slug})
    return {
        **{name: getattr(gallery, name) for name in ("slug", "title", "introduction", "version")},
        "campaign": gallery.campaign.slug if gallery.campaign else None,
        "published": gallery.published_at is not None,
        "url": addresses.absolute(address),
    }


def whole(gallery: "Gallery") -> dict[str, Any]:
    """With its submissions in order."""
    return {**show(gallery), "submissions": [str(item.submission_id) for item in gallery.items.all()]}
