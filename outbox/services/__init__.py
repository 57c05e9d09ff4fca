"""Every write of the outbox: keys that make requests idempotent, and mail that leaves the house."""

import datetime

from outbox.services import keys
from outbox.services.keys import Begun, InProgress, OtherBody, Replay, begin, finish, release
from outbox.services.mail import queue

__all__ = ["Begun", "InProgress", "OtherBody", "Replay", "begin", "finish", "queue", "release", "sweep"]


def sweep(*, at: datetime.datetime) -> int:
    """Forget old keys; how many were forgotten."""
    return keys.sweep(at=at)
