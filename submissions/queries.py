"""Every read of submissions that is needed twice, and the one question before anything is shown: may it be used?"""

import uuid
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, Func, QuerySet, When
from django.utils.translation import gettext as _

import mediakit
from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from accounts.models import Contributor
from campaigns.models import Campaign
from core.waiting import Waiting
from rights import queries as rights_queries
from rights.uses import Use
from submissions import captured, failures, fingerprints, refusals
from submissions.lifecycle import State
from submissions.models import Asset, AssetState, Kind, Rendition, StateChange, Submission, Work


def of_brand(actor: Actor) -> QuerySet[Submission]:
    """All submissions of the actor's brand; none for who may not see them."""
    if actor.brand_id is None or not accounts_permissions.can_view(actor, actor.brand_id):
        return Submission.objects.none()
    return Submission.objects.filter(brand_id=actor.brand_id)


def awaiting_review(actor: Actor, campaign: Campaign | None = None) -> QuerySet[Submission]:
    """What waits for a decision, the oldest first."""
    waiting = of_brand(actor).filter(state=State.AWAITING_REVIEW).order_by("received_at", "id")
    return waiting if campaign is None else waiting.filter(campaign=campaign)


def get(actor: Actor, submission_id: uuid.UUID) -> Submission | None:
    """One submission of the actor's brand; foreign and missing look the same."""
    return of_brand(actor).filter(pk=submission_id).first()


def of_contributor(contributor: Contributor) -> QuerySet[Submission]:
    """What this person sent in, the newest first."""
    return Submission.objects.filter(contributor=contributor).order_by("-received_at", "-id")


def for_contributor(contributor: Contributor, submission_id: uuid.UUID) -> Submission | None:
    """One submission of this person; another's and a missing one look the same."""
    return of_contributor(contributor).filter(pk=submission_id).first()


def timeline(submission: Submission) -> list[StateChange]:
    """What happened to it, the oldest first."""
    return list(submission.state_changes.order_by("id"))


def asset(actor: Actor, asset_id: uuid.UUID) -> Asset | None:
    """One asset of the actor's brand."""
    return Asset.objects.filter(pk=asset_id, submission__in=of_brand(actor)).select_related("submission").first()


def captured_at(asset: Asset) -> datetime | None:
    """When it was taken: an instant in its own zone, or a camera's clock without one, which no page may shift."""
    return captured.moment(asset)


def captured_words(asset: Asset) -> dict[str, str | None]:
    """The same as programs read it: RFC 3339, and of which kind it is."""
    return {"captured_at": captured.told(asset), "captured_at_kind": captured.kind(asset)}


def failure_sentence(code: str) -> str:
    """Why an asset could not be used, in words for the fan."""
    return failures.sentence(code)


def refusal_sentence(code: str) -> str:
    """Why a submission was not chosen, in words for the fan; empty where only the moderator's own words say it."""
    return refusals.sentence(code)


def near_duplicates(asset: Asset, limit: int = 20) -> list[tuple[Asset, int]]:
    """Other assets of the brand that show nearly the same picture, the nearest first, with the bits they differ by.

    Nothing of what was taken back or erased. See `submissions.fingerprints`.
    """
    found = {near.asset_id: near.distance for near in fingerprints.near_asset(asset, limit=limit)}
    there = (
        Asset.objects.filter(pk__in=found, withdrawn_at=None)
        .exclude(submission__state__in=[State.WITHDRAWN, State.ERASED])
        .select_related("submission")
    )
    return sorted(((other, found[other.pk]) for other in there), key=lambda pair: (pair[1], pair[0].pk))


def rendition_for_people(number: int) -> Rendition | None:
    """One stored file for the brand's members and its contributor, in whatever state it waits or was refused.

    Nothing of what was taken back or erased. The caller has checked that this person may see the submission.
    """
    return (
        Rendition.objects.filter(pk=number, asset__withdrawn_at=None)
        .exclude(asset__submission__state__in=[State.WITHDRAWN, State.ERASED])
        .first()
    )


def plays_whole(rendition: Rendition) -> bool:
    """Whether this is the whole of a video with its sound, not the short silent preview or a picture."""
    return _kind(rendition) == "video"


def being_made(submission: Submission) -> dict[uuid.UUID, int]:
    """For each asset whose whole video is still being made, how far that is, in percent."""
    making = Work.objects.filter(
        asset__submission=submission,
        asset__kind=Kind.VIDEO,
        stage__in=[Work.Stage.WATCH, Work.Stage.PUBLIC],
        state__in=[Work.State.WAITING, Work.State.RUNNING],
    )
    return dict(making.order_by("progress").values_list("asset_id", "progress"))


