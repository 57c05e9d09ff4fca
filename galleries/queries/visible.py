"""What everybody may see: galleries and campaign walls in a constant number of queries, and single media files.

Every answer is asked anew from the state and the ledger; nothing is remembered as visible.
"""

import datetime
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from campaigns.lifecycle import State as CampaignState
from campaigns.models import Campaign
from galleries import uses
from galleries.models import Gallery, GalleryItem, Placement
from rights.uses import Use
from submissions import queries as submissions_queries
from submissions.models import Asset, Kind, Rendition, Submission

PUBLIC_CAMPAIGNS = (CampaignState.LIVE, CampaignState.CLOSED)
_KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Spec:
    """One file that can be had under the item's address: `/m/<placement key>/<name>`."""

    name: str
    width: int
    height: int
    content_type: str


@dataclass(frozen=True)
class Shown:
    """One picture or clip that everybody may see now."""

    placement_key: str
    asset: Asset
    submission: Submission
    caption: str
    credit: str
    alt: str
    width: int
    height: int
    specs: tuple[Spec, ...]


@dataclass(frozen=True)
class Used:
    """A place where a contributor's work is used now."""

    kind: str
    title: str
    slug: str
    since: datetime.datetime


def public(slug: str) -> Gallery | None:
    """A published gallery, with its brand and campaign."""
    found = Gallery.objects.filter(slug=slug, published_at__isnull=False)
    return found.select_related("brand", "campaign").first()


def shown(gallery: Gallery, *, at: datetime.datetime) -> list[Shown]:
    """What shows in the gallery now, in its order. Two queries, however many items."""
    item = GalleryItem.objects.filter(gallery=OuterRef("gallery"), submission=OuterRef("asset__submission"))
    placements = (
        _live(at)
        .filter(kind=Placement.Kind.GALLERY, gallery=gallery)
        .annotate(item_position=Subquery(item.values("position")[:1]))
        .filter(item_position__isnull=False)
        .order_by("item_position", "asset__position", "key")
    )
    return [_shown(placement) for placement in placements]


def shown_on_campaign(campaign: Campaign, *, at: datetime.datetime, limit: int = 24) -> list[Shown]:
    """What the campaign page shows now, last approved first. Two queries."""
    placements = (
        _live(at)
        .filter(kind=Placement.Kind.CAMPAIGN, campaign=campaign)
        .order_by("-asset__submission__state_since", "asset__submission_id", "asset__position")
    )
    return [_shown(placement) for placement in placements[:limit]]


def counted_on_campaign(campaign: Campaign, *, at: datetime.datetime) -> dict[str, int]:
    """How many photos and how many videos the campaign may show now, by kind. One query."""
    shown_now = Placement.objects.filter(
        ended_at=None,
        kind=Placement.Kind.CAMPAIGN,
        campaign=campaign,
        asset__in=submissions_queries.publishable(use=uses.PAGE, at=at),
    )
    return dict(shown_now.order_by().values_list("asset__kind").annotate(Count("pk")))


def placed(key: str) -> Placement | None:
    """The live place with this public address, if its page is public; says nothing about rights."""
    if not _KEY.fullmatch(key):
        return None
    found = Placement.objects.filter(pk=key, ended_at=None).select_related(
        "asset__submission__campaign", "gallery", "campaign"
    )
    placement = found.first()
    return placement if placement is not None and _page_is_public(placement) else None


def media(key: str, spec: str, *, at: datetime.datetime) -> Rendition | None:
    """The file behind a public media address, or None for any reason: nobody learns which.

    The place must be live, its page public, and the use it stands for allowed at this very moment.
    """
    placement = placed(key)
    if placement is None:
        return None
    use = Use.kept(placement.use)
    if not submissions_queries.may_use(asset=placement.asset, use=use, at=at).allowed:
        return None
    return submissions_queries.best_rendition(placement.asset, spec)


def where_used(submission_ids: Iterable[uuid.UUID], *, at: datetime.datetime) -> dict[uuid.UUID, list[Used]]:
    """Where each of these (already scoped) submissions can be seen or was delivered to. Two queries."""
    ids = list(submission_ids)
    used: dict[uuid.UUID, list[Used]] = {pk: [] for pk in ids}
    pages = _live(at).prefetch_related(None).filter(asset__submission__in=ids)
    exports = Placement.objects.filter(
        kind=Placement.Kind.EXPORT, ended_at=None, export__downloaded_at__isnull=False, asset__submission__in=ids
    ).select_related("asset", "export")
    for placement in [*pages.order_by("created_at", "key"), *exports.order_by("created_at", "key")]:
        entry = _used(placement)
        known = used[placement.asset.submission_id]
        if entry and (entry.kind, entry.slug) not in {(other.kind, other.slug) for other in known}:
            known.append(entry)
    return used


def _live(at: datetime.datetime) -> QuerySet[Placement]:
    """Live places of what is publishable now, with all that a page needs."""
    return (
        Placement.objects.filter(
            ended_at=None,
            kind__in=(Placement.Kind.CAMPAIGN, Placement.Kind.GALLERY),
            asset__in=submissions_queries.publishable(use=uses.PAGE, at=at),
        )
        .select_related("gallery", "campaign", "asset__submission__contributor__identity")
        .prefetch_related("asset__renditions")
    )


def _page_is_public(placement: Placement) -> bool:
    if placement.gallery is not None:
        return placement.gallery.published_at is not None
    return placement.campaign is not None and placement.campaign.state in PUBLIC_CAMPAIGNS


def _used(placement: Placement) -> Used | None:
    if placement.kind == Placement.Kind.EXPORT and placement.export is not None:
        channel = str(placement.use.get("channel", ""))
        since = placement.export.downloaded_at or placement.created_at
        return Used("export", _("Handed to the brand’s team"), channel, since)
    if not _page_is_public(placement):
        return None
    page = placement.gallery or placement.campaign
    return Used(placement.kind, page.title, page.slug, placement.created_at) if page else None


def _shown(placement: Placement) -> Shown:
    asset = placement.asset
    submission = asset.submission
    credit = submissions_queries.credit(submission)
    return Shown(
        placement_key=placement.key,
        asset=asset,
        submission=submission,
        caption=submission.caption,
        credit=credit,
        alt=asset.alt_text or _alt(asset, submission, credit),
        width=asset.width or 0,
        height=asset.height or 0,
        specs=_specs(asset.renditions.all()),
    )


def _alt(asset: Asset, submission: Submission, credit: str) -> str:
    """What can be said without having been told what is in the picture."""
    caption = " ".join(submission.caption.split())[:200]
    if caption:
        return caption
    if asset.kind == Kind.VIDEO:
        return _("Video by %(name)s") % {"name": credit} if credit else _("Video")
    return _("Photo by %(name)s") % {"name": credit} if credit else _("Photo")


def _specs(renditions: Iterable[Rendition]) -> tuple[Spec, ...]:
    """One file per name; the public stage replaces the review stage. Smallest first."""
    best: dict[str, Rendition] = {}
    for rendition in sorted(renditions, key=lambda one: (one.stage == "public", one.spec_version)):
        best[rendition.spec] = rendition
    ordered = sorted(best.values(), key=lambda one: (one.width, one.spec))
    return tuple(Spec(one.spec, one.width, one.height, one.content_type) for one in ordered)
