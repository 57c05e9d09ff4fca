"""Writing the journal: what has ended since the last sweep that went well, one question for each kind."""

import io
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db.models import Q

from accounts.models import ApiToken, AuditEntry, Contributor, ContributorIdentity, ContributorToken, Invitation
from core import multipart, storage
from galleries.models import Export
from moderation.models import Decision
from outbox import queries as outbox_queries
from privacy.models import Erasure
from rights.models import Release, Revocation, TakenGrades
from submissions.lifecycle import State
from submissions.models import StateChange
from ugc_platform.journal.entries import FOLDER, ROOM, Entry, Fields

# A fact is written down before its transaction ends: nobody's takes longer than this.
OVERLAP = timedelta(minutes=10)
FIRST_LOOK = timedelta(days=7)
# Older dumps are not restored; `docs/production.md` says so.
KEPT = timedelta(days=90)
ENDED = (State.WITHDRAWN, State.ERASED)


def keep(*, at: datetime) -> dict[str, int]:
    """Store what has ended since the last sweep that went well. Raises storage.Unavailable; the next one repeats it."""
    last = outbox_queries.sweeps().get(ROOM)
    since = last - OVERLAP if last else at - FIRST_LOOK
    kept = sum(_stored(entry) for ended in ENDINGS for entry in ended(since))
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


def _fetched(since: datetime) -> Iterator[Entry]:
    """No ending, but whoever ends something later has to know that copies are outside."""
    for export in Export.objects.filter(downloaded_at__gte=since):
        if export.downloaded_at:
            yield Entry("fetched", export.downloaded_at, {"export": str(export.pk)})


def _revocations(since: datetime) -> Iterator[Entry]:
    for revoked in Revocation.objects.filter(at__gte=since):
        said = {"channels": revoked.channels, "additions": revoked.additions, "by": revoked.by}
        yield Entry("revocation", revoked.at, _about(revoked) | said)


def _releases(since: datetime) -> Iterator[Entry]:
    for said in Release.objects.filter(at__gte=since).exclude(allows="all"):
        yield Entry("release", said.at, {**_about(said), "asked": said.kind, "answer": said.answer})


def _about(fact: Revocation | Release) -> Fields:
    return {"submission": str(fact.submission_id), "asset": str(fact.asset_id) if fact.asset_id else None}


def _left(since: datetime) -> Iterator[Entry]:
    left = Q(from_state=State.APPROVED) | Q(to_state__in=ENDED)
    for change in StateChange.objects.filter(left, at__gte=since):
        yield Entry("left", change.at, {"submission": str(change.submission_id), "to": change.to_state})


def _set_aside(since: datetime) -> Iterator[Entry]:
    for decision in Decision.objects.filter(at__gte=since).exclude(excluded=[]):
        for asset_id in decision.excluded:
            about = {"submission": str(decision.submission_id), "asset": str(asset_id)}
            yield Entry("set aside", decision.at, about)


def _grades(since: datetime) -> Iterator[Entry]:
    for taken in TakenGrades.objects.filter(at__gte=since):
        about = {"brand": str(taken.brand_id), "channel": taken.channel}
        yield Entry("grades", taken.at, about | {"grades": taken.grades})


def _erasures(since: datetime) -> Iterator[Entry]:
    for erasure in Erasure.objects.filter(requested_at__gte=since):
        yield Entry("erasure", erasure.requested_at, {"contributor": str(erasure.contributor_id)})


def _unsubscribed(since: datetime) -> Iterator[Entry]:
    for identity in ContributorIdentity.objects.filter(mail_refused_at__gte=since):
        if identity.mail_refused_at:
            yield Entry("unsubscribed", identity.mail_refused_at, {"contributor": str(identity.contributor_id)})


def _blocked(since: datetime) -> Iterator[Entry]:
    """Without the reason: it is words about a person."""
    for person in Contributor.objects.filter(blocked_at__gte=since):
        if person.blocked_at:
            yield Entry("blocked", person.blocked_at, {"contributor": str(person.pk)})


def _links(since: datetime) -> Iterator[Entry]:
    """Ended by its owner, or by a joining of pages, which ends them all."""
    for link in ContributorToken.objects.filter(revoked_at__gte=since):
        if link.revoked_at:
            yield Entry("link", link.revoked_at, {"link": link.pk})


def _tokens(since: datetime) -> Iterator[Entry]:
    for token in ApiToken.objects.filter(revoked_at__gte=since):
        if token.revoked_at:
            yield Entry("token", token.revoked_at, {"token": str(token.pk)})


def _invitations(since: datetime) -> Iterator[Entry]:
    """Taken back, or used up: who became a member by it and was removed again must not become one by it again."""
    for invitation in Invitation.objects.filter(Q(revoked_at__gte=since) | Q(accepted_at__gte=since)):
        if ended := invitation.revoked_at or invitation.accepted_at:
            yield Entry("invitation", ended, {"invitation": str(invitation.pk)})


def _members(since: datetime) -> Iterator[Entry]:
    """A member's row goes with the membership: the log of the back office tells of it."""
    said = AuditEntry.objects.filter(at__gte=since, action__in=["member.remove", "member.role"], brand__isnull=False)
    for line in said:
        about: Fields = {"brand": str(line.brand_id), "user": int(line.subject.removeprefix("user:"))}
        if line.action == "member.remove":
            yield Entry("removed", line.at, about)
        else:
            yield Entry("role", line.at, about | {"role": line.detail["to"]})


ENDINGS: tuple[Callable[[datetime], Iterator[Entry]], ...] = (
    _fetched,
    _revocations,
    _releases,
    _left,
    _set_aside,
    _grades,
    _erasures,
    _unsubscribed,
    _blocked,
    _links,
    _tokens,
    _invitations,
    _members,
)
