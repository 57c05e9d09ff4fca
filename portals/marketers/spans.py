"""How far back the insights look."""

import datetime

from django.http import HttpRequest

from portals.shared import now

SPANS = ("7", "28", "90", "365")
DAYS = "28"


def asked(request: HttpRequest) -> str:
    """The time that was asked for, or the usual one."""
    wanted = request.GET.get("days", DAYS)
    return wanted if wanted in SPANS else DAYS


def of(span: str) -> tuple[datetime.datetime, datetime.datetime]:
    """Whole days, today included, as far back as was asked."""
    until = now()
    since = until.replace(hour=0, minute=0, second=0, microsecond=0) - datetime.timedelta(days=int(span) - 1)
    return since, until
