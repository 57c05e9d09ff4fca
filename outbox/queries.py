"""What is read of the outbox by who looks after the installation: sweeps, and mail that waits or failed."""

from collections import Counter
from datetime import datetime

from django.db.models import Count

from core.waiting import Waiting
from outbox.models import Mail, Sweep

OPEN = (Mail.State.WAITING, Mail.State.SENDING)


def sweeps() -> dict[str, datetime | None]:
    """When the sweep of each room last went well; a room that never was is not there."""
    return dict(Sweep.objects.values_list("room", "worked_at"))


def waiting(at: datetime) -> Waiting:
    """Mail that should have left by now; what waits for the morning or its next try does not count."""
    due = Mail.objects.filter(state__in=OPEN, due_at__lte=at).order_by("due_at")
    first = due.first()
    if first is None:
        return Waiting("mail")
    return Waiting("mail", due.count(), first.due_at, first.last_error)


def ended_mail(since: datetime) -> Counter[str]:
    """How many mails ended in which state since then: `sent`, `failed`, `unknown`, `dropped`."""
    ended = Mail.objects.filter(finished_at__gte=since).values_list("state").annotate(count=Count("pk"))
    return Counter(dict(ended))
