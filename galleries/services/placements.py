"""Placements: where an asset is used, under which ledger head, and its public address there.

Placing is idempotent: what is missing is made, what is there stays. Nothing here decides what may be shown;
that is `submissions.queries.publishable`.
"""

import datetime
import secrets
import uuid
from collections import defaultdict
from collections.abc import Callable

from django.db.models import Exists, OuterRef, QuerySet

from campaigns.lifecycle import State as CampaignState
from galleries import uses
from galleries.models import Gallery, GalleryItem, Placement
from rights import queries as rights_queries
from submissions import queries as submissions_queries
from submissions.models import Asset

Head = tuple[int, str]
Kind = Placement.Kind
_TRIES = 3


def new_key() -> str:
    """128 random bits: nobody can guess an address."""
    return secrets.token_hex(16)


def place(*, submission_id: uuid.UUID, at: datetime.datetime) -> int:
    """Give the publishable assets of a submission their places: campaign page and galleries. Returns how many."""
    publishable = _publishable(at).filter(submission_id=submission_id)
    return _place_on_campaigns(publishable, at=at) + _place_in_galleries(publishable, at=at)


def place_in_gallery(*, gallery: Gallery, at: datetime.datetime) -> int:
    """Give everything publishable in one gallery its place there. Returns how many were made."""
    inside = GalleryItem.objects.filter(gallery=gallery).values("submission_id")
    return _place_in_galleries(_publishable(at).filter(submission_id__in=inside), at=at, gallery=gallery)


def end_removed(*, gallery: Gallery, at: datetime.datetime) -> int:
    """End the places of what is no longer in the gallery."""
    inside = GalleryItem.objects.filter(gallery=gallery).values("submission_id")
    gone = gallery.placements.filter(ended_at=None).exclude(asset__submission_id__in=inside)
    return gone.update(ended_at=at)


def place_missing(*, at: datetime.datetime, limit: int = 500) -> int:
    """Repair: places that a lost nudge did not make, at most `limit` of each kind. Returns how many were made."""
    publishable = _publishable(at)
    return _place_on_campaigns(publishable, at=at, limit=limit) + _place_in_galleries(publishable, at=at, limit=limit)


def _publishable(at: datetime.datetime) -> QuerySet[Asset]:
    return submissions_queries.publishable(use=uses.PAGE, at=at)


Row = tuple[uuid.UUID, uuid.UUID, uuid.UUID]


def _place_on_campaigns(publishable: QuerySet[Asset], *, at: datetime.datetime, limit: int = 500) -> int:
    there = Placement.objects.filter(
        kind=Kind.CAMPAIGN, campaign=OuterRef("submission__campaign"), asset=OuterRef("pk"), ended_at=None
    )
    missing = publishable.filter(~Exists(there)).exclude(submission__campaign__state=CampaignState.DRAFT)
    rows = missing.order_by("pk").values_list("brand_id", "pk", "submission__campaign_id")
    return _make(
        lambda: list(rows[:limit]),
        lambda brand_id, asset_id, campaign_id: Placement(
            kind=Kind.CAMPAIGN, brand_id=brand_id, asset_id=asset_id, campaign_id=campaign_id
        ),
        at=at,
    )


def _place_in_galleries(
    publishable: QuerySet[Asset], *, at: datetime.datetime, gallery: Gallery | None = None, limit: int = 1000
) -> int:
    return _make(
        lambda: _missing_in_galleries(publishable, gallery, limit),
        lambda brand_id, asset_id, gallery_id: Placement(
            kind=Kind.GALLERY, brand_id=brand_id, asset_id=asset_id, gallery_id=gallery_id
        ),
        at=at,
    )


def _missing_in_galleries(publishable: QuerySet[Asset], gallery: Gallery | None, limit: int) -> list[Row]:
    """Each asset and gallery that belong together by an item and have no live place. Three queries at most."""
    there = Placement.objects.filter(gallery=OuterRef(OuterRef("gallery")), asset=OuterRef("pk"), ended_at=None)
    unplaced = publishable.filter(submission=OuterRef("submission")).filter(~Exists(there))
    items = GalleryItem.objects.filter(Exists(unplaced)).order_by("pk")
    if gallery is not None:
        items = items.filter(gallery=gallery)
    wanted = list(items.values_list("gallery_id", "submission_id")[:limit])
    if not wanted:
        return []
    assets = publishable.filter(submission_id__in={submission_id for _gallery, submission_id in wanted})
    by_submission: dict[uuid.UUID, list[tuple[uuid.UUID, uuid.UUID]]] = defaultdict(list)
    for brand_id, asset_id, submission_id in assets.values_list("brand_id", "pk", "submission_id"):
        by_submission[submission_id].append((brand_id, asset_id))
    live = Placement.objects.filter(gallery_id__in={gallery_id for gallery_id, _submission in wanted}, ended_at=None)
    placed = set(live.values_list("gallery_id", "asset_id"))
    return [
        (brand_id, asset_id, gallery_id)
        for gallery_id, submission_id in wanted
        for brand_id, asset_id in by_submission[submission_id]
        if (gallery_id, asset_id) not in placed
    ]


def _make(read: Callable[[], list[Row]], build: Callable[..., Placement], *, at: datetime.datetime) -> int:
    """Read what is missing, note the ledger head it was allowed under, and insert.

    The head is read before and after: when it stayed the same, the answer belongs to it. A brand whose ledger
    moves all the time is left to the sweep after some tries.
    """
    made = 0
    for _try in range(_TRIES):
        brands = {row[0] for row in read()}
        before = {brand_id: rights_queries.head(brand_id) for brand_id in brands}
        rows = read() if brands else []
        steady = {brand_id: head for brand_id, head in before.items() if rights_queries.head(brand_id) == head}
        fresh = [_filled(build(*row), steady[row[0]], at) for row in rows if row[0] in steady]
        Placement.objects.bulk_create(fresh, ignore_conflicts=True)
        made += len(fresh)
        if len(steady) == len(brands):
            break
    return made


def _filled(placement: Placement, head: Head, at: datetime.datetime) -> Placement:
    placement.key = new_key()
    placement.use = uses.PAGE.as_dict()
    placement.ledger_sequence, placement.ledger_hash = head
    placement.created_at = at
    return placement
