"""The repair that runs each minute: makes places that are missing, ends those that lost their permission,
and nudges exports that nobody works on.

It only repeats what a lost nudge should have done. Running it twice is harmless.
"""

import datetime

from core.nudge import nudge
from galleries.services import export_work, placements, take_downs


def sweep(*, at: datetime.datetime) -> dict[str, int]:
    """Repair, and say how much there was to repair."""
    take_downs.settle(at=at)
    return {
        "placed": placements.place_missing(at=at),
        "taken_down": _take_down(at=at),
        "exports_nudged": export_work.nudge_forgotten(at=at),
        "exports_discarded": export_work.discard_old(at=at),
    }


def _take_down(*, at: datetime.datetime) -> int:
    forgotten = take_downs.ended_but_placed(at=at)
    for submission_id in forgotten:
        nudge("galleries.tasks.take_down", submission_id=submission_id)
    return len(forgotten)
