"""Quiet hours: only news waits, until eight in the morning where the brand is, also when clocks change."""

from datetime import UTC, datetime

import pytest

from outbox import quiet
from outbox.models import Mail

Kind = Mail.Kind


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("zone", "moment", "goes"),
    [
        ("UTC", utc(2026, 5, 4, 8, 0), utc(2026, 5, 4, 8, 0)),
        ("UTC", utc(2026, 5, 4, 20, 59, 59), utc(2026, 5, 4, 20, 59, 59)),
        ("UTC", utc(2026, 5, 4, 21, 0), utc(2026, 5, 5, 8, 0)),
        ("UTC", utc(2026, 5, 4, 7, 59, 59), utc(2026, 5, 4, 8, 0)),
        ("UTC", utc(2026, 12, 31, 23, 0), utc(2027, 1, 1, 8, 0)),
        ("America/New_York", utc(2026, 5, 4, 3, 0), utc(2026, 5, 4, 12, 0)),
        ("Asia/Kolkata", utc(2026, 5, 4, 16, 0), utc(2026, 5, 5, 2, 30)),
        # In the night of 29 March clocks go from two to three in Berlin.
        ("Europe/Berlin", utc(2026, 3, 28, 21, 0), utc(2026, 3, 29, 6, 0)),
        ("Europe/Berlin", utc(2026, 10, 24, 21, 0), utc(2026, 10, 25, 7, 0)),
    ],
)
def test_news_waits_for_the_morning(zone: str, moment: datetime, goes: datetime) -> None:
    assert quiet.earliest(Kind.APPROVED, moment, zone) == goes


@pytest.mark.parametrize("kind", sorted(set(Kind) - quiet.NOT_URGENT))
def test_answers_go_at_any_hour(kind: str) -> None:
    night = utc(2026, 5, 4, 3, 0)
    assert quiet.earliest(kind, night, "UTC") == night
