"""Times on pages: what a camera told, dates as the reader writes them, deadlines in the zone of those who set them."""

import datetime
from typing import TYPE_CHECKING

from django import template
from django.utils import timezone

from core import times
from submissions import queries as submissions_queries

if TYPE_CHECKING:
    from accounts.models import Brand
    from submissions.models import Asset

register = template.Library()


@register.filter
def taken(asset: "Asset", brand: "Brand") -> str:
    """When it was taken. An instant is told in the brand's zone; a camera's clock has none and is never shifted."""
    at = submissions_queries.captured_at(asset)
    if at is None or at.tzinfo is not None:
        return moment(at, brand)
    return times.written(at, "DATETIME_FORMAT")


@register.filter
def deadline(at: datetime.datetime | None, brand: "Brand") -> str:
    """A moment that counts for a brand's campaign, in the brand's zone and with its name."""
    return times.deadline(at, brand.timezone) if at else ""


@register.filter
def moment(at: datetime.datetime | None, brand: "Brand") -> str:
    """A moment in the brand's zone, with the zone's short name."""
    return times.moment(at, brand.timezone) if at else ""


@register.filter
def day(at: datetime.date | None, brand: "Brand | None" = None) -> str:
    """A date as the reader's language and region write it; that of a moment is the day in the brand's zone."""
    if brand is not None and isinstance(at, datetime.datetime):
        at = timezone.localtime(at, times.zone_of(brand.timezone))
    return times.written(at, "DATE_FORMAT") if at else ""
