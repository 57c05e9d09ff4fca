"""Mail as rows: queued in the transaction of what it tells about, sent by a worker, at most once.

A row holds ids, no words: what is written is decided when it is sent, from the state of that moment.
"""

import datetime
import uuid
from collections.abc import Mapping

from django.db import transaction

from accounts import mail_addresses
from accounts.models import Brand, Contributor
from core.nudge import nudge
from outbox import quiet, sealing
from outbox.models import Mail

DELIVER = "conversations.tasks.deliver_mail"
_UNDONE = "undone"


@transaction.atomic
def queue(
    *,
    brand: Brand,
    kind: Mail.Kind | str,
    key: str,
    at: datetime.datetime,
    contributor: Contributor | None = None,
    to: str = "",
    unproven: str = "",
    locale: str = "",
    facts: Mapping[str, str] | None = None,
    due_at: datetime.datetime | None = None,
) -> Mail:
    """Keep one mail to be sent; the same `key` within a brand makes one mail, whatever happens.

    To a contributor (the address is read when it is sent, so erasure stops it) or to an address that is kept
    sealed until then. `unproven` is the address where nobody has proven it: such mail is counted (see
    `outbox.services.unproven`). `facts` are ids and short codes, never words of people.
    """
    if (contributor is None) == (not to):
        raise ValueError("a mail goes either to a contributor or to an address")
    mail, created = Mail.objects.get_or_create(
        brand=brand,
        key=key,
        defaults={
            "id": uuid.uuid4(),
            "kind": kind,
            "contributor": contributor,
            "sealed_to": sealing.seal(to.encode()) if to else None,
            "mailbox_hash": mail_addresses.hashed_mailbox(unproven) if unproven else "",
            "locale": locale,
            "facts": dict(facts or {}),
            "due_at": quiet.earliest(kind, due_at or at, brand.timezone),
            "created_at": at,
        },
    )
    if created and mail.due_at <= at:
        nudge(DELIVER, mail_id=mail.pk)
    return mail


def call_off(*, brand: Brand, kind: Mail.Kind, at: datetime.datetime) -> int:
    """Send nothing of this kind that still waits: what it would tell is not so any more. Returns how many."""
    waiting = Mail.objects.filter(brand=brand, kind=kind, state=Mail.State.WAITING)
    return waiting.update(state=Mail.State.DROPPED, last_error=_UNDONE, finished_at=at, sealed_to=None)


def queue_again(*, mail: Mail, to: str, due_at: datetime.datetime) -> bool:
    """Let a mail to an address wait once more that was called off: what it tells is so again. False for any other."""
    called_off = Mail.objects.filter(pk=mail.pk, state=Mail.State.DROPPED, last_error=_UNDONE)
    fresh = {"last_error": "", "finished_at": None, "attempts": 0, "sealed_to": sealing.seal(to.encode())}
    due = quiet.earliest(mail.kind, due_at, mail.brand.timezone)
    return bool(called_off.update(state=Mail.State.WAITING, due_at=due, **fresh))
