"""What a restored dump would have forgotten: every permission that ended, kept in the store within a minute of it.

An entry is one small object that never changes and names nobody: ids, codes and a time. `replay` reads them after a
restore and ends again what had ended. It only ever takes away, and doing it twice changes nothing.
"""

import hashlib
import io
import json
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from accounts import queries as accounts_queries
from accounts.actors import SYSTEM
from accounts.models import Contributor
from core import multipart, storage
from outbox import queries as outbox_queries
from privacy import services as privacy_services
from privacy.models import Erasure
from rights import services as rights_services
from rights.models import Release, Revocation
from submissions import services as submissions_services
from submissions.lifecycle import Move, State
from submissions.models import StateChange, Submission

ROOM, FOLDER = "journal", "journal/facts"
# A fact is written down before its transaction ends: nobody's takes longer than this.
OVERLAP = timedelta(minutes=10)
FIRST_LOOK = timedelta(days=7)
# Older dumps are not restored; `docs/production.md` says so.
KEPT = timedelta(days=90)
ENDED = (State.WITHDRAWN, State.ERASED)
Fields = dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """One fact: `kind` is revocation, release, left (the approved, or all) or erasure."""

    kind: str
    at: datetime
    fields: Fields

    @property
    def key(self) -> str:
        """Where it lies: the time first, so that names sort by it."""
        return f"{FOLDER}/{self.at:%Y%m%dT%H%M%S}-{hashlib.sha256(self.content).hexdigest()[:32]}.json"

    @property
    def content(self) -> bytes:
        """As it is stored."""
        return json.dumps({"kind": self.kind, "at": self.at.isoformat(), **self.fields}, sort_keys=True).encode()


def keep(*, at: datetime) -> dict[str, int]:
    """Store what has ended since the last sweep that went well. Raises storage.Unavailable; the next one repeats it."""
    last = outbox_queries.sweeps().get(ROOM)
    since = last - OVERLAP if last else at - FIRST_LOOK
    kept = sum(_stored(entry) for entry in _facts(since))
    removed = _tidied(at) if last is None or last.date() != at.date() else 0
    return {"kept": kept, "removed": removed}


def _stored(entry: Entry) -> bool:
    if storage.exists(entry.key):
        return False
    storage.put(entry.key, io.BytesIO(entry.content), "application/json")
    return True


def _tidied(at: datetime) -> int:
    old = [stored.key for stored in multipart.listing(FOLDER) if stored.at < at - KEPT]
    return sum(multipart.discard(key, at - KEPT) for key in old)


def _facts(since: datetime) -> Iterator[Entry]:
    for revoked in Revocation.objects.filter(at__gte=since):
        yield Entry(
            "revocation", revoked.at, {**_about(revoked), "channels": revoked.channels, "additions": revoked.additions}
        )
    for said in Release.objects.filter(at__gte=since).exclude(allows="all"):
        yield Entry("release", said.at, {**_about(said), "asked": said.kind, "answer": said.answer})
    left = Q(from_state=State.APPROVED) | Q(to_state__in=ENDED)
    for change in StateChange.objects.filter(left, at__gte=since):
        yield Entry("left", change.at, {"submission": str(change.submission_id), "to": change.to_state})
    for erasure in Erasure.objects.filter(requested_at__gte=since):
        yield Entry("erasure", erasure.requested_at, {"contributor": str(erasure.contributor_id)})


def _about(fact: Revocation | Release) -> Fields:
    return {"submission": str(fact.submission_id), "asset": str(fact.asset_id) if fact.asset_id else None}


def entries(*, since: datetime) -> list[Entry]:
    """Read what was kept since then, the oldest first. Raises storage.Unavailable."""
    first = f"{FOLDER}/{since:%Y%m%dT%H%M%S}"
    return [
        _read(stored.key)
        for stored in sorted(multipart.listing(FOLDER), key=lambda one: one.key)
        if stored.key >= first
    ]


def _read(key: str) -> Entry:
    with storage.open(key) as file:
        fields = json.loads(file.read())
    return Entry(fields.pop("kind"), datetime.fromisoformat(fields.pop("at")), fields)


def replay(*, since: datetime, at: datetime, dry_run: bool = False) -> Counter[str]:
    """End again what had ended since then; how much of each kind there was to do, and how much is not there."""
    done: Counter[str] = Counter()
    # What ended whole comes first: the single facts behind it have nothing left to do then.
    for entry in sorted(entries(since=since), key=lambda one: one.kind not in {"erasure", "left"}):
        act = _to_do(entry, at)
        done[entry.kind if act else "nothing to do"] += 1
        if act and not dry_run:
            act()
    return done


def _to_do(entry: Entry, at: datetime) -> Callable[[], Any] | None:
    """What this entry still asks for; None where the dump knows it already, or never knew the submission."""
    if entry.kind == "erasure":
        person = Contributor.objects.filter(pk=entry.fields["contributor"], erasure=None).first()
        if person is None:
            return None
        return lambda: privacy_services.erase(contributor=person, by=SYSTEM, at=at)
    submission = Submission.objects.filter(pk=entry.fields["submission"]).select_related("contributor").first()
    if submission is None or submission.state in ENDED:
        return None
    return {"left": _left, "revocation": _revoked, "release": _answered}[entry.kind](entry, submission, at)


def _left(entry: Entry, submission: Submission, at: datetime) -> Callable[[], Any] | None:
    """Withdrawn again; what was rejected or opened again waits for a moderator's eyes."""
    if entry.fields["to"] in ENDED:
        fan = accounts_queries.actor_of_contributor(submission.contributor)
        return lambda: submissions_services.withdraw(submission=submission, by=fan, at=at)
    if submission.state != State.APPROVED:
        return None
    return lambda: submissions_services.move(submission=submission, move=Move.REOPEN, by=SYSTEM, at=at, note="restored")


def _revoked(entry: Entry, submission: Submission, at: datetime) -> Callable[[], Any] | None:
    said = {"channels": entry.fields["channels"], "additions": entry.fields["additions"]}
    asset = entry.fields["asset"] and uuid.UUID(entry.fields["asset"])
    fan = accounts_queries.actor_of_contributor(submission.contributor)
    if Revocation.objects.filter(submission_id=submission.pk, asset_id=asset, at__gte=entry.at, **said).exists():
        return None
    if asset and said == {"channels": None, "additions": None}:
        return lambda: submissions_services.withdraw(submission=submission, assets=[asset], by=fan, at=at)
    return lambda: rights_services.revoke(
        brand_id=submission.brand_id, submission_id=submission.pk, asset_id=asset, by=fan, at=at, **said
    )


def _answered(entry: Entry, submission: Submission, at: datetime) -> Callable[[], Any] | None:
    said = {"kind": entry.fields["asked"], "answer": entry.fields["answer"]}
    asset = entry.fields["asset"] and uuid.UUID(entry.fields["asset"])
    if Release.objects.filter(
        submission_id=submission.pk, asset_id=asset, at__gte=entry.at, kind=said["kind"]
    ).exists():
        return None
    return lambda: rights_services.release(
        brand_id=submission.brand_id, submission_id=submission.pk, asset_id=asset, by=SYSTEM, at=at, **said
    )
