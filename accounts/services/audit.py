"""The log of the back office: who did what, without personal data of contributors."""

from collections.abc import Mapping
from datetime import datetime

from accounts.actors import Actor
from accounts.models import AuditEntry, Brand


def record(
    *,
    brand: Brand | None,
    by: Actor,
    action: str,
    subject: object,
    at: datetime,
    detail: Mapping[str, object] | None = None,
) -> AuditEntry:
    """Append one line. It runs in the caller's transaction: what is rolled back was not done."""
    actor = f"token:{by.token_id}" if by.token_id else by.reference
    return AuditEntry.objects.create(
        brand=brand, actor=actor, action=action, subject=str(subject)[:120], detail=dict(detail or {}), at=at
    )
