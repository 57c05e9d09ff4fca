"""What people read of their conversations; scoped to the brand, constant in the number of queries."""

import uuid

from django.db.models import QuerySet

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from conversations.models import Message
from submissions.models import Submission


def thread(submission: Submission) -> QuerySet[Message]:
    """All messages about one (already scoped) submission, oldest first, with the members who wrote."""
    return Message.objects.filter(submission=submission).select_related("user").order_by("at", "id")


def unread_count(actor: Actor) -> int:
    """How many messages of contributors nobody of the brand has seen; those of blocked people do not count."""
    brand_id = _brand_of(actor)
    if brand_id is None:
        return 0
    return _unread().filter(brand_id=brand_id, submission__contributor__blocked_at=None).count()


def _brand_of(actor: Actor) -> uuid.UUID | None:
    """The brand whose conversations this person may see."""
    brand_id = actor.brand_id
    return brand_id if brand_id is not None and accounts_permissions.can_view(actor, brand_id) else None


def _unread() -> QuerySet[Message]:
    return Message.objects.filter(author=Message.Author.CONTRIBUTOR, read_at=None)
