"""Cursors come back from strangers: what no list of ours wrote is refused before it reaches the database."""

import base64
import json
from typing import Any

import pytest

from core import keyset
from submissions.models import Submission

ORDER = ("-received_at", "-id")
ID = "04ed4db0-dd8f-403e-a471-035613947e5b"


def written(values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        written("abc"),
        written({"0": 1}),
        written([0, 1, 2]),
        written([[], "2026-01-01T00:00:00Z", ID]),
        written([0, "2026-01-01T00:00:00", ID]),
        written([0, "2026-01-01T00:00:00Z", "\ud800"]),
        written([0, "0001-01-01T00:00:00+23:59", ID]),
        written([0, "9999-12-31T23:59:59-14:00", ID]),
    ],
)
def test_a_cursor_that_is_not_ours_is_refused(cursor: str) -> None:
    with pytest.raises(keyset.BadCursor):
        keyset.page(Submission.objects.all(), order=ORDER, cursor=cursor, size=5)


@pytest.mark.django_db
def test_a_time_with_an_offset_of_its_own_is_read_as_the_moment_it_is() -> None:
    page = keyset.page(
        Submission.objects.all(), order=ORDER, cursor=written([0, "2026-01-01T00:00:00+23:59", ID]), size=5
    )

    assert page.items == []
