"""Mail to those of the team who can take copies down: one an hour at most, and none for what was undone at once."""

import datetime

from accounts import queries as accounts_queries
from accounts.models import Brand
from galleries.models import TakeDown
from outbox import services as outbox_services
from outbox.models import Mail

# As long as a decision can be undone, nobody is told to run.
PATIENCE = datetime.timedelta(minutes=5)


def tell(brand: Brand, *, at: datetime.datetime) -> None:
    """Say that there is something to take down."""
    for member in accounts_queries.exporters(brand.pk):
        outbox_services.queue(
            brand=brand,
            kind=Mail.Kind.TAKE_DOWN,
            key=f"take-down:{member.pk}:{at:%Y-%m-%dT%H}",
            to=member.email,
            at=at,
            due_at=at + PATIENCE,
        )


def call_off(brand: Brand, *, at: datetime.datetime) -> None:
    """Say nothing, once everything that waited may be used again."""
    if not TakeDown.objects.filter(brand=brand, closed_at=None).exists():
        outbox_services.call_off(brand=brand, kind=Mail.Kind.TAKE_DOWN, at=at)
