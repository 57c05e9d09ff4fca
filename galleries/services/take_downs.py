"""When a permission ends: places end at once, and a copy that left the house becomes somebody's task.

Proof is never deleted: placements, items and manifests stay; only files that must not be handed out any more go.
"""

import datetime
import uuid

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts import permissions as accounts_permissions, services as accounts_services
from accounts.actors import Actor
from core.nudge import nudge
from galleries import permissions
from galleries.models import Export, Placement, TakeDown
from rights import queries as rights_queries
from rights.uses import Use
from submissions.lifecycle import State
from submissions.models import Asset

_TAKEN_BACK = Q(asset__submission__state__in=(State.WITHDRAWN, State.ERASED)) | Q(asset__withdrawn_at__isnull=False)
NOTE_LENGTH = 500
DISCARD = "galleries.tasks.discard_export"


@transaction.atomic
def take_down(*, submission_id: uuid.UUID, at: datetime.datetime) -> int:
    """End every place whose permission has ended. Idempotent. Returns how many places were touched.

    Pages lose the asset; an export that was not fetched becomes void; one that was fetched keeps its placement,
    with an open take-down, until a person has taken the copy down.
    """
    live = Placement.objects.filter(asset__submission_id=submission_id, ended_at=None)
    ended = _without_permission(live, at=at)
    pages = Placement.objects.filter(pk__in=ended).exclude(kind=Placement.Kind.EXPORT).update(ended_at=at)
    return pages + _take_back_exports(ended, at=at)


def close_take_down(*, take_down: TakeDown, by: Actor, at: datetime.datetime, note: str = "") -> TakeDown:
    """Say that the delivered copy is down. Closing twice keeps the first answer."""
    brand = take_down.brand
    accounts_permissions.require(permissions.can_request_export(by, brand.pk))
    with transaction.atomic():
        locked = TakeDown.objects.select_for_update().select_related("placement").get(pk=take_down.pk)
        if locked.closed_at is None:
            locked.closed_at, locked.closed_by_id = at, by.user_id
            locked.note = note.replace("\x00", "").strip()[:NOTE_LENGTH]
            locked.save(update_fields=["closed_at", "closed_by", "note"])
            Placement.objects.filter(pk=locked.placement_id, ended_at=None).update(ended_at=at)
            accounts_services.record(brand=brand, by=by, action="take_down.closed", subject=locked.placement_id, at=at)
    return locked


def withdrawn_but_placed(*, at: datetime.datetime, limit: int = 500) -> list[uuid.UUID]:
    """Repair: submissions with live places and no permission any more, without an open task for it."""
    live = Placement.objects.filter(ended_at=None, take_down=None)
    gone = set(live.filter(_TAKEN_BACK).values_list("asset__submission_id", flat=True)[:limit])
    for use in live.order_by().values_list("use", flat=True).distinct():
        covered = rights_queries.covered(Asset.objects.all(), use=Use.parse(use), at=at)
        uncovered = live.filter(use=use).exclude(asset__in=covered)
        gone |= set(uncovered.values_list("asset__submission_id", flat=True)[:limit])
    return sorted(gone)[:limit]


def _without_permission(live: QuerySet[Placement], *, at: datetime.datetime) -> list[str]:
    """Keys of the places whose asset was taken back or whose use the ledger no longer covers.

    Only the permission counts: what was merely opened again keeps its address and is simply not served meanwhile.
    """
    ended = set(live.filter(_TAKEN_BACK).values_list("pk", flat=True))
    for use in live.order_by().values_list("use", flat=True).distinct():
        covered = rights_queries.covered(Asset.objects.all(), use=Use.parse(use), at=at)
        ended |= set(live.filter(use=use).exclude(asset__in=covered).values_list("pk", flat=True))
    return sorted(ended)


def _take_back_exports(ended: list[str], *, at: datetime.datetime) -> int:
    """Void what was not fetched; open a task for what was."""
    theirs = Placement.objects.filter(pk__in=ended).values("export")
    exports = Export.objects.select_for_update().filter(pk__in=theirs).order_by("pk")
    touched = 0
    for export in exports:
        keys = list(export.placements.filter(pk__in=ended).values_list("pk", flat=True))
        void(export, _("Somebody whose work is in it has withdrawn their permission. Please make a new export."))
        if export.downloaded_at is None:
            touched += Placement.objects.filter(pk__in=keys).update(ended_at=at)
        else:
            tasks = [TakeDown(brand_id=export.brand_id, placement_id=key, opened_at=at) for key in keys]
            touched += len(TakeDown.objects.bulk_create(tasks, ignore_conflicts=True))
    return touched


def void(export: Export, sentence: str) -> None:
    """Never hand this file out again; a task deletes it from the store after commit."""
    Export.objects.filter(pk=export.pk).update(state=Export.State.VOID, last_error=sentence)
    nudge(DISCARD, queue="export", export_id=export.pk)
