"""How far back the insights look, and cells that a spreadsheet takes for what they are."""

import datetime

from django.http import HttpRequest

from core import cells
from portals.shared import now

SPANS = {"7": 7, "28": 28, "90": 90, "365": 365}
DAYS = "28"


def asked(request: HttpRequest) -> str:
    """The time that was asked for, or the usual one."""
    wanted = request.GET.get("days", DAYS)
    return wanted if wanted in SPANS else DAYS


def of(span: str) -> tuple[datetime.datetime, datetime.datetime]:
    """Whole days, today included, as far back as was asked."""
    until = now()
    since = until.replace(hour=0, minute=0, second=0, microsecond=0) - datetime.timedelta(days=SPANS[span] - 1)
    return since, until


def safe(value: object) -> object:
    """A cell that no spreadsheet takes for a formula; what is missing stays empty."""
    if value is None:
        return ""
    return cells.plain(value) if isinstance(value, str) else value
