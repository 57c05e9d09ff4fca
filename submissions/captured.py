"""When a picture was taken, as its file tells it: an instant with its offset, or a camera's own clock without a zone.

A row keeps both in one column, the clock as if it were UTC; only these functions may read it, so that nobody shifts a
clock whose zone is unknown. Pure.
"""

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, TypedDict

from django.utils.dateparse import parse_datetime

if TYPE_CHECKING:
    from submissions.models import Asset

INSTANT, LOCAL = "instant", "local"


class Fields(TypedDict):
    """The columns of an asset that hold it."""

    captured_at: datetime | None
    captured_at_kind: str
    captured_at_offset: int | None


NOTHING = Fields(captured_at=None, captured_at_kind="", captured_at_offset=None)


def fields(text: str | None) -> Fields:
    """The columns for what mediakit read. A date that does not exist is no date."""
    try:
        at = parse_datetime(text or "")
    except ValueError:
        return NOTHING
    if at is None:
        return NOTHING
    offset = at.utcoffset()
    if offset is None:
        return Fields(captured_at=at.replace(tzinfo=UTC), captured_at_kind=LOCAL, captured_at_offset=None)
    minutes = round(offset / timedelta(minutes=1))
    return Fields(captured_at=at.astimezone(UTC), captured_at_kind=INSTANT, captured_at_offset=minutes)


def moment(asset: "Asset") -> datetime | None:
    """The instant with the offset that the camera told, or the clock without any zone."""
    at = asset.captured_at
    if at is None:
        return None
    if asset.captured_at_kind == LOCAL:
        return at.astimezone(UTC).replace(tzinfo=None)
    return at.astimezone(timezone(timedelta(minutes=asset.captured_at_offset or 0)))


def told(asset: "Asset") -> str | None:
    """As API and manifest write it: RFC 3339 with its offset, or a local time without one."""
    at = moment(asset)
    return None if at is None else at.isoformat().replace("+00:00", "Z")


def kind(asset: "Asset") -> str | None:
    """`instant` or `local`, or None where nothing is known."""
    return asset.captured_at_kind or None
