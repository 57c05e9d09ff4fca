"""What had ended for submissions, ended again: withdrawn, sent back, set aside, taken back, limited, no more taken."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from accounts import queries as accounts_queries
from accounts.actors import SYSTEM
from accounts.models import Brand, Contributor
from moderation import services as moderation_services
from moderation.models import Decision
from rights import canonical, decision, queries as rights_queries, services as rights_services, validators
from rights.models import Release, Revocation, TakenGrades
from submissions import services as submissions_services
from submissions.lifecycle import State
from submissions.models import Asset, AssetState, StateChange, Submission
from ugc_platform.journal import people
from ugc_platform.journal.entries import Entry, Unfit
from ugc_platform.journal.keeping import ENDED

Act = Callable[[], Any]


def left(entry: Entry, at: datetime) -> Act | None:
    """Withdrawn or erased again; what was rejected or opened again waits for a moderator's eyes, once."""
    submission = _submission(entry)
    if submission is None or submission.state == State.ERASED:
        return None
    if entry.fields["to"] == State.ERASED:
        # Whose it is in the dump: their page may have been joined with the one that was erased.
        return people.erase(Contributor.objects.filter(pk=submission.contributor_id), at)
    if submission.state == State.WITHDRAWN:
        return None
    if entry.fields["to"] in ENDED:
        fan = accounts_queries.actor_of_contributor(submission.contributor)
        return lambda: submissions_services.withdraw(submission=submission, by=fan, at=at)
    # Whoever approved it after that, before the dump or after an earlier replay, has seen it.
    known = StateChange.objects.filter(submission=submission, at__gte=entry.at)
    if submission.state != State.APPROVED or known.exists():
        return None
    return lambda: moderation_services.look_again_after_restore(submission=submission, at=at)


def set_aside(entry: Entry, at: datetime) -> Act | None:
    """Left out again, unless somebody has decided since. Doing it raises NothingLeft where nothing else is left."""
    submission = _standing(entry)
    ready = Asset.objects.filter(pk=entry.fields["asset"], submission=submission, state=AssetState.READY)
    if submission is None or not ready.exists():
        return None
    # What a rule opened again, the restore included, nobody has looked at yet.
    if Decision.objects.filter(submission=submission, at__gte=entry.at, user__isnull=False).exists():
        return None
    aside = [uuid.UUID(entry.fields["asset"])]
    return lambda: submissions_services.exclude_assets(submission=submission, assets=aside, by=SYSTEM, at=at)


def revoked(entry: Entry, at: datetime) -> Act | None:
    """Taken back again, by the contributor where it was they."""
    submission = _standing(entry)
    said = {"channels": entry.fields["channels"], "additions": entry.fields["additions"]}
    asset = _asset(entry)
    if submission is None:
        return None
    if Revocation.objects.filter(submission_id=submission.pk, asset_id=asset, at__gte=entry.at, **said).exists():
        return None
    # Only contributors take back themselves; for somebody who wrote a letter a member did, whom nobody may speak for.
    by = SYSTEM
    if entry.fields["by"].startswith("contributor:"):
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


def answered(entry: Entry, at: datetime) -> Act | None:
    """Answered again, where that allows less than the answer of the dump. Raises ValidationError for no answer."""
    submission, asset = _standing(entry), _asset(entry)
    said = {"kind": entry.fields["asked"], "answer": entry.fields["answer"]}
    allowed = validators.allows(**said)
    if submission is None:
        return None
    known = Release.objects.filter(submission_id=submission.pk, asset_id=asset, kind=said["kind"])
    newest = known.order_by("-sequence").first()
    # No answer limits at most as much as the least that one can: an answer that limits never adds to it.
    if not decision.is_narrower(allowed, newest.allows if newest else "all") or known.filter(at__gte=entry.at).exists():
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


def narrowed(entry: Entry, at: datetime) -> Act | None:
    """Only what both take: the dump, and the brand's last word. Raises Unfit where they have nothing in common."""
    brand = Brand.objects.filter(pk=entry.fields["brand"]).first()
    channel, said = entry.fields["channel"], entry.fields["grades"]
    if brand is None or TakenGrades.objects.filter(brand_id=brand.pk, channel=channel, at__gte=entry.at).exists():
        return None
    now = rights_queries.grades_taken(brand_id=brand.pk, at=at).get(channel, [])
    both = [grade for grade in now if grade in said]
    if both == now:
        return None
    if not both:
        last = f"{brand.slug} took {' '.join(said)} for {channel}, the dump takes {' '.join(now)}"
        raise Unfit(f"{last}: choose under Settings → Evidence")
    return lambda: rights_services.take_grades(brand=brand, sets={channel: both}, by=SYSTEM, at=at)


def _submission(entry: Entry) -> Submission | None:
    return Submission.objects.filter(pk=entry.fields["submission"]).select_related("contributor").first()


def _standing(entry: Entry) -> Submission | None:
    """What it is about, where that has not ended whole."""
    submission = _submission(entry)
    return None if submission is None or submission.state in ENDED else submission


def _asset(entry: Entry) -> uuid.UUID | None:
    return uuid.UUID(entry.fields["asset"]) if entry.fields["asset"] else None


def _restored(entry: Entry) -> dict[str, canonical.Value]:
    """What the ledger says of a fact that stands in it a second time: when it was first said, and by whom."""
    first = {"at": canonical.moment(entry.at)}
    return {"restored": first | ({"by": entry.fields["by"]} if "by" in entry.fields else {})}