def may_use(*, asset: Asset, use: Use, at: datetime) -> rights_queries.Answer:
    """Say whether the asset may be used so, with all reasons: its state now, and the ledger's answer at `at`."""
    state, withdrawn_at, submission_id, submission_state = Asset.objects.values_list(
        "state", "withdrawn_at", "submission_id", "submission__state"
    ).get(pk=asset.pk)
    ledger = rights_queries.covers(submission_id=submission_id, asset_id=asset.pk, use=use, at=at)
    against = []
    if withdrawn_at is not None or submission_state in (State.WITHDRAWN, State.ERASED):
        against.append(rights_queries.Reason("withdrawn", _("Its contributor took it back.")))
    elif submission_state != State.APPROVED:
        against.append(rights_queries.Reason("not_approved", _("It is not approved.")))
    if state == AssetState.EXCLUDED:
        against.append(rights_queries.Reason("excluded", _("A moderator set this file aside.")))
    elif state != AssetState.READY:
        against.append(rights_queries.Reason("not_ready", _("This file could not be made ready for use.")))
    if not against:
        return ledger
    reasons = (*against, *(() if ledger.allowed else ledger.reasons))
    return rights_queries.Answer(False, reasons, ledger.events)


def publishable(*, use: Use, at: datetime) -> QuerySet[Asset]:
    """All assets for which `may_use` says yes, in one SQL query. Never store the answer."""
    return _allowed([State.APPROVED], use=use, at=at)


def not_ended(*, use: Use, at: datetime) -> QuerySet[Asset]:
    """All assets whose permission for this use has not ended: publishable, or opened again and not decided yet.

    Opening again is a question, not an answer: meanwhile nothing is shown, and nothing is called back either.
    """
    return _allowed([State.APPROVED, State.AWAITING_REVIEW], use=use, at=at)


def _allowed(states: list[State], *, use: Use, at: datetime) -> QuerySet[Asset]:
    usable = Asset.objects.filter(state=AssetState.READY, withdrawn_at=None, submission__state__in=states)
    return rights_queries.covered(usable, use=use, at=at)


def credit(submission: Submission) -> str:
    """The name that was decided on with the rest; none once it is forgotten who this was. Reads the identity."""
    return submission.credit if getattr(submission.contributor, "identity", None) is not None else ""


class _Digest(Func):
    """SHA-256 of some texts in their order, as hexadecimal; the same texts cut elsewhere have another one."""

    template = "encode(sha256(convert_to(jsonb_build_array(%(expressions)s)::text, 'UTF8')), 'hex')"
    output_field = CharField()


def public_words(of: str = "") -> Func:
    """The digest of every word that leaves with an asset: caption, credit, description. `of` is the way to the asset.

    To be asked for in the very query that reads the words, and compared later: what is shown was decided.
    """
    return _Digest(f"{of}submission__caption", f"{of}submission__credit", f"{of}alt_text")


def best_rendition(asset: Asset, spec: str) -> Rendition | None:
    """The public rendition of this spec or, until it is made, the review rendition that comes closest.

    None when the spec is not on mediakit's list or the asset has nothing of its kind. Reads
    `asset.renditions.all()`, so a prefetch makes it free.
    """
    wanted = next((known for known in mediakit.SPECS if known.name == spec and known.stage != "export"), None)
    if wanted is None:
        return None
    kinds = _KINDS.get(wanted.kind, (wanted.kind,))
    fitting = [made for made in asset.renditions.all() if _kind(made) in kinds]
    return min(fitting, key=lambda made: _distance(made, wanted), default=None)


# The moving picture for review is short and silent, but better than none.
_KINDS = {"video": ("video", "preview")}


def _kind(rendition: Rendition) -> str:
    named = (known.kind for known in mediakit.SPECS if (known.name, known.stage) == (rendition.spec, rendition.stage))
    return next(named, "")


def _distance(made: Rendition, wanted: mediakit.RenditionSpec) -> tuple[bool, bool, bool, bool, int, int]:
    """Order by: this very spec in public, its kind, its type, the public stage, the nearest size, the newest."""
    return (
        not (made.stage == "public" and made.spec == wanted.name),
        _kind(made) != wanted.kind,
        made.content_type != wanted.content_type,
        made.stage != "public",
        abs(max(made.width, made.height) - (wanted.max_side or 0)),
        -made.spec_version,
    )


def open_work() -> list[Waiting]:
    """What waits for the media pipeline, by stage, with the age of the oldest: since it came, or since it was approved.

    What is put off to a later try waits as well: it is the same person's picture.
    """
    approved, came = "asset__submission__state_since", "asset__submission__received_at"
    since = Case(When(stage=Work.Stage.PUBLIC, then=approved), default=came)
    rows = Work.objects.filter(state__in=[Work.State.WAITING, Work.State.RUNNING]).annotate(since=since)
    return [_oldest(stage, rows.filter(stage=stage)) for stage in Work.Stage.values]


def _oldest(stage: str, rows: QuerySet[Any]) -> Waiting:
    first = rows.order_by("since", "pk").first()
    return Waiting(stage) if first is None else Waiting(stage, rows.count(), first.since, first.last_error)
