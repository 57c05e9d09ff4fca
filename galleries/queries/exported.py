"""What members read of their exports; scoped to their brand."""

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.actors import Actor
from core.waiting import Waiting
from galleries import permissions
from galleries.models import Export, ExportItem
from submissions import queries as submissions_queries
from submissions.lifecycle import State
from submissions.models import Asset

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Counted(TypedDict):
    """What `exports` adds to an export."""

    included_count: int
    refused_count: int


class Worded(TypedDict):
    """What `requested_assets` adds to an asset."""

    words: str


@dataclass(frozen=True)
class Left:
    """An asset that an export left out, with the sentences why."""

    item: ExportItem
    codes: tuple[str, ...]
    sentences: tuple[str, ...]


def exports(actor: Actor) -> "QuerySet[WithAnnotations[Export, Counted]]":
    """The exports this person may read, newest first, with `included_count` and `refused_count`."""
    inside = ~Q(items__file="")
    return (
        _readable(actor)
        .select_related("brand", "gallery", "requested_by")
        .annotate(
            included_count=Count("items", filter=inside & Q(items__isnull=False)),
            refused_count=Count("items", filter=Q(items__file="")),
        )
        .order_by("-created_at", "id")
    )


def with_left_out(actor: Actor) -> "QuerySet[WithAnnotations[Export, Counted]]":
    """The same exports, each with its `items` fetched for all of them at once: only those that were left out."""
    return exports(actor).prefetch_related(Prefetch("items", ExportItem.objects.filter(file="").order_by("pk")))


def _readable(actor: Actor) -> QuerySet[Export]:
    """All of the brand; for a token that may export and read nothing else, what its owner asked for."""
    if actor.brand_id is None:
        return Export.objects.none()
    of_brand = Export.objects.filter(brand_id=actor.brand_id)
    if permissions.can_see(actor, actor.brand_id):
        return of_brand
    if actor.user_id is not None and permissions.can_request_export(actor, actor.brand_id):
        return of_brand.filter(requested_by_id=actor.user_id)
    return Export.objects.none()


def export(actor: Actor, export_id: uuid.UUID) -> Export | None:
    """One export of the brand; a foreign one is missing."""
    return exports(actor).filter(pk=export_id).first()


def included(export: Export) -> QuerySet[ExportItem]:
    """The files of one (already scoped) export, in the order of the ZIP."""
    found = ExportItem.objects.filter(export=export).exclude(file="")
    return found.select_related("submission__contributor__identity", "asset").order_by("file")


def left_out(export: Export) -> list[Left]:
    """What one (already scoped) export left out, and why. Two queries."""
    found = ExportItem.objects.filter(export=export, file="").select_related("submission__campaign", "asset")
    return [
        Left(
            item,
            tuple(reason["code"] for reason in item.refused),
            tuple(reason["sentence"] for reason in item.refused),
        )
        for item in found.prefetch_related("asset__renditions").order_by("pk")
    ]


def requested_assets(export: Export) -> "list[WithAnnotations[Asset, Worded]]":
    """Every asset that was asked for, in the order of the gallery or the campaign, with all that a manifest needs.

    `words` is the digest of the words that were read: nobody knows yet whether somebody has decided on them.
    """
    assets = Asset.objects.filter(brand_id=export.brand_id).select_related(
        "submission__campaign", "submission__contributor__identity"
    )
    assets = assets.annotate(words=submissions_queries.public_words())
    if export.gallery is not None:
        found = assets.filter(submission__gallery_items__gallery=export.gallery)
        ordered = found.order_by("submission__gallery_items__position", "submission_id", "position")
    else:
        found = assets.filter(submission__campaign__slug=export.filter["campaign"], submission__state=State.APPROVED)
        ordered = found.order_by("submission__received_at", "submission_id", "position")
    return list(ordered.prefetch_related("renditions"))


def open_exports() -> Waiting:
    """What is still to be made, of all brands: for who looks after the installation."""
    rows = Export.objects.filter(state__in=[Export.State.WAITING, Export.State.RUNNING]).order_by("created_at")
    first = rows.first()
    return Waiting("exports") if first is None else Waiting("exports", rows.count(), first.created_at, first.last_error)
