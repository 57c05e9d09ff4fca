"""Who may write to whom. Pure."""

import uuid

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from accounts.models import Contributor
from submissions.models import Submission


def can_read(actor: Actor, submission: Submission) -> bool:
    """Every member of the brand, and the contributor of this submission."""
    if actor.kind == "contributor":
        return actor.contributor_id is not None and actor.contributor_id == submission.contributor_id
    return accounts_permissions.can_view(actor, submission.brand_id)


def can_send(actor: Actor, submission: Submission) -> bool:
    """Those who decide about it and those who work with it."""
    return accounts_permissions.can_review(actor, submission.brand_id) or accounts_permissions.can_market(
        actor, submission.brand_id
    )


def can_reply(contributor: Contributor, submission: Submission) -> bool:
    """The contributor, on their own submission."""
    return contributor.pk == submission.contributor_id


def can_manage_replies(actor: Actor, brand_id: uuid.UUID) -> bool:
    """Those who write to fans also keep the words that are sent often."""
    return accounts_permissions.can_review(actor, brand_id) or accounts_permissions.can_market(actor, brand_id)
