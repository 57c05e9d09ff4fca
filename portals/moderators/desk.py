"""What a moderator's session remembers: the brand they work for and the decisions that can be undone.

Only pointers live here; whether something may still be undone is asked of moderation each time.
"""

import uuid
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

_KEPT = 20
BRAND = "brand"


def _key(brand_id: uuid.UUID) -> str:
    return f"review:{brand_id}"


def remember_brand(session: SessionBase, slug: str) -> None:
    """The next visit without a brand in its address comes back here."""
    if session.get(BRAND) != slug:
        session[BRAND] = slug


def remember(session: SessionBase, brand_id: uuid.UUID, submission_id: uuid.UUID, version: int) -> None:
    """Keep a decision as the newest one to undo."""
    kept = [entry for entry in _read(session, brand_id) if entry[0] != str(submission_id)]
    session[_key(brand_id)] = [*kept, [str(submission_id), version]][-_KEPT:]


def newest(session: SessionBase, brand_id: uuid.UUID) -> tuple[uuid.UUID, int] | None:
    """The decision that undo would take back."""
    kept = _read(session, brand_id)
    return (uuid.UUID(kept[-1][0]), int(kept[-1][1])) if kept else None


def forget(session: SessionBase, brand_id: uuid.UUID, submission_id: uuid.UUID) -> None:
    """It was undone, or somebody else has moved it on."""
    kept = _read(session, brand_id)
    session[_key(brand_id)] = [entry for entry in kept if entry[0] != str(submission_id)]


def _read(session: SessionBase, brand_id: uuid.UUID) -> list[Any]:
    kept = session.get(_key(brand_id), [])
    return kept if isinstance(kept, list) else []
