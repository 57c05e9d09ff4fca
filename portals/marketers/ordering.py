"""Moving one item of an ordered list. Pure."""

import uuid
from collections.abc import Sequence


def moved(
    present: Sequence[uuid.UUID], *, submission: uuid.UUID, move: str = "", before: uuid.UUID | None = None
) -> list[uuid.UUID]:
    """The list after the move; an item that is not in it (any more) changes nothing."""
    if submission not in present:
        return list(present)
    at = list(present).index(submission)
    rest = [each for each in present if each != submission]
    targets = {"up": at - 1, "down": at + 1, "first": 0, "last": len(rest)}
    target = rest.index(before) if before in rest else targets.get(move, at)
    target = min(len(rest), max(0, target))
    return [*rest[:target], submission, *rest[target:]]
