"""Compares the store with the rows: objects and uploads that no row names, and rows whose object is not there.

Finding changes nothing. Removing is asked for, waits a day, and asks the rows and the store once more for each single
object: what a row names is never deleted, also when it was written, once more or for the first time, while we looked.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from core import multipart, storage
from submissions.models import Upload
from ugc_platform import journal

# Objects come before rows, so the young ones without a row are on their way.
GRACE = timedelta(hours=24)
BATCH = 500

# Every column that holds the key of an object. `tests/ugc_platform/test_reconciling.py` finds a forgotten one.
COLUMNS = (
    ("accounts.Brand", "logo_key"),
    ("accounts.Brand", "logo_print_key"),
    ("accounts.LogoFile", "key"),
    ("campaigns.Campaign", "hero_key"),
    ("campaigns.HeroFile", "key"),
    ("submissions.Asset", "original_key"),
    ("submissions.Rendition", "key"),
    ("submissions.Upload", "object_key"),
    ("galleries.Export", "key"),
)


@dataclass
class Found:
    """What was found; keys, and for uploads in parts the store's own names. `removed` counts what was cleaned up."""

    objects: int = 0
    orphans: list[str] = field(default_factory=list)
    uploads: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    removed: int = 0

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def reconcile(*, at: datetime, remove: bool = False, grace: timedelta = GRACE) -> Found:
    """Look, and remove orphans and forgotten uploads if asked to. Raises storage.Unavailable."""
    found = Found()
    there: set[str] = set()
    old_orphans: list[str] = []
    for batch in _batches(multipart.listing()):
        there |= {stored.key for stored in batch}
        # The journal is there for the day when the rows are gone.
        rest = [stored for stored in batch if not stored.key.startswith(f"{journal.ROOM}/")]
        old = [stored.key for stored in rest if stored.at <= at - grace]
        # The rows are asked after the store: whoever wrote an object before has named it by now.
        old_orphans += sorted(set(old) - _named(old))
    found.objects, found.orphans = len(there), old_orphans
    forgotten = list(_forgotten(at - grace))
    found.uploads = [open_.handle for open_ in forgotten]
    found.missing = sorted(key for key in _expected(there) if not storage.exists(key) and _named([key], needed=True))
    if remove:
        found.removed = _remove(found.orphans, at - grace) + _give_up(forgotten)
    return found


def _batches(stored: Iterable[multipart.Stored]) -> Iterator[list[multipart.Stored]]:
    walk = iter(stored)
    while batch := list(islice(walk, BATCH)):
        yield batch


def _rows(model: str, column: str, *, needed: bool) -> QuerySet[Any]:
    """The rows that name an object; `needed` leaves out those whose object may be gone or not be there yet."""
    rows: QuerySet[Any] = apps.get_model(model)._default_manager.exclude(**{column: ""})  # noqa: SLF001 -- Django's documented name
    if model != "submissions.Upload":
        return rows
    if needed:
        return rows.filter(state=Upload.State.COMPLETED)
    return rows.filter(Q(state__in=[Upload.State.OPEN, Upload.State.COMPLETED]) | Q(cleared_at=None))


def _named(keys: list[str], *, needed: bool = False) -> set[str]:
    named: set[str] = set()
    for model, column in COLUMNS:
        rows = _rows(model, column, needed=needed).filter(**{f"{column}__in": keys})
        named |= set(rows.values_list(column, flat=True))
    return named


def _expected(there: set[str]) -> Iterator[str]:
    """Keys that a row needs and that the listing did not have."""
    for model, column in COLUMNS:
        for key in _rows(model, column, needed=True).values_list(column, flat=True).iterator(chunk_size=BATCH):
            if key not in there:
                yield key


def _forgotten(before: datetime) -> Iterator[multipart.Unfinished]:
    for open_ in multipart.unfinished():
        if open_.at <= before and not _is_going(open_):
            yield open_


def _is_going(open_: multipart.Unfinished) -> bool:
    """An upload without a handle yet is just being begun."""
    going = Upload.objects.filter(object_key=open_.key, state=Upload.State.OPEN)
    return going.filter(multipart_id__in=["", open_.handle]).exists()


def _remove(keys: list[str], before: datetime) -> int:
    """The age is looked at last: who is about to name an object has just written it, for the first time or again."""
    return sum(not _named([key]) and multipart.discard(key, before) for key in keys)


def _give_up(forgotten: list[multipart.Unfinished]) -> int:
    removed = 0
    for open_ in forgotten:
        if not _is_going(open_):
            multipart.abort(open_.key, open_.handle)
            removed += 1
    return removed
