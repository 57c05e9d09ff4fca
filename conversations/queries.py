"""What people read of their conversations; scoped to the brand, constant in the number of queries."""

import datetime
import uuid
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from conversations.models import Message
from submissions.models import Submission

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Thread(TypedDict):
    """What `threads` adds to the newest message of a conversation."""

    unread: int
    waiting_since: datetime.datetime | None


def thread(submission: Submission) -> QuerySet[Message]:
    """All messages about one (already scoped) submission, oldest first, with the members who wrote."""
    return Message.objects.filter(submission=submission).select_related("user").order_by("at", "id")


def threads(actor: Actor) -> "QuerySet[WithAnnotations[Message, Thread]]":
    """The newest message of each conversation of the brand; unread ones first, then the newest.

    `unread` counts the contributor's unseen messages; `waiting_since` is when the contributor began to wait for
    an answer, or None.
    """
    brand_id = _brand_of(actor)
    of_brand = Message.objects.filter(brand_id=brand_id) if brand_id else Message.objects.none()
    newest = Message.objects.filter(submission=OuterRef("submission")).order_by("-at", "-id").values("pk")[:1]
    return (
        of_brand.filter(pk=Subquery(newest))
        .select_related("user", "submission__campaign", "submission__contributor__identity")
        .annotate(unread=Coalesce(Subquery(_unread_number()), 0), waiting_since=Subquery(_waiting_since()))
        .order_by("-unread", "-at", "-id")
    )


def unread_count(actor: Actor) -> int:
    """How many messages of contributors nobody of the brand has seen."""
    brand_id = _brand_of(actor)
    if brand_id is None:
        return 0
    return _unread().filter(brand_id=brand_id).count()


def unread_for_contributor(submission: Submission) -> int:
    """How many messages of the brand the contributor has not seen on this submission."""
    return Message.objects.filter(submission=submission, author=Message.Author.BRAND, read_at=None).count()


def _brand_of(actor: Actor) -> uuid.UUID | None:
    """The brand whose conversations this person may see."""
    brand_id = actor.brand_id
    return brand_id if brand_id is not None and accounts_permissions.can_view(actor, brand_id) else None


def _unread() -> QuerySet[Message]:
    return Message.objects.filter(author=Message.Author.CONTRIBUTOR, read_at=None)


def _unread_number() -> QuerySet[Message, Any]:
    of_thread = _unread().filter(submission=OuterRef("submission")).order_by().values("submission")
    return of_thread.annotate(number=Count("pk")).values("number")


def _waiting_since() -> QuerySet[Message, Any]:
    """The first message of the contributor that no message of the brand follows."""
    answer = Message.objects.filter(
        submission=OuterRef("submission"), author=Message.Author.BRAND, at__gt=OuterRef("at")
    )
    return (
        Message.objects.filter(submission=OuterRef("submission"), author=Message.Author.CONTRIBUTOR)
        .exclude(Exists(answer))
        .order_by("at", "id")
        .values("at")[:1]
    )
