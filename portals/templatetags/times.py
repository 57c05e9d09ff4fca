"""Times on pages: what a camera told, and deadlines in the zone of those who set them."""

import datetime
from typing import TYPE_CHECKING

from django import template

from submissions import queries as submissions_queries

if TYPE_CHECKING:
    from submissions.models import Asset

register = template.Library()


@register.filter
def captured(asset: "Asset") -> datetime.datetime | None:
    """When it was taken. An instant is shown in the page's zone; a camera's clock has none and is never shifted."""
    return submissions_queries.captured_at(asset)
