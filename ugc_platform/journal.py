"""What a restored dump would have forgotten: every permission that ended, kept in the store within a minute of it.

An entry is one small object that never changes and names nobody: ids, codes and a time. `replay` reads them after a
restore and ends again what had ended. It only ever takes away, and doing it twice changes nothing.
"""

import hashlib
import io
import json
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from accounts import queries as accounts_queries
from accounts.actors import SYSTEM
from accounts.models import Brand, Contributor
from core import multipart, storage
from moderation import services as moderation_services
from outbox import queries as outbox_queries
from privacy import services as privacy_services
from privacy.models import Erasure
from rights import canonical, queries as rights_queries, services as rights_services
from rights.models import Release, Revocation, TakenGrades
from submissions import services as submissions_services
from submissions.lifecycle import State
from submissions.models import StateChange, Submission

ROOM, FOLDER = "journal", "journal/facts"
# A fact is written down before its transaction ends: nobody's takes longer than this.
OVERLAP = timedelta(minutes=10)
FIRST_LOOK = timedelta(days=7)
# Older dumps are not restored; `docs/production.md` says so.
KEPT = timedelta(days=90)
ENDED = (State.WITHDRAWN, State.ERASED)
Fields = dict[str, Any]
Act = Callable[[], Any]


@dataclass(frozen=True)
class Entry:
    """One fact: `kind` is revocation, release, left (the approved, or all), grades or erasure."""

    kind: str
    at: datetime
    fields: Fields

    @property
    def key(self) -> str:
        """Where it lies: the time first, so that names sort by it."""
        return f"{_begins(self.at)}-{hashlib.sha256(self.content).hexdigest()[:32]}.json"

    @property
    def content(self) -> bytes:
        """As it is stored."""
        return json.dumps({"kind": self.kind, "at": self.at.isoformat(), **self.fields}, sort_keys=True).encode()


def _begins(moment: datetime) -> str:
    return f"{FOLDER}/{moment.astimezone(UTC):%Y%m%dT%H%M%S}"


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
        said = {"channels": revoked.channels, "additions": revoked.additions, "by": revoked.by}
        yield Entry("revocation", revoked.at, _about(revoked) | said)
    for said in Release.objects.filter(at__gte=since).exclude(allows="all"):
        yield Entry("release", said.at, {**_about(said), "asked": said.kind, "answer": said.answer})
    left = Q(from_state=State.APPROVED) | Q(to_state__in=ENDED)
    for change in StateChange.objects.filter(left, at__gte=since):
        yield Entry("left", change.at, {"submission": str(change.submission_id), "to": change.to_state})
    for taken in TakenGrades.objects.filter(at__gte=since):
        about = {"brand": str(taken.brand_id), "channel": taken.channel}
        yield Entry("grades", taken.at, about | {"grades": taken.grades})
    for erasure in Erasure.objects.filter(requested_at__gte=since):
        yield Entry("erasure", erasure.requested_at, {"contributor": str(erasure.contributor_id)})


def _about(fact: Revocation | Release) -> Fields:
    return {"submission": str(fact.submission_id), "asset": str(fact.asset_id) if fact.asset_id else None}


def entries(*, since: datetime) -> list[Entry]:
    """Read what was kept since then, the oldest first. Raises storage.Unavailable."""
    return [
        _read(stored.key)
        for stored in sorted(multipart.listing(FOLDER), key=lambda one: one.key)
        if stored.key >= _begins(since)
    ]


def _read(key: str) -> Entry:
    with storage.open(key) as file:
        fields = json.loads(file.read())
    return Entry(fields.pop("kind"), datetime.fromisoformat(fields.pop("at")), fields)


def replay(*, since: datetime, at: datetime, dry_run: bool = False) -> Counter[str]:
    """End again what had ended since then; how much of each kind there was to do, and how much is not there.

    A dump lacks what was not committed yet when it began, so it looks a little further back: what the dump knows is no
    work.
    """
    done: Counter[str] = Counter()
    for entry in _in_order(entries(since=since - OVERLAP)):
        act = _to_do(entry, at)
        done[entry.kind if act else "nothing to do"] += 1
        if act and not dry_run:
            act()
    return done


def _in_order(found: Iterable[Entry]) -> list[Entry]:
    """What ended whole first: the facts behind it have nothing left to do then. Of grades, the last word alone."""
    last = {(one.fields["brand"], one.fields["channel"]): one for one in found if one.kind == "grades"}
    single = [one for one in found if one.kind != "grades"]
    return [*sorted(single, key=lambda one: one.kind not in {"erasure", "left"}), *last.values()]


