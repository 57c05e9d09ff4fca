"""A restore without a dump: what happens in `lost` is swept into the journal and gone from the database."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts import queries as accounts_queries
from core import storage
from submissions.models import Submission
from tests.galleries import stage
from ugc_platform import journal, sweeping

DUMP = stage.AT + timedelta(hours=1)
SINCE = stage.AT + timedelta(hours=2)
RESTORED = stage.AT + timedelta(hours=9)


@contextmanager
def lost() -> Iterator[None]:
    """What happens in here is swept into the journal, and then the database is as it was before."""
    with transaction.atomic():
        yield
        sweeping.sweep(at=SINCE + timedelta(minutes=1))
        transaction.set_rollback(True)


def fan(submission: Submission) -> Any:
    return accounts_queries.actor_of_contributor(submission.contributor)


def state(submission: Submission) -> str:
    return Submission.objects.get(pk=submission.pk).state


def replay(at: datetime = RESTORED) -> dict[str, int]:
    """Replay all of it: nothing may be left out."""
    outcome = journal.replay(since=DUMP, at=at)
    assert outcome.left_out == {}
    return dict(outcome.done)


def left_out() -> dict[str, str]:
    return journal.replay(since=DUMP, at=RESTORED).left_out


def plant(key: str, content: bytes) -> str:
    """Write past the journal, as whoever holds the bucket can."""
    storage.put(key, io.BytesIO(content), "application/json")
    return key


def sealed(kind: str, at: datetime = SINCE, **fields: Any) -> str:
    """An entry with our seal, whether or not it restricts anything."""
    entry = journal.Entry(kind, at, fields)
    return plant(entry.key, entry.content)
