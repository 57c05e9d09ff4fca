"""Dates are written as the reader's region writes them; a deadline stands in a zone, with its name."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from core import times

CLOSES = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "accepted", "written"),
    [
        ("en", "en-US,en;q=0.9", "Nov. 30, 2026, 11:30 p.m."),
        ("en", "en-GB,en;q=0.9", "30 Nov 2026, 11:30 p.m."),
        ("en", "en-AU", "30 Nov 2026, 11:30 p.m."),
        ("en", "", "Nov. 30, 2026, 11:30 p.m."),
        ("de", "de-DE,de;q=0.9", "30. November 2026 23:30"),
        ("de", "de-CH", "30. November 2026 23:30"),
        # Another language's region says nothing about this one.
        ("de", "en-GB,de;q=0.5", "30. November 2026 23:30"),
        ("en", "de-CH,en-GB;q=0.5", "30 Nov 2026, 11:30 p.m."),
        ("es", "es-MX", "30 de noviembre de 2026 a las 23:30"),
        ("fr", "fr-CA", "30 novembre 2026 23:30"),
        ("en", "en-x;q=1,../..;q=0.5", "Nov. 30, 2026, 11:30 p.m."),
    ],
)
def test_a_moment_is_written_as_language_and_region_do(language: str, accepted: str, written: str) -> None:
    with times.in_regions(accepted), translation.override(language):
        assert times.written(CLOSES, "DATETIME_FORMAT") == written


def test_a_region_is_forgotten_with_its_request() -> None:
    with translation.override("en"):
        with pytest.raises(LookupError), times.in_regions("en-GB"):
            raise LookupError
        assert times.written(CLOSES, "DATETIME_FORMAT") == "Nov. 30, 2026, 11:30 p.m."


@pytest.mark.parametrize(
    ("zone", "deadline", "moment"),
    [
        ("Europe/Berlin", "Dec. 1, 2026, 12:30 a.m. (Berlin time)", "Dec. 1, 2026, 12:30 a.m. CET"),
        ("America/New_York", "Nov. 30, 2026, 6:30 p.m. (New York time)", "Nov. 30, 2026, 6:30 p.m. EST"),
        ("America/Sao_Paulo", "Nov. 30, 2026, 8:30 p.m. (Sao Paulo time)", "Nov. 30, 2026, 8:30 p.m. UTC-03:00"),
        ("America/Argentina/Salta", "Nov. 30, 2026, 8:30 p.m. (Salta time)", "Nov. 30, 2026, 8:30 p.m. UTC-03:00"),
        ("UTC", "Nov. 30, 2026, 11:30 p.m. (UTC)", "Nov. 30, 2026, 11:30 p.m. UTC"),
        ("Etc/GMT-5", "Dec. 1, 2026, 4:30 a.m. (UTC+05:00)", "Dec. 1, 2026, 4:30 a.m. UTC+05:00"),
    ],
)
def test_a_deadline_names_its_zone(zone: str, deadline: str, moment: str) -> None:
    with translation.override("en"):
        assert (times.deadline(CLOSES, zone), times.moment(CLOSES, zone)) == (deadline, moment)
