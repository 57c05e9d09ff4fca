"""What members read of take-downs: the tasks with their copies, how many wait, and the pictures to know them by."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from accounts.actors import Actor
from galleries import permissions
from galleries.models import ExportItem, Placement, TakeDown, TakeDownPlace
from submissions.lifecycle import State
from submissions.models import Asset, Rendition

# Enough to know a picture again, too little to use it.
LARGEST_SIDE = 640


@dataclass(frozen=True)
class Copy:
    """One copy that left the house: of which asset, for which use, in which file of which export."""

    asset: Asset
    placement: Placement
    file: str


def take_downs(actor: Actor) -> QuerySet[TakeDown]:
    """What must be taken down, open tasks first, then the oldest, with all that a list shows."""
    places = TakeDownPlace.objects.select_related("placement__export__gallery", "placement__export__brand")
    return (
        _of_brand(actor)
        .select_related("brand", "submission__campaign", "closed_by")
        .prefetch_related(
            Prefetch("places", places.order_by("placement__asset__position", "pk")),
            "places__placement__asset__renditions",
        )
        .order_by("-closed_at", "opened_at", "id")
    )


def waiting(actor: Actor) -> int:
    """How many tasks are open."""
    return _of_brand(actor).filter(closed_at=None).count()


def copies(tasks: Iterable[TakeDown]) -> dict[int, list[Copy]]:
    """The copies of each of these (already fetched) tasks. One query."""
    shown = list(tasks)
    placements = [place.placement for task in shown for place in task.places.all()]
    items = ExportItem.objects.filter(
        export__in=[placement.export_id for placement in placements],
        asset__in=[placement.asset_id for placement in placements],
    )
    files: dict[tuple[uuid.UUID | None, uuid.UUID], str] = {
        (item.export_id, item.asset_id): item.file for item in items
    }
    return {
        task.pk: [
            Copy(place.placement.asset, place.placement, files.get(_key(place.placement), ""))
            for place in task.places.all()
        ]
        for task in shown
    }


def picture(asset: Asset) -> Rendition | None:
    """A small picture of what has to come down, from the renditions that were fetched with the asset."""
    small = [made for made in asset.renditions.all() if _is_small(made)]
    return max(small, key=lambda made: (made.width, made.stage == "public"), default=None)


def rendition_to_know_by(number: int) -> Rendition | None:
    """The file behind such a picture, as long as a task about it is open; nothing of what was erased."""
    task = TakeDownPlace.objects.filter(placement__asset=OuterRef("asset"), take_down__closed_at=None)
    found = Rendition.objects.filter(Exists(task), pk=number).exclude(asset__submission__state=State.ERASED).first()
    return found if found is not None and _is_small(found) else None


def _of_brand(actor: Actor) -> QuerySet[TakeDown]:
    if actor.brand_id is None or not permissions.can_see(actor, actor.brand_id):
        return TakeDown.objects.none()
    return TakeDown.objects.filter(brand_id=actor.brand_id)


def _is_small(made: Rendition) -> bool:
    return made.content_type.startswith("image/") and max(made.width, made.height) <= LARGEST_SIDE


def _key(placement: Placement) -> tuple[uuid.UUID | None, uuid.UUID]:
    return placement.export_id, placement.asset_id
