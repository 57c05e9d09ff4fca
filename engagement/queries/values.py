"""What a figure is, and which days it is about."""

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

Row = dict[str, Any]


@dataclass(frozen=True)
class Measure:
    """One figure: what it is called, what it is, how it is reckoned, and the rows it is made of.

    `value` is None when there is nothing to reckon it from. Every row has `label` and `value`, and a value for each
    key in `columns` (key and heading); more keys may follow.
    """

    key: str
    label: str
    value: float | int | None
    unit: str  # "people" | "submissions" | "percent" | "hours" | "views"
    formula: str
    rows: tuple[Row, ...]
    columns: tuple[tuple[str, str], ...] = ()


def days(since: datetime.datetime, until: datetime.datetime) -> list[datetime.date]:
    """The days (UTC) of [since, until)."""
    first = since.astimezone(datetime.UTC).date()
    last = (until.astimezone(datetime.UTC) - datetime.timedelta(microseconds=1)).date()
    return [first + datetime.timedelta(days=number) for number in range((last - first).days + 1)]


def median(values: Sequence[float]) -> float | None:
    """The middle of sorted values; None of nothing."""
    if not values:
        return None
    middle = len(values) // 2
    exact = values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2
    return round(exact, 2)


def spread(hours: Sequence[float]) -> tuple[Row, ...]:
    """How many took how long; the rows together are all of them."""
    if not hours:
        return ()
    steps: tuple[tuple[float, float, str], ...] = (
        (0.0, 1.0, _("Up to an hour")),
        (1.0, 24.0, _("Up to a day")),
        (24.0, 72.0, _("Up to three days")),
        (72.0, math.inf, _("Longer")),
    )
    return tuple(
        {"label": label, "value": sum(1 for hour in hours if max(hour, 1e-9) > above and hour <= limit)}
        for above, limit, label in steps
    )
