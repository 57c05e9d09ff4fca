"""What delivery services tell later: it arrived, it came back, somebody called it unwanted.

Whether the call is theirs, anymail has checked by their signature or password before we hear of it.
"""

import uuid
from typing import Any

from anymail.signals import tracking
from django.db import transaction
from django.utils import timezone

from accounts import queries as accounts_queries, services as accounts_services
from outbox import services as outbox_services
from outbox.models import Mail

Outcome = Mail.Outcome
# Said about the address itself, not about this hour or this letter.
_DEAD = {None, "bounced", "invalid"}
_UNWANTED = {"spam", "unsubscribed"}


def listen() -> None:
    """Hear every event once."""
    tracking.connect(_heard, dispatch_uid="conversations.emails.events")


def _heard(event: Any, **_about: Any) -> None:
    outcome = _outcome(event)
    if outcome is not None:
        _note(event, outcome)


def _outcome(event: Any) -> Mail.Outcome | None:
    if event.event_type == "delivered":
        return Outcome.DELIVERED
    if event.event_type in {"complained", "unsubscribed"} or event.reject_reason in _UNWANTED:
        return Outcome.COMPLAINED
    return Outcome.BOUNCED if event.event_type in {"bounced", "rejected"} else None


@transaction.atomic
def _note(event: Any, outcome: Mail.Outcome) -> None:
    at = event.timestamp or timezone.now()
    mail = outbox_services.note_outcome(
        outcome=outcome, at=at, mail_id=_mail_id(event), provider_id=event.message_id or ""
    )
    if mail is None or mail.contributor is None:
        return
    box = accounts_queries.mailbox(brand_id=mail.brand_id, contributor_id=mail.contributor.pk)
    if box is None:
        return
    if outcome == Outcome.COMPLAINED:
        accounts_services.refuse_mail(brand=mail.brand, email=box.email, at=at)
    elif outcome == Outcome.BOUNCED and event.reject_reason in _DEAD:
        accounts_services.mark_undeliverable(brand=mail.brand, email=box.email, at=at)


def _mail_id(event: Any) -> uuid.UUID | None:
    """The id that we gave along; not every service repeats it."""
    try:
        return uuid.UUID(str((event.metadata or {}).get("mail", "")))
    except ValueError:
        return None
