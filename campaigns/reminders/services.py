"""Every write about reminders, and what pages and mails need of them.

Nothing but the question itself is mailed to an address before its link was opened and the button pressed.
"""

import uuid
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts import mail_addresses, validators as accounts_validators
from campaigns import queries
from campaigns.lifecycle import State
from campaigns.models import Campaign
from campaigns.reminders.models import Reminder
from outbox import sealing, services as outbox_services

UNCONFIRMED_LIVES = timedelta(days=7)
QUEUED_LIVES = timedelta(days=7)  # as long as its link still finds something to forget
LONGEST = timedelta(days=400)
MOST_PER_SWEEP = 500
CHECK, OPENS = "reminder_check", "campaign_opens"
_SIGNER = signing.Signer(salt="campaigns.reminders")


class NotAhead(Exception):
    """The campaign is open, over or not to be seen: there is nothing to be reminded of."""


@transaction.atomic
def ask(*, campaign: Campaign, address: str, locale: str, at: datetime) -> None:
    """Keep the wish and mail the question whether it was theirs. The same for known and unknown addresses.

    Raises NotAhead, and ValidationError only about the spelling of the address.
    """
    clean = accounts_validators.clean_email(address)
    if not queries.is_ahead(campaign, at):
        raise NotAhead
    hashed = mail_addresses.hashed(campaign.brand_id, clean)
    mailbox = mail_addresses.hashed_mailbox(clean)
    may_ask = outbox_services.may_write_to(address=clean, at=at)
    reminder, _created = Reminder.objects.get_or_create(
        campaign=campaign,
        address_hash=hashed,
        defaults={
            "brand_id": campaign.brand_id,
            "mailbox_hash": mailbox,
            "sealed_address": sealing.seal(clean.encode()),
            "locale": locale,
            "created_at": at,
        },
    )
    if reminder.confirmed_at is None and may_ask:
        _queue_question(reminder, campaign, clean, at=at)


def _queue_question(reminder: Reminder, campaign: Campaign, to: str, *, at: datetime) -> None:
    """One a day for each wish, however often it is asked for."""
    if reminder.asked_at is not None and reminder.asked_at.date() == at.date():
        return
    # A row of before has no mailbox yet: it is counted from its next question on.
    asked = Reminder.objects.filter(pk=reminder.pk)
    asked.update(asked_at=at, mailbox_hash=mail_addresses.hashed_mailbox(to))
    outbox_services.queue(
        brand=campaign.brand,
        kind=CHECK,
        key=f"reminder:{reminder.pk}:{at:%Y-%m-%d}",
        at=at,
        to=to,
        unproven=to,
        locale=reminder.locale,
        facts={"reminder": str(reminder.pk)},
    )


def secret(reminder: Reminder) -> str:
    """What the links in its mails carry: signed, stored nowhere, and opening nothing once the row is gone."""
    return _SIGNER.sign(reminder.pk.hex)


def by_secret(text: str, *, at: datetime) -> Reminder | None:
    """The reminder behind a link; None for one that is forged, over or forgotten."""
    try:
        found = uuid.UUID(_SIGNER.unsign(text))
    except (signing.BadSignature, ValueError):
        return None
    reminder = Reminder.objects.select_related("campaign", "brand").filter(pk=found).first()
    if reminder is None or _is_over(reminder, at):
        return None
    return reminder


def by_id(reminder_id: uuid.UUID, *, brand_id: uuid.UUID) -> Reminder | None:
    """For the mail that is about it."""
    return Reminder.objects.select_related("campaign__brand").filter(pk=reminder_id, brand_id=brand_id).first()


def _is_over(reminder: Reminder, at: datetime) -> bool:
    return reminder.confirmed_at is None and reminder.created_at + UNCONFIRMED_LIVES <= at


@transaction.atomic
def confirm(*, reminder: Reminder, at: datetime) -> None:
    """Somebody who reads this address says yes, the one mail may come. Twice is fine."""
    Reminder.objects.filter(pk=reminder.pk, confirmed_at=None).update(confirmed_at=at)


@transaction.atomic
def forget(*, reminders: QuerySet[Reminder], at: datetime) -> int:
    """Forget these wishes and every mail about them, sent or not; how many there were."""
    ids = list(reminders.values_list("pk", flat=True))
    brands = set(reminders.values_list("brand_id", flat=True))
    reminders.delete()
    for brand_id in brands:
        outbox_services.forget_about(brand_id=brand_id, fact="reminder", ids=ids, at=at)
    return len(ids)


def forget_one(*, reminder: Reminder, at: datetime) -> int:
    """Forget one wish, as whoever asked for it says."""
    return forget(reminders=Reminder.objects.filter(pk=reminder.pk), at=at)


def of_address(*, brand_id: uuid.UUID, address: str) -> list[Reminder]:
    """Every wish of an address at one brand, for whoever has proven that it is theirs."""
    hashed = mail_addresses.hashed(brand_id, address)
    found = Reminder.objects.filter(brand_id=brand_id, address_hash=hashed).select_related("campaign")
    return list(found.order_by("created_at", "pk"))


def forget_address(*, brand_id: uuid.UUID, address: str, at: datetime) -> int:
    """Forget every wish of an address at one brand."""
    if not address:
        return 0
    hashed = mail_addresses.hashed(brand_id, address)
    return forget(reminders=Reminder.objects.filter(brand_id=brand_id, address_hash=hashed), at=at)


@transaction.atomic
def sweep(*, at: datetime) -> dict[str, int]:
    """Write to who waits for a campaign that is open now, and forget what is over."""
    return {"queued": _queue_what_opened(at), "forgotten": forget(reminders=_over(at), at=at)}


def due(*, at: datetime) -> int:
    """How many the next sweeps would write to."""
    return _due(at).count()


def _due(at: datetime) -> QuerySet[Reminder]:
    begun = Q(campaign__opens_at=None) | Q(campaign__opens_at__lte=at)
    not_over = Q(campaign__closes_at=None) | Q(campaign__closes_at__gt=at)
    waiting = Reminder.objects.filter(begun, not_over, campaign__state=State.LIVE, queued_at=None)
    return waiting.exclude(confirmed_at=None)


def _queue_what_opened(at: datetime) -> int:
    rows = _due(at).select_for_update(skip_locked=True, of=("self",)).select_related("brand")
    found = list(rows.order_by("created_at", "pk")[:MOST_PER_SWEEP])
    for reminder in found:
        address = sealing.unseal(bytes(reminder.sealed_address or b""))
        if address is not None:  # otherwise the installation's key has changed, and nobody can read it any more
            outbox_services.queue(
                brand=reminder.brand,
                kind=OPENS,
                key=f"opens:{reminder.pk}",
                at=at,
                to=address.decode(),
                locale=reminder.locale,
                facts={"reminder": str(reminder.pk)},
            )
        reminder.sealed_address, reminder.queued_at = None, at
        reminder.save(update_fields=["sealed_address", "queued_at"])
    return len(found)


def _over(at: datetime) -> QuerySet[Reminder]:
    """Never confirmed, sent a while ago, of a campaign that is over, or too old to be remembered."""
    never = Q(confirmed_at=None, created_at__lte=at - UNCONFIRMED_LIVES)
    sent = Q(queued_at__lte=at - QUEUED_LIVES)
    ended = Q(campaign__state__in=[State.CLOSED, State.ARCHIVED]) | Q(campaign__closes_at__lte=at)
    return Reminder.objects.filter(never | sent | ended | Q(created_at__lte=at - LONGEST))
