"""What marketers read of their galleries; scoped to their brand, constant in the number of queries."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.actors import Actor
from campaigns.models import Campaign
from galleries import permissions, uses
from galleries.models import Gallery, GalleryItem
from submissions import queries as submissions_queries
from submissions.lifecycle import State
from submissions.models import Asset, AssetState, Submission


@dataclass(frozen=True)
class Hidden:
    """An item that will not show now: why, as a code and a sentence."""

    submission_id: uuid.UUID
    code: str
    sentence: str


@dataclass(frozen=True)
class Item:
    """One item as the studio shows it: whether visitors see it, or why not."""

    submission: Submission
    position: int
    shows: bool
    hidden: Hidden | None


def of_brand(actor: Actor) -> QuerySet[Gallery]:
    """The brand's galleries, newest first, with the number of their items as `item_count`."""
    if actor.brand_id is None or not permissions.can_see(actor, actor.brand_id):
        return Gallery.objects.none()
    return (
        Gallery.objects.filter(brand_id=actor.brand_id)
        .select_related("brand", "campaign")
        .annotate(item_count=Count("items"))
        .order_by("-created_at", "id")
    )


def get(actor: Actor, slug: str) -> Gallery | None:
    """One gallery of the brand; a foreign one is missing."""
    return of_brand(actor).filter(slug=slug).first()


def of_campaign(actor: Actor, campaign: Campaign) -> QuerySet[Gallery]:
    """The published galleries that belong to a campaign, or show something of it."""
    inside = GalleryItem.objects.filter(gallery=OuterRef("pk"), submission__campaign=campaign)
    published = of_brand(actor).filter(published_at__isnull=False)
    return published.filter(Q(campaign=campaign) | Q(Exists(inside)))


def to_export(actor: Actor, slug: str) -> Gallery | None:
    """One gallery of the brand for somebody who may export, also by a token that reads nothing else."""
    if actor.brand_id is None or not permissions.can_request_export(actor, actor.brand_id):
        return None
    return Gallery.objects.filter(brand_id=actor.brand_id, slug=slug).select_related("brand", "campaign").first()


def items(gallery: Gallery, *, at: datetime.datetime) -> list[Item]:
    """The items of one (already scoped) gallery in order, each with its answer. Five queries."""
    return [
        Item(row.submission, row.position, row.shows, None if row.shows else _hidden(row.submission))
        for row in _rows(gallery, at=at)
        .select_related("submission__campaign", "submission__contributor__identity")
        .prefetch_related("submission__assets__renditions")
    ]


def hidden(gallery: Gallery, *, at: datetime.datetime) -> list[Hidden]:
    """The items that will not show now, each with its reason. Two queries."""
    rows = _rows(gallery, at=at).filter(shows=False)
    assets = Prefetch("submission__assets", Asset.objects.only("pk", "submission_id", "state", "withdrawn_at"))
    return [_hidden(row.submission) for row in rows.select_related("submission").prefetch_related(assets)]


def candidates(actor: Actor, gallery: Gallery) -> QuerySet[Submission]:
    """Approved submissions of the brand that are not in the gallery yet, newest first."""
    inside = GalleryItem.objects.filter(gallery=gallery, submission=OuterRef("pk"))
    return (
        submissions_queries.of_brand(actor)
        .filter(state=State.APPROVED, brand_id=gallery.brand_id)
        .filter(~Exists(inside))
        .select_related("campaign", "contributor__identity")
        .prefetch_related("assets__renditions")
        .order_by("-received_at", "-id")
    )


def _rows(gallery: Gallery, *, at: datetime.datetime) -> QuerySet[Any]:
    """The items, each with `shows`."""
    publishable = submissions_queries.publishable(use=uses.PAGE, at=at).filter(submission=OuterRef("submission"))
    return gallery.items.annotate(shows=Exists(publishable)).order_by("position", "id")


def _hidden(submission: Submission) -> Hidden:
    code = _code(submission)
    sentences = {
        State.RECEIVING: _("It is still being received; it will show once it is approved."),
        State.PROCESSING: _("It is still being prepared; it will show once it is approved."),
        State.AWAITING_REVIEW: _("It waits for review; it will show once it is approved."),
        State.REJECTED: _("It was rejected."),
        State.WITHDRAWN: _("The contributor has withdrawn it."),
        State.UNUSABLE: _("There is no usable picture in it."),
        State.ERASED: _("It was erased."),
        "excluded": _("All of its pictures were left out in review."),
        "rights": _("The permission does not cover showing it on your pages."),
    }
    return Hidden(submission.pk, code, sentences[code])


def _code(submission: Submission) -> str:
    if submission.state != State.APPROVED:
        return submission.state
    left = [asset for asset in submission.assets.all() if asset.withdrawn_at is None]
    if not left:
        return State.WITHDRAWN
    return "rights" if any(asset.state == AssetState.READY for asset in left) else "excluded"
