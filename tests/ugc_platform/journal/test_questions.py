"""What the journal asks each minute is answered by an index: no table that only grows is read from its start."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ugc_platform.journal import keeping

pytestmark = pytest.mark.django_db
SINCE = datetime(2026, 11, 30, 12, tzinfo=UTC)


def plan(statement: str) -> list[dict[str, Any]]:
    """All steps by which the database would answer, were the table so long that reading all of it is no way."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}")
        (told,) = cursor.fetchone()
    steps = [(json.loads(told) if isinstance(told, str) else told)[0]["Plan"]]
    for step in steps:
        steps.extend(step.get("Plans", []))
    return steps


def bounded_by(statement: str) -> set[str]:
    """The indexes of which only what is young enough is read."""
    return {step["Index Name"] for step in plan(statement) if " >= " in step.get("Index Cond", "")}


@pytest.mark.parametrize(
    ("ended", "index"),
    [
        (keeping._revocations, "revocation_at"),
        (keeping._releases, "release_limits_at"),
        (keeping._left, "state_change_ended"),
        (keeping._set_aside, "decision_left_out_at"),
        (keeping._unsubscribed, "identity_refused"),
        (keeping._blocked, "contributor_blocked"),
        (keeping._links, "contributor_token_ended"),
        (keeping._members, "audit_members"),
    ],
)
def test_a_question_reads_only_what_is_young(ended: Callable[[datetime], Iterator[Any]], index: str) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert list(ended(SINCE)) == []

    assert [bounded_by(query["sql"]) for query in asked] == [{index}]


def test_a_question_without_an_index_reads_everything() -> None:
    assert bounded_by("SELECT id FROM submissions_statechange WHERE at >= '2026-11-30 12:00:00+00'") == set()
