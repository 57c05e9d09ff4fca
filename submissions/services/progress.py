"""Moves a submission on when its assets are done: the system's own moves."""

from datetime import datetime

from accounts.actors import SYSTEM
from submissions.lifecycle import Move, State
from submissions.models import AssetState, Submission
from submissions.services import moves

OPEN = (AssetState.RECEIVING, AssetState.PROCESSING)


def advance_locked(submission: Submission, *, at: datetime) -> Submission:
    """Move the submission on if all its assets are terminal; otherwise, and the second time, nothing happens.

    The caller holds the row: two assets that end at once must not both look away.
    """
    if submission.state not in (State.RECEIVING, State.PROCESSING):
        return submission
    states = list(submission.assets.filter(withdrawn_at=None).values_list("state", flat=True))
    if any(state in OPEN for state in states):
        return submission
    if submission.state == State.RECEIVING:
        moves.move(submission=submission, move=Move.START, by=SYSTEM, at=at)
    ready = AssetState.READY in states
    return moves.move(submission=submission, move=Move.READY if ready else Move.FAIL, by=SYSTEM, at=at)
