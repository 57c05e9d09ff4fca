"""The log of the back office: who did what, without personal data of contributors."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from accounts.actors import Actor
from accounts.models import AuditEntry, AuditNote, Brand


def record(
    *,
    brand: Brand | None,
    by: Actor,
    action: str,
    subject: object,
    at: datetime,
    detail: Mapping[str, object] | None = None,
    words: str = "",
) -> AuditEntry:
    """Append one line. It runs in the caller's transaction: what is rolled back was not done.

    `words` are what the member wrote themselves: kept beside the line, because they may name somebody.
    """
    actor = f"token:{by.token_id}" if by.token_id else by.reference
    entry: AuditEntry = AuditEntry.objects.create(
        brand=brand, actor=actor, action=action, subject=str(subject)[:120], detail=dict(detail or {}), at=at
    )
    if words and brand is not None:
        AuditNote.objects.create(entry=entry, brand=brand, text=words)
    return entry


def erase_words(*, brand_id: UUID, subjects: Iterable[str]) -> int:
    """Erase what members wrote beside the lines about these subjects; the lines stay."""
    about = AuditNote.objects.filter(brand_id=brand_id, entry__subject__in=list(subjects))
    erased, _by_model = about.delete()
    return erased
