"""The repair of every room, each minute: what a lost nudge or a dead worker left behind is taken up again."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from campaigns import services as campaigns_services
from campaigns.reminders import services as reminders_services
from core import storage
from galleries import services as galleries_services
from outbox import services as outbox_services
from privacy import services as privacy_services
from submissions import services as submissions_services
from submissions.finding import services as finding_services
from submissions.releases import services as releases_services
from submissions.uploads import services as uploads_services
from ugc_platform import journal

logger = logging.getLogger(__name__)

Repair = Callable[..., Any]

ROOMS: Mapping[str, Repair] = {
    "submissions": submissions_services.sweep,
    "uploads": uploads_services.sweep,
    "finding": finding_services.sweep,
    "agreements": releases_services.sweep,
    "campaigns": campaigns_services.nudge_sizes,
    "galleries": galleries_services.sweep,
    "reminders": reminders_services.sweep,
    "outbox": outbox_services.sweep,
    "privacy": privacy_services.sweep,
    journal.ROOM: journal.keep,
}


def sweep(*, at: datetime) -> dict[str, Any]:
    """Repair every room and say what each had to do; one that fails is named and the others still run."""
    repaired: dict[str, Any] = {}
    for room, repair in ROOMS.items():
        repaired[room] = _swept(room, repair, at)
        outbox_services.swept(room=room, worked=repaired[room] is not None, at=at)
    return repaired


def _swept(room: str, repair: Repair, at: datetime) -> Any:
    try:
        return repair(at=at)
    except storage.Unavailable as error:
        logger.warning("the sweep of %s waits for the store: %s", room, error)
        return None
    except Exception:
        # A deadlock or a fault of ours: no room may keep the others from ending what was withdrawn.
        logger.exception("the sweep of %s failed", room)
        return None
