"""Every write of the outbox: keys that make requests idempotent, and mail that leaves the house."""

import datetime

from outbox.services import delivering, keys
from outbox.services.delivering import (
    Claimed,
    NotAgain,
    Overtaken,
    claim,
    failed,
    forget,
    forget_about,
    hold,
    hold_back,
    note_outcome,
    retry,
    send_again,
    sent,
    unknown,
)
from outbox.services.keys import Begun, InProgress, OtherBody, Replay, begin, finish, release
from outbox.services.queueing import call_off, queue, queue_again
from outbox.services.sweeps import swept
from outbox.services.unproven import forget_mailboxes, hold_mailboxes, may_write_to

__all__ = [
    "Begun",
    "Claimed",
    "InProgress",
    "NotAgain",
    "OtherBody",
    "Overtaken",
    "Replay",
    "begin",
    "call_off",
    "claim",
    "failed",
    "finish",
    "forget",
    "forget_about",
    "forget_mailboxes",
    "hold",
    "hold_back",
    "hold_mailboxes",
    "may_write_to",
    "note_outcome",
    "queue",
    "queue_again",
    "release",
    "retry",
    "send_again",
    "sent",
    "sweep",
    "swept",
    "unknown",
]


def sweep(*, at: datetime.datetime) -> dict[str, int]:
    """Forget old keys and letter boxes, nudge mail that is due; how much there was to do."""
    return {"keys": keys.sweep(at=at), "mailboxes": forget_mailboxes(at=at), **delivering.sweep(at=at)}
