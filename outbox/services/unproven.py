"""Few mails to a letter box that nobody has proven to be theirs: anybody may have typed its address into a form.

What counts is the mail, whatever it is about, over all brands of the installation: one counter for every door.
"""

import datetime
from collections.abc import Iterable

from accounts import mail_addresses
from core import locks
from outbox.models import Mail


def may_write_to(*, address: str, at: datetime.datetime) -> bool:
    """Whether this letter box gets one more today. Queue it with `unproven=address`, or the next one is not counted.

    Nobody else counts until the transaction ends.
    """
    hold_mailboxes(addresses=[address])
    lately = Mail.objects.filter(
        mailbox_hash=mail_addresses.hashed_mailbox(address), created_at__gt=at - mail_addresses.A_DAY
    )
    return lately.count() < mail_addresses.MOST_A_DAY


def hold_mailboxes(*, addresses: Iterable[str]) -> None:
    """Let nobody else count the mails to these until the transaction ends.

    Who writes to several takes them all here first, in one order, so that no two wait for each other in a circle.
    """
    for mailbox in sorted({mail_addresses.hashed_mailbox(address) for address in addresses if address}):
        locks.one_at_a_time("unproven mailbox", mailbox)


def forget_mailboxes(*, at: datetime.datetime) -> int:
    """Forget which letter box a mail went to once it counts no more; how many."""
    over = Mail.objects.filter(created_at__lte=at - mail_addresses.A_DAY).exclude(mailbox_hash="")
    return over.update(mailbox_hash="")
