"""What had left the house, known again: without it nobody would be told to take it down."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from accounts.actors import SYSTEM
from galleries import services
from galleries.models import Export
from ugc_platform.journal.entries import Entry


def fetched(entry: Entry, at: datetime) -> Callable[[], Any] | None:
    """Fetched also where the dump has not made it yet: it holds the same work, or what may still be used of it."""
    export = Export.objects.filter(pk=entry.fields["export"], downloaded_at=None).select_related("brand").first()
    if export is None:
        return None
    return lambda: services.note_fetched(export=export, by=SYSTEM, at=at, fetched_at=entry.at)
