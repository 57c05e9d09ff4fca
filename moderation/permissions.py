"""Who may decide on a submission. Pure questions: services enforce them, pages ask them to draw buttons."""

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from submissions import lifecycle, permissions as submissions_permissions
from submissions.lifecycle import Move, Party
from submissions.models import Submission


def can_see(actor: Actor, submission: Submission) -> bool:
    """Reports and history are for the brand's own members."""
    return accounts_permissions.can_view(actor, submission.brand_id)


def can_approve(actor: Actor, submission: Submission) -> bool:
    """Moderators of the brand; the state is the life cycle's question, not this one."""
    return accounts_permissions.can_review(actor, submission.brand_id)


can_reject = can_approve
can_reopen = can_approve


def can_appeal(actor: Actor, submission: Submission) -> bool:
    """Only who sent it may ask for a second look."""
    return submissions_permissions.is_its_contributor(actor, submission)


def offered(actor: Actor, submission: Submission) -> frozenset[str]:
    """The verdicts that make sense as buttons now: allowed to this person and possible in this state."""
    if not can_approve(actor, submission):
        return frozenset()
    verdicts = (Move.APPROVE, Move.REJECT, Move.REOPEN)
    return frozenset(
        move.value
        for move in verdicts
        if submission.state in lifecycle.row(move).sources and Party.MODERATOR in lifecycle.row(move).parties
    )
