"""Every verdict of the team: approve, reject, open again.

Each one moves the submission by compare-and-set and appends a Decision in the same transaction;
it never writes a state itself.
"""

import datetime
import uuid
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _, gettext_lazy

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from moderation import permissions, validators
from moderation.models import Decision, DecisionNote
from submissions import services as submissions_services
from submissions.lifecycle import Move
from submissions.models import AssetState, Submission

TIME_FOR_UNDO = datetime.timedelta(minutes=5)
Verdict = Decision.Verdict

_DECIDED = {
    Verdict.APPROVED: gettext_lazy("%(who)s approved it meanwhile. Have a look at how it is now."),
    Verdict.REJECTED: gettext_lazy("%(who)s rejected it meanwhile. Have a look at how it is now."),
    Verdict.REOPENED: gettext_lazy("%(who)s opened it again meanwhile. Have a look at how it is now."),
}


class Stale(Exception):
    """Somebody was faster: nothing was written. Carries how it is now and who decided last."""

    def __init__(self, *, current: int, state: str, decision: Decision | None) -> None:
        self.current = current
        self.state = state
        self.decided_by = _who(decision)
        self.decided_at = decision.at if decision else None
        self.verdict = decision.verdict if decision else ""
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        if not self.verdict:
            return _("It has changed since you opened it. Have a look at how it is now.")
        return _DECIDED[Verdict(self.verdict)] % {"who": self.decided_by}


def approve(
    *,
    submission: Submission,
    version: int,
    by: Actor,
    at: datetime.datetime,
    exclude: Collection[uuid.UUID] = (),
    seen: Collection[uuid.UUID] | None = None,
    unseen: bool = False,
) -> Submission:
    """Approve all usable assets except those in `exclude`; at least one must stay. Raises Stale, MoveRefused.

    `seen` are the assets that were on the screen, where that is known: all that are approved, unless the moderator
    expressly approves `unseen` ones. Raises ValidationError otherwise. Where it is not known, the decision says so.
    """
    accounts_permissions.require(permissions.can_approve(by, submission))
    left_out = sorted(set(exclude))
    not_seen = _not_seen(submission, seen, left_out)
    if not_seen and not unseen:
        raise ValidationError({"seen": [_("Not everything in it was looked at, so nothing was decided.")]})
    with transaction.atomic():
        # First set aside, then approve: the public files of what is left out are never made.
        narrowed = _exclude(submission, left_out, version=version, by=by, at=at) if left_out else submission
        held = narrowed.version if left_out else version
        moved = _move(narrowed, Move.APPROVE, version=held, by=by, at=at)
        decision = write_decision(
            moved, Verdict.APPROVED, version=version, by=by, at=at, excluded=left_out, unseen=not_seen
        )
        _tell(moved, decision)
    return moved


def _not_seen(
    submission: Submission, seen: Collection[uuid.UUID] | None, left_out: Collection[uuid.UUID]
) -> list[uuid.UUID] | None:
    """What would be decided on without having been on the screen; None where nobody knows."""
    if seen is None:
        return None
    usable = submission.assets.filter(state=AssetState.READY, withdrawn_at=None).order_by("position")
    return [pk for pk in usable.values_list("pk", flat=True) if pk not in seen and pk not in left_out]


def reject(
    *,
    submission: Submission,
    version: int,
    reason: str,
    by: Actor,
    at: datetime.datetime,
    note: str = "",
    seen: Collection[uuid.UUID] | None = None,
) -> Submission:
    """Reject with a reason; the contributor reads the note. Raises Stale, MoveRefused, ValidationError.

    What was not on the screen is written down with the decision, or that nobody knows.
    """
    accounts_permissions.require(permissions.can_reject(by, submission))
    why, words = validators.rejection_reason(reason), validators.note(note)
    with transaction.atomic():
        moved = _move(submission, Move.REJECT, version=version, by=by, at=at)
        decision = write_decision(
            moved,
            Verdict.REJECTED,
            version=version,
            by=by,
            at=at,
            reason=why,
            note=words,
            unseen=_not_seen(submission, seen, ()),
        )
        _tell(moved, decision)
    return moved


def reopen(*, submission: Submission, version: int, by: Actor, at: datetime.datetime, note: str = "") -> Submission:
    """Put a decided submission back into the queue: an undo or a second look. Raises Stale, MoveRefused."""
    accounts_permissions.require(permissions.can_reopen(by, submission))
    words = validators.note(note)
    with transaction.atomic():
        moved = _move(submission, Move.REOPEN, version=version, by=by, at=at)
        write_decision(moved, Verdict.REOPENED, version=version, by=by, at=at, note=words)
        return with_everything(moved, by=by, at=at)


def with_everything(submission: Submission, *, by: Actor, at: datetime.datetime) -> Submission:
    """Whoever decides next sees all assets again, also those that the last verdict left out."""
    return submissions_services.include_assets(submission=submission, by=by, at=at)


def _exclude(
    submission: Submission, assets: list[uuid.UUID], *, version: int, by: Actor, at: datetime.datetime
) -> Submission:
    try:
        return submissions_services.exclude_assets(
            submission=submission, assets=assets, by=by, at=at, expected_version=version
        )
    except submissions_services.Stale as stale:
        raise _stale(submission) from stale
    except (submissions_services.UnknownAssets, submissions_services.NothingLeft) as error:
        raise ValidationError({"exclude": [str(error)]}) from error


def _move(submission: Submission, move: Move, *, version: int, by: Actor, at: datetime.datetime) -> Submission:
    try:
        return submissions_services.move(submission=submission, move=move, by=by, at=at, expected_version=version)
    except submissions_services.Stale as stale:
        raise _stale(submission) from stale


def _stale(submission: Submission) -> Stale:
    now = Submission.objects.only("version", "state").get(pk=submission.pk)
    return Stale(current=now.version, state=now.state, decision=last_decision(submission))


def last_decision(submission: Submission) -> Decision | None:
    found: Decision | None = submission.decisions.select_related("user").order_by("-at", "-submission_version").first()
    return found


def write_decision(
    submission: Submission,
    verdict: Decision.Verdict,
    *,
    version: int,
    by: Actor,
    at: datetime.datetime,
    reason: str = "",
    note: str = "",
    rule: str = "",
    excluded: Collection[uuid.UUID] = (),
    unseen: Collection[uuid.UUID] | None = None,
) -> Decision:
    decision: Decision = Decision.objects.create(
        brand_id=submission.brand_id,
        submission=submission,
        verdict=verdict,
        reason=reason,
        excluded=list(excluded),
        unseen=None if unseen is None else list(unseen),
        user_id=by.user_id,
        rule=rule,
        submission_version=version,
        at=at,
    )
    if note:
        DecisionNote.objects.create(decision=decision, brand_id=submission.brand_id, text=note)
    return decision


def _tell(submission: Submission, decision: Decision) -> None:
    """The contributor reads it when the time for an undo is over, if it still is so then."""
    submissions_services.queue_notice(
        submission=submission,
        kind=decision.verdict,
        key=f"decision:{decision.pk}",
        at=decision.at,
        due_at=decision.at + TIME_FOR_UNDO,
        facts={"decision": str(decision.pk)},
    )


def _who(decision: Decision | None) -> str:
    if decision is None or decision.user is None:
        return _("The platform")
    return str(decision.user)
