"""Mail to those of the team who can take copies down: one an hour at most, and none for what was undone at once."""

import datetime

from accounts import queries as accounts_queries
from accounts.models import Brand, User
from core import locks
from galleries.models import TakeDown
from outbox import services as outbox_services
from outbox.models import Mail

# As long as a decision can be undone, nobody is told to run.
PATIENCE = datetime.timedelta(minutes=5)


def tell(brand: Brand, *, at: datetime.datetime) -> None:
    """Say that there is something to take down. The last thing in its transaction: it waits for `call_off`."""
    _one_at_a_time(brand)
    for member in accounts_queries.exporters(brand.pk):
        _tell_one(brand, member, at)


def _tell_one(brand: Brand, member: User, at: datetime.datetime) -> None:
    """In the mail of this hour if it has not gone yet, else in the next one that has not.

    One that was called off has not gone: it waits anew, so that no number of undone rejections puts it off.
    """
    hour = at.replace(minute=0, second=0, microsecond=0)
    while True:
        due_at = max(hour, at + PATIENCE)
        mail = outbox_services.queue(
            brand=brand,
            kind=Mail.Kind.TAKE_DOWN,
            key=f"take-down:{member.pk}:{hour:%Y-%m-%dT%H}",
            to=member.email,
            at=at,
            due_at=due_at,
        )
        if mail.state == Mail.State.WAITING or outbox_services.queue_again(mail=mail, to=member.email, due_at=due_at):
            return
        hour += datetime.timedelta(hours=1)


def call_off(brand: Brand, *, at: datetime.datetime) -> None:
    """Say nothing, once everything that waited may be used again."""
    _one_at_a_time(brand)
    if not TakeDown.objects.filter(brand=brand, closed_at=None).exists():
        outbox_services.call_off(brand=brand, kind=Mail.Kind.TAKE_DOWN, at=at)


def _one_at_a_time(brand: Brand) -> None:
    """Who calls off would not see a task that is being opened just now, and drop the mail that was to tell of it."""
    locks.one_at_a_time("take-down mail", brand.pk)
