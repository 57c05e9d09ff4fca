"""Whether work goes on: who works on which queue, when the rooms were last swept, what waits and for how long, which
mail failed. The doctor's part that asks about time; the figures are plain queries of their rooms.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import kombu.exceptions
import redis
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from core.waiting import Waiting
from galleries import queries as galleries_queries
from outbox import queries as outbox_queries
from privacy import queries as privacy_queries
from submissions import queries as submissions_queries
from ugc_platform import sweeping
from ugc_platform.celery import app
from ugc_platform.checks import CheckFailed

WORK_QUEUES = frozenset(settings.QUEUES)
# The clock strikes each minute; a worker that is busy with a long export may take its time.
SWEPT_WITHIN = timedelta(minutes=10)
# A long video on a slow machine takes three quarters of an hour.
WAITS_AT_MOST = timedelta(hours=2)
DAY = timedelta(days=1)


def workers() -> str:
    """Somebody listens on each queue, and no two workers answer to one name."""
    try:
        answers = app.control.broadcast("active_queues", reply=True, timeout=2) or []
    except (kombu.exceptions.OperationalError, redis.RedisError, OSError) as error:
        raise CheckFailed("The workers cannot be asked without the broker.", "See the broker above.") from error
    return staffed(answers)


def staffed(answers: Iterable[Mapping[str, Any]]) -> str:
    """Judge what the workers answered: one mapping each, from its name to its queues."""
    replies = [reply for answer in answers for reply in answer.items()]
    twice = [name for name, count in Counter(name for name, _queues in replies).items() if count > 1]
    if twice:
        advice = "Give each worker of a machine its own: celery … worker -n photo@%h, -n video@%h."
        raise CheckFailed(f"Several workers are called {', '.join(sorted(twice))}.", advice)
    served = {queue["name"] for _name, queues in replies for queue in queues}
    if missing := WORK_QUEUES - served:
        names = ",".join(sorted(missing))
        raise CheckFailed(f"Nobody works on: {names}.", f"Start a worker: celery -A ugc_platform worker -Q {names}.")
    return f"{len(replies)} at work"


def sweep() -> str:
    """Each room was swept lately, and it went well."""
    try:
        return swept(outbox_queries.sweeps(), at=timezone.now())
    except DatabaseError as error:
        raise CheckFailed("The sweeps cannot be asked without the database.", "See the database above.") from error


def swept(sweeps: Mapping[str, datetime | None], *, at: datetime) -> str:
    """Judge when the rooms were last swept."""
    times = {room: sweeps.get(room) for room in sweeping.ROOMS}
    late = [room for room, when in times.items() if when is None or when < at - SWEPT_WITHIN]
    known = [when for when in times.values() if when is not None]
    if len(late) == len(times):
        last = f"the last was {age(at - max(known))} ago" if known else "nobody ever did"
        raise CheckFailed(f"Nobody sweeps: {last}.", "Start exactly one beat: celery -A ugc_platform beat --pidfile=")
    if late:
        raise CheckFailed(f"The sweep of {', '.join(late)} fails.", "Run manage.py sweep; its log says why.")
    return f"the last was {age(at - min(known))} ago"


def work() -> str:
    """Nothing waits for too long."""
    at = timezone.now()
    try:
        return moving(open_work(at=at), at=at)
    except DatabaseError as error:
        raise CheckFailed("The work cannot be asked without the database.", "See the database above.") from error


def open_work(*, at: datetime) -> list[Waiting]:
    """What waits in every room that has work of its own."""
    return [
        *submissions_queries.open_work(),
        galleries_queries.open_exports(),
        outbox_queries.waiting(at),
        privacy_queries.open_erasures(at),
    ]


def moving(found: Iterable[Waiting], *, at: datetime) -> str:
    """Judge what waits."""
    told = {one: f"{one.count} {one.what}, the oldest for {age(at - one.since)}" for one in found if one.since}
    stuck = [one for one in told if one.since and one.since < at - WAITS_AT_MOST]
    if stuck:
        trouble = next((f" Last trouble: {one.trouble}" for one in stuck if one.trouble), "")
        raise CheckFailed(
            f"Work waits too long: {'; '.join(told[one] for one in stuck)}.{trouble}",
            "Start more workers, or see the store and the workers' log.",
        )
    return "; ".join(told.values()) or "nothing waits"


def mail() -> str:
    """More mail leaves than fails."""
    try:
        ended = outbox_queries.ended_mail(timezone.now() - DAY)
    except DatabaseError as error:
        raise CheckFailed("The mail cannot be asked without the database.", "See the database above.") from error
    failed, sent = ended["failed"] + ended["unknown"], ended["sent"]
    if failed > sent:
        raise CheckFailed(
            f"In a day {failed} mails failed and {sent} went out.", "See Settings → Mail in the studio, and EMAIL_URL."
        )
    return f"in a day {sent} went out, {failed} failed"


def age(span: timedelta) -> str:
    """A length of time in one unit."""
    seconds = max(0, int(span.total_seconds()))
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds // length} {unit}"
    return f"{seconds} s"