def _to_do(entry: Entry, at: datetime) -> Act | None:
    """What this entry still asks for; None where the dump knows it already, or never knew what it is about."""
    if entry.kind == "erasure":
        return _erased(Contributor.objects.filter(pk=entry.fields["contributor"]), at)
    if entry.kind == "grades":
        return _narrowed(entry, at)
    submission = Submission.objects.filter(pk=entry.fields["submission"]).select_related("contributor").first()
    if submission is None or submission.state == State.ERASED:
        return None
    if entry.kind == "left" and entry.fields["to"] == State.ERASED:
        # Whose it is in the dump: their page may have been joined with the one that was erased.
        return _erased(Contributor.objects.filter(pk=submission.contributor_id), at)
    if submission.state == State.WITHDRAWN:
        return None
    return {"left": _left, "revocation": _revoked, "release": _answered}[entry.kind](entry, submission, at)


def _erased(person: QuerySet[Contributor], at: datetime) -> Act | None:
    found = person.filter(erasure=None).first()
    if found is None:
        return None
    return lambda: privacy_services.erase(contributor=found, by=SYSTEM, at=at)


def _narrowed(entry: Entry, at: datetime) -> Act | None:
    """Only what both take: the dump, and the brand's last word; that word alone where they have nothing in common."""
    brand = Brand.objects.filter(pk=entry.fields["brand"]).first()
    channel, said = entry.fields["channel"], entry.fields["grades"]
    if brand is None or TakenGrades.objects.filter(brand_id=brand.pk, channel=channel, at__gte=entry.at).exists():
        return None
    now = rights_queries.grades_taken(brand_id=brand.pk, at=at)[channel]
    both = [grade for grade in now if grade in said] or said
    if both == now:
        return None
    return lambda: rights_services.take_grades(brand=brand, sets={channel: both}, by=SYSTEM, at=at)


def _left(entry: Entry, submission: Submission, at: datetime) -> Act | None:
    """Withdrawn again; what was rejected or opened again waits for a moderator's eyes, once."""
    if entry.fields["to"] in ENDED:
        fan = accounts_queries.actor_of_contributor(submission.contributor)
        return lambda: submissions_services.withdraw(submission=submission, by=fan, at=at)
    # Whoever approved it after that, before the dump or after an earlier replay, has seen it.
    known = StateChange.objects.filter(submission=submission, at__gte=entry.at)
    if submission.state != State.APPROVED or known.exists():
        return None
    return lambda: moderation_services.look_again_after_restore(submission=submission, at=at)


def _revoked(entry: Entry, submission: Submission, at: datetime) -> Act | None:
    said = {"channels": entry.fields["channels"], "additions": entry.fields["additions"]}
    asset = _asset(entry)
    if Revocation.objects.filter(submission_id=submission.pk, asset_id=asset, at__gte=entry.at, **said).exists():
        return None
    # Only contributors take back themselves; for somebody who wrote a letter a member did, whom nobody may speak for.
    by = SYSTEM
    if entry.fields.get("by", "contributor:").startswith("contributor:"):
        by = accounts_queries.actor_of_contributor(submission.contributor)
        if asset and said == {"channels": None, "additions": None}:
            return lambda: submissions_services.withdraw(submission=submission, assets=[asset], by=by, at=at)
    return lambda: rights_services.revoke(
        brand_id=submission.brand_id,
        submission_id=submission.pk,
        asset_id=asset,
        by=by,
        at=at,
        context=_restored(entry),
        **said,
    )


def _answered(entry: Entry, submission: Submission, at: datetime) -> Act | None:
    said = {"kind": entry.fields["asked"], "answer": entry.fields["answer"]}
    asset = _asset(entry)
    since = Release.objects.filter(submission_id=submission.pk, asset_id=asset, at__gte=entry.at)
    if since.filter(kind=said["kind"]).exists():
        return None
    return lambda: rights_services.release(
        brand_id=submission.brand_id,
        submission_id=submission.pk,
        asset_id=asset,
        by=SYSTEM,
        at=at,
        context=_restored(entry),
        **said,
    )


def _asset(entry: Entry) -> uuid.UUID | None:
    return uuid.UUID(entry.fields["asset"]) if entry.fields["asset"] else None


def _restored(entry: Entry) -> dict[str, canonical.Value]:
    """What the ledger says of a fact that stands in it a second time: when it was first said, and by whom."""
    first = {"at": canonical.moment(entry.at)}
    return {"restored": first | ({"by": entry.fields["by"]} if "by" in entry.fields else {})}
