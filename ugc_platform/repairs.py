"""Everything that is repaired each minute, room by room. One room that fails does not keep the others from it."""

import datetime
import logging

from django.db import DatabaseError

from galleries import services as galleries_services
from outbox import services as outbox_services
from submissions import services as submissions_services

logger = logging.getLogger(__name__)

ROOMS = {
    "submissions": submissions_services.sweep,
    "galleries": galleries_services.sweep,
    "outbox": outbox_services.sweep,
}


def sweep(*, at: datetime.datetime) -> dict[str, object]:
    """Find what was forgotten and nudge it; what each room answers, by room."""
    found: dict[str, object] = {}
    for room, repair in ROOMS.items():
        try:
            found[room] = repair(at=at)
        except DatabaseError:
            logger.exception("the sweep of %s failed; it runs again in a minute", room)
            found[room] = "failed"
    return found
