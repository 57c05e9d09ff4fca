"""When a permission ends, whatever ended it: places end at once, and copies that left the house become one task.

A copy that carries old words has ended, too: a page shows the approved words at once, a file that left cannot.

Proof is never deleted: placements, items and manifests stay; only files that must not be handed out any more go.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts import permissions as accounts_permissions, services as accounts_services
from accounts.actors import Actor
from galleries import ending, permissions, validators
from galleries.models import Export, ExportItem, Placement, TakeDown, TakeDownPlace
from galleries.queries import old_words
from galleries.services import export_work, telling
from galleries.services.voiding import OLD_WORDS, void
from rights.uses import Use
from submissions import queries as submissions_queries
from submissions.lifecycle import State
from submissions.models import Asset

__all__ = ["MoreCopies", "close_take_down", "ended_but_placed", "settle", "take_down"]

Cause = TakeDown.Cause
Question = Callable[..., QuerySet[Asset]]


class MoreCopies(ValidationError):
    """Copies came below the task that whoever closes it has not seen."""

    def __init__(self) -> None:
        told = _("More copies have come to this task since you looked: they have to be taken down, too.")
        super().__init__(told, code="more_copies")


@transaction.atomic
def take_down(*, submission_id: uuid.UUID, at: datetime.datetime) -> int:
    """End every place whose permission or words have ended. Idempotent. Returns how many places were touched.

    Pages lose the asset; an export that was not fetched becomes void; one that was fetched keeps its placement,
    with an open task, until a person has taken the copy down. A task names what weighs most of what ended it so far.
    """
    export_work.lock_submissions({submission_id})
    moved = _name_what_weighs_more(submission_id, at=at)
    live = _without_task(Placement.objects.filter(asset__submission_id=submission_id, ended_at=None))
    ended = _refused(live, submissions_queries.not_ended, at=at)
    exports = list(ended.filter(kind=Placement.Kind.EXPORT).values_list("pk", flat=True))
    pages = ended.exclude(kind=Placement.Kind.EXPORT).update(ended_at=at)
    outside = _take_back_exports(Placement.objects.filter(pk__in=exports), at=at)
    if places := [*moved, *outside]:
        telling.tell(places[0].brand, at=at)
    return pages + len(exports)


def close_take_down(
    *, take_down: TakeDown, by: Actor, at: datetime.datetime, note: str = "", last_seen: int | None = None
) -> TakeDown:
    """Say that all copies of a task are down. Closing twice keeps the first answer.

    `last_seen` is the newest place that the person who says so was shown: copies that came below the task since are
    not theirs to answer for. Raises MoreCopies, ValidationError.
    """
    brand = take_down.brand
    accounts_permissions.require(permissions.can_request_export(by, brand.pk))
    words = validators.note(note)
    with transaction.atomic():
        locked = TakeDown.objects.select_for_update().get(pk=take_down.pk)
        if locked.closed_at is None:
            if last_seen is not None and locked.places.filter(pk__gt=last_seen).exists():
                raise MoreCopies
            locked.closed_at, locked.closed_by_id = at, by.user_id
            locked.note = words
            locked.save(update_fields=["closed_at", "closed_by", "note"])
            Placement.objects.filter(take_down_places__take_down=locked, ended_at=None).update(ended_at=at)
            accounts_services.record(
                brand=brand, by=by, action="take_down.closed", subject=f"take_down:{locked.pk}", at=at
            )
    return locked


def ended_but_placed(*, at: datetime.datetime, limit: int = 500) -> list[uuid.UUID]:
    """Repair: submissions with live places and no permission any more, without an open task that says so."""
    live = _without_task(Placement.objects.filter(ended_at=None))
    ended = _refused(live, submissions_queries.not_ended, at=at)
    theirs = set(ended.values_list("asset__submission_id", flat=True)[:limit])
    return sorted(theirs | set(_taken_back_since().values_list("take_down__submission_id", flat=True)[:limit]))


def _taken_back_since() -> QuerySet[TakeDownPlace]:
    """Copies whose open task names something that weighs less than their contributor, who has taken them back."""
    known = TakeDownPlace.objects.filter(take_down__closed_at=None).exclude(take_down__cause=Cause.WITHDRAWN)
    whole = Q(take_down__submission__state__in=[State.WITHDRAWN, State.ERASED])
    return known.filter(whole | Q(placement__asset__withdrawn_at__isnull=False))


@transaction.atomic
def settle(*, at: datetime.datetime) -> int:
    """Close the tasks of which every copy may be used again, an undone rejection for instance. Returns how many."""
    theirs = TakeDownPlace.objects.filter(take_down__closed_at=None)
    placements = Placement.objects.filter(pk__in=theirs.values("placement"))
    refused = _refused(placements, submissions_queries.publishable, at=at).values("pk")
    open_now = TakeDown.objects.select_for_update(of=("self",), skip_locked=True).filter(closed_at=None)
    allowed = open_now.exclude(Exists(theirs.filter(take_down=OuterRef("pk"), placement__in=refused)))
    settled = list(allowed.order_by("pk").select_related("brand"))
    TakeDown.objects.filter(pk__in=[task.pk for task in settled]).update(closed_at=at, allowed_again=True)
    for brand in {task.brand for task in settled}:
        telling.call_off(brand, at=at)
    return len(settled)


def _without_task(live: QuerySet[Placement]) -> QuerySet[Placement]:
    known = TakeDownPlace.objects.filter(placement=OuterRef("pk"), take_down__closed_at=None)
    return live.filter(~Exists(known))


def _refused(places: QuerySet[Placement], question: Question, *, at: datetime.datetime) -> QuerySet[Placement]:
    """Those places for whose use the question does not name their asset, and exports that carry old words."""
    refused: set[str] = set()
    for use in places.order_by().values_list("use", flat=True).distinct():
        allowed = question(use=Use.kept(use), at=at)
        refused |= set(places.filter(use=use).exclude(asset__in=allowed).values_list("pk", flat=True))
    of_place = ExportItem.objects.filter(export=OuterRef("export"), asset=OuterRef("asset"))
    exported = places.filter(kind=Placement.Kind.EXPORT)
    refused |= set(exported.filter(Exists(old_words.with_old_words(of_place))).values_list("pk", flat=True))
    return Placement.objects.filter(pk__in=refused)


def _take_back_exports(ended: QuerySet[Placement], *, at: datetime.datetime) -> list[Placement]:
    """Void every file they are in; end the place where nobody fetched it, open a task where somebody did.

    Returns the places that are below a task now.
    """
    exports = Export.objects.select_for_update().filter(pk__in=ended.values("export")).order_by("pk")
    outside: dict[Cause, list[Placement]] = defaultdict(list)
    for export in exports:
        places = list(ended.filter(export=export).select_related("asset__submission", "brand").order_by("pk"))
        causes = [(_cause(place, at), place) for place in places]
        if export.state == Export.State.READY:
            void(export, _sentence(causes[0][0]))
        if export.downloaded_at is None:
            ended.filter(export=export).update(ended_at=at)
        else:
            for cause, place in causes:
                outside[cause].append(place)
    return _open(outside, at=at)


def _cause(place: Placement, at: datetime.datetime) -> Cause:
    answer = submissions_queries.may_use(asset=place.asset, use=Use.kept(place.use), at=at)
    return ending.cause(answer, rejected=place.asset.submission.state == State.REJECTED)


def _name_what_weighs_more(submission_id: uuid.UUID, *, at: datetime.datetime) -> list[Placement]:
    """Move copies to a task of their own cause where, for instance, somebody takes back what had merely run out."""
    tasks = TakeDown.objects.select_for_update(of=("self",)).filter(submission=submission_id, closed_at=None)
    theirs = Placement.objects.filter(take_down_places__take_down__in=list(tasks))
    ended = _refused(theirs, submissions_queries.not_ended, at=at)
    known = TakeDownPlace.objects.filter(take_down__in=list(tasks), placement__in=ended).order_by("pk")
    heavier: dict[Cause, list[Placement]] = defaultdict(list)
    for one in known.select_related("take_down", "placement__asset__submission", "placement__brand"):
        cause = _cause(one.placement, at)
        if ending.weighs_more(cause, than=one.take_down.cause):
            heavier[cause].append(one.placement)
    for places in heavier.values():
        known.filter(placement__in=places).delete()
    moved = _open(heavier, at=at)
    if moved:
        TakeDown.objects.filter(submission=submission_id, closed_at=None, places=None).delete()
    return moved


def _open(outside: Mapping[Cause, Sequence[Placement]], *, at: datetime.datetime) -> list[Placement]:
    """Put the copies below the open task of their cause, or below a new one. Returns them all."""
    for cause, places in outside.items():
        first = places[0]
        task, _created = TakeDown.objects.get_or_create(
            submission=first.asset.submission,
            cause=cause,
            closed_at=None,
            defaults={"brand_id": first.brand_id, "opened_at": at},
        )
        TakeDownPlace.objects.bulk_create(
            [TakeDownPlace(brand_id=first.brand_id, take_down=task, placement=place) for place in places],
            ignore_conflicts=True,
        )
    return [place for places in outside.values() for place in places]


def _sentence(cause: Cause) -> str:
    """What the export says from now on."""
    if cause in {Cause.WITHDRAWN, Cause.NARROWED}:
        return _("Somebody whose work is in it has withdrawn their permission. Make it again: it will leave that out.")
    if cause == Cause.EXPIRED:
        return _("A permission in it has run out. Make it again: it will leave that out.")
    if cause == Cause.CHANGED:
        return str(OLD_WORDS)
    return _("Something in it may not be used any more. Make it again: it will leave that out.")
