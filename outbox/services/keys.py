"""One request, one effect: begin, finish or release an idempotency key.

A begun key is leased for 120 seconds; if the process dies, the key is free again after that.
"""

import datetime
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from outbox import sealing
from outbox.models import IdempotencyKey

LEASE = timedelta(seconds=120)
KEPT = timedelta(hours=24)


class OtherBody(Exception):
    """The key was used for a request with another body."""


class InProgress(Exception):
    """The same request is being worked on; try again after `retry_after` seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


@dataclass(frozen=True)
class Begun:
    """The caller holds the key: do the work, then `finish` or `release` with this fence."""

    row_id: int
    fence: uuid.UUID


@dataclass(frozen=True)
class Replay:
    """The work was done before; this was the answer."""

    status: int
    answer: bytes


@transaction.atomic
def begin(
    *, caller: str, key: str, path: str, body_hash: str, fence: uuid.UUID, at: datetime.datetime
) -> Begun | Replay:
    """Claim the key or give the earlier answer. Raises OtherBody or InProgress. Locks the row."""
    values = {"body_hash": body_hash, "fence": fence, "lease_until": at + LEASE, "created_at": at}
    row, created = IdempotencyKey.objects.select_for_update().get_or_create(
        caller=caller, key=key, path=path, defaults=values
    )
    if created:
        return Begun(row.pk, fence)
    if row.created_at > at - KEPT:
        if row.body_hash != body_hash:
            raise OtherBody
        answer = sealing.unseal(bytes(row.answer)) if row.answer is not None else None
        if row.status is not None and answer is not None:
            return Replay(row.status, answer)
        if row.status is None and row.lease_until > at:
            raise InProgress(max(1, int((row.lease_until - at).total_seconds())))
    IdempotencyKey.objects.filter(pk=row.pk).update(**values, status=None, answer=None)
    return Begun(row.pk, fence)


def finish(*, begun: Begun, status: int, answer: bytes) -> None:
    """Keep the answer, unless somebody else took the key over meanwhile."""
    IdempotencyKey.objects.filter(pk=begun.row_id, fence=begun.fence).update(status=status, answer=sealing.seal(answer))


def release(*, begun: Begun) -> None:
    """Nothing was done: the key is free again."""
    IdempotencyKey.objects.filter(pk=begun.row_id, fence=begun.fence, status=None).delete()


def sweep(*, at: datetime.datetime) -> int:
    """Forget keys older than a day; how many were forgotten."""
    return IdempotencyKey.objects.filter(created_at__lt=at - KEPT).delete()[0]
