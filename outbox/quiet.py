"""Quiet hours: mail that nobody waits for does not ring at night. Pure."""

import zoneinfo
from datetime import datetime, time, timedelta

from outbox.models import Mail

BEGIN, END = time(21), time(8)
# All others answer something that a person did a moment ago.
NOT_URGENT = frozenset({Mail.Kind.APPROVED, Mail.Kind.REJECTED, Mail.Kind.MESSAGE, Mail.Kind.CAMPAIGN_OPENS})


def earliest(kind: str, moment: datetime, zone: str) -> datetime:
    """When a mail of this kind may go that is ready at `moment`, where the brand is."""
    if kind not in NOT_URGENT:
        return moment
    local = moment.astimezone(zoneinfo.ZoneInfo(zone))
    if END <= local.time() < BEGIN:
        return moment
    morning = local.replace(hour=END.hour, minute=0, second=0, microsecond=0)
    if local.time() >= BEGIN:
        morning += timedelta(days=1)
    return morning.astimezone(moment.tzinfo)
