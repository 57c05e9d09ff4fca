"""What a figure is, and which days it is about."""

import datetime
from dataclasses import dataclass
from typing import Any

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
