"""A visitor reports what they see under a public address."""

import datetime

from galleries.queries.visible import placed
from moderation import services as moderation_services


def report(*, key: str, reason: str, reporter: str, at: datetime.datetime, note: str = "") -> None:
    """Report the picture behind a public address. Answers nothing, also when there is no such address.

    Raises only ValidationError, about the visitor's own words.
    """
    placement = placed(key)
    if placement is None:
        moderation_services.check_report(reason=reason, note=note)
        return
    moderation_services.report(
        submission=placement.asset.submission,
        asset_id=placement.asset_id,
        reason=reason,
        note=note,
        reporter=reporter,
        at=at,
    )
