"""Who may do what with a submission: pure questions that services enforce and templates reuse."""

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from submissions.lifecycle import Party, State
from submissions.models import Submission


def party(actor: Actor, submission: Submission) -> Party | None:
    """As whom the actor may move this submission; None when it is none of the actor's business."""
    if accounts_permissions.is_system(actor):
        return Party.SYSTEM
    if is_its_contributor(actor, submission):
        return Party.CONTRIBUTOR
    if accounts_permissions.can_review(actor, submission.brand_id):
        return Party.MODERATOR
    return None


def is_its_contributor(actor: Actor, submission: Submission) -> bool:
    """Whether the actor sent it in."""
    return actor.kind == "contributor" and actor.contributor_id == submission.contributor_id


def can_withdraw(actor: Actor, submission: Submission) -> bool:
    """Only who gave may take back."""
    return is_its_contributor(actor, submission)


def can_edit(actor: Actor, submission: Submission) -> bool:
    """Only who wrote the words may change them."""
    return is_its_contributor(actor, submission)


def is_undecided(submission: Submission) -> bool:
    """Whether its words may still be changed: nobody has said yes or no to them."""
    return submission.state in (State.RECEIVING, State.PROCESSING, State.AWAITING_REVIEW)


def can_exclude(actor: Actor, submission: Submission) -> bool:
    """Set single assets aside, or back."""
    return accounts_permissions.can_review(actor, submission.brand_id)


def can_fetch_original(actor: Actor, submission: Submission) -> bool:
    """Get a file as it was sent, with everything that is written in it. The system uses the store itself."""
    return not accounts_permissions.is_system(actor) and accounts_permissions.can_fetch_originals(
        actor, submission.brand_id
    )
