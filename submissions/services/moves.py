"""The one writer of `Submission.state`."""

import uuid
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from core.faults import faultpoint
from core.nudge import nudge
from submissions import lifecycle, permissions
from submissions.models import StateChange, Submission
from submissions.services import public_work

NOTE_LENGTH = 300


class Stale(Exception):
    """Somebody was faster: the submission is no longer the version that was looked at."""

    def __init__(self, submission: Submission) -> None:
        self.current = submission.version
        self.state = submission.state
        super().__init__(_("Someone else has changed this submission meanwhile. Please look again."))


def locked(submission_id: uuid.UUID) -> Submission:
    """Read the row and hold it until the transaction ends; whoever locks more rows takes this one first."""
    return Submission.objects.select_for_update(no_key=True).get(pk=submission_id)


def hold(*, contributors: Collection[uuid.UUID]) -> None:
    """Hold everything of these people until the transaction ends; whoever locks a person, too, does this first."""
    rows = Submission.objects.select_for_update(no_key=True).filter(contributor__in=contributors).order_by("pk")
    list(rows.values_list("pk", flat=True))


@transaction.atomic
def move(
    *,
    submission: Submission,
    move: str,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
    note: str = "",
) -> Submission:
    """Make one move of the table: compare-and-set, a StateChange, the nudges after commit.

    `note` is the name of a rule, never anybody's words: a StateChange cannot be erased.
    Raises Denied, lifecycle.MoveRefused, or Stale when the row is not (or no longer) the version meant.
    """
    party = permissions.party(by, submission)
    accounts_permissions.require(party is not None)
    if expected_version not in (None, submission.version):
        raise Stale(Submission.objects.get(pk=submission.pk))
    before, target = submission.state, lifecycle.target(submission.state, move, str(party))
    _compare_and_set(submission, target, at)
    faultpoint("inside_move")
    StateChange.objects.create(
        brand_id=submission.brand_id,
        submission=submission,
        version=submission.version,
        move=move,
        from_state=before,
        to_state=target,
        by=by.reference,
        at=at,
        note=note[:NOTE_LENGTH],
    )
    if target == lifecycle.State.APPROVED:
        public_work.add(submission_id=submission.pk, at=at, anew=True)
    for task in lifecycle.row(move).nudges:
        nudge(task, submission_id=submission.pk)
    return submission


def _compare_and_set(submission: Submission, target: lifecycle.State, at: datetime) -> None:
    """Write the new state where state and version are still the ones we read."""
    unchanged = Submission.objects.filter(pk=submission.pk, state=submission.state, version=submission.version)
    if not unchanged.update(state=target, state_since=at, version=F("version") + 1):
        raise Stale(Submission.objects.get(pk=submission.pk))
    submission.state, submission.state_since = target, at
    submission.version += 1


def touch(submission: Submission) -> None:
    """Count a change of the assets, under the row's lock, so that who looked before is told."""
    Submission.objects.filter(pk=submission.pk).update(version=F("version") + 1)
    submission.version += 1
