"""What members read of the inbox: its views, their counts, one conversation; scoped to the brand, few queries."""

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import (
    Count,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from accounts.models import Contributor, Membership
from conversations import names
from conversations.emails import composing
from conversations.inbox import filling
from conversations.inbox.models import Note, StandardReply, Thread
from conversations.models import Message
from submissions.models import Submission

HOUR = datetime.timedelta(hours=1)
# The order in which a view is read: by the longest wait where somebody waits, else the newest first.
NEWEST, LONGEST = ("-last_at", "-submission_id"), ("waiting_since", "submission_id")
VIEWS: Mapping[str, tuple[str, ...]] = {
    "open": NEWEST,
    "unread": NEWEST,
    "waiting": LONGEST,
    "overdue": LONGEST,
    "mine": NEWEST,
    "others": NEWEST,
    "nobody": NEWEST,
    "snoozed": NEWEST,
    "closed": NEWEST,
    "all": NEWEST,
    "blocked": NEWEST,
}


def threads(
    actor: Actor, view: str, *, at: datetime.datetime, campaign: str = "", words: str = ""
) -> QuerySet[Thread, Any]:
    """The conversations of one view with their newest message. Order it by `VIEWS[view]`.

    Each row has `unread`, `due_at`, and the newest message's `text`, `author` and `standard`.
    """
    found = _standing(actor).filter(_where(view, actor, at))
    if campaign:
        found = found.filter(submission__campaign__slug=campaign)
    if words:
        said = Message.objects.filter(submission=OuterRef("submission"), text__icontains=words)
        named = Q(submission__contributor__identity__name__icontains=words)
        found = found.filter(named | Q(submission__caption__icontains=words) | Exists(said))
    newest = Message.objects.filter(submission=OuterRef("submission")).order_by("-at", "-id")
    return found.annotate(
        unread=Coalesce(Subquery(_unread_number()), 0),
        text=Subquery(newest.values("text")[:1]),
        author=Subquery(newest.values("author")[:1]),
        standard=Subquery(newest.values("standard")[:1]),
    ).select_related("assignee", "submission__campaign", "submission__contributor__identity")


def counts(actor: Actor, *, at: datetime.datetime) -> dict[str, int]:
    """How many conversations each view holds. One query."""
    wanted = {view: Count("pk", filter=_where(view, actor, at)) for view in VIEWS}
    return {view: int(number) for view, number in _standing(actor).aggregate(**wanted).items()}


def stamp(actor: Actor) -> str:
    """A word that changes when anything in the brand's inbox does. One query."""
    grown = _of_brand(actor).aggregate(changes=Sum("changes"), rows=Count("pk"), blocked=Count("pk", filter=_blocked()))
    return ".".join(str(grown[name] or 0) for name in ("changes", "rows", "blocked"))


def beside(actor: Actor, view: str, thread: Thread, *, at: datetime.datetime) -> dict[str, uuid.UUID | None]:
    """The conversations before and after this one as the view is read; None at its ends. Two queries."""
    order = VIEWS[view]
    forwards = _next(actor, view, thread, at, order)
    turned = tuple(name.removeprefix("-") if name.startswith("-") else f"-{name}" for name in order)
    return {"next": forwards, "previous": _next(actor, view, thread, at, turned)}


def _next(actor: Actor, view: str, thread: Thread, at: datetime.datetime, order: tuple[str, ...]) -> uuid.UUID | None:
    moment, tie = (name.removeprefix("-") for name in order)
    step = "lt" if order[0].startswith("-") else "gt"
    here = getattr(thread, moment)
    if here is None:  # it was answered meanwhile and has left this view
        return None
    beyond = Q(**{f"{moment}__{step}": here}) | Q(**{moment: here, f"{tie}__{step}": thread.submission_id})
    rows = _standing(actor).filter(_where(view, actor, at)).filter(beyond).order_by(*order)
    return rows.values_list("submission_id", flat=True).first()


def thread(actor: Actor, submission: Submission) -> Thread | None:
    """How the conversation about one (already scoped) submission stands; None before its first word."""
    return _of_brand(actor).filter(submission=submission).select_related("assignee").first()


def due_at(thread: Thread, hours: int | None) -> datetime.datetime | None:
    """Until when the fan should have an answer; None without a target, or where nobody waits."""
    if thread.waiting_since is None or hours is None or thread.closed_at is not None:
        return None
    return thread.waiting_since + hours * HOUR


def notes(actor: Actor, submission: Submission) -> QuerySet[Note]:
    """The notes about one (already scoped) submission, oldest first; to members alone."""
    allowed = accounts_permissions.is_member(actor, submission.brand_id)
    rows = Note.objects.filter(submission=submission) if allowed else Note.objects.none()
    return rows.exclude(text="").select_related("user")


def replies(actor: Actor) -> QuerySet[StandardReply]:
    """The brand's standard replies by name and language."""
    brand_id = _brand_of(actor)
    rows = StandardReply.objects.filter(brand_id=brand_id) if brand_id else StandardReply.objects.none()
    return rows.order_by("name", "locale")


def offered(actor: Actor, submission: Submission) -> list[StandardReply]:
    """The standard replies for one fan: those in the fan's language first."""
    identity = getattr(submission.contributor, "identity", None)
    language = identity.locale.split("-")[0] if identity else ""
    return sorted(replies(actor), key=lambda reply: reply.locale.split("-")[0] != language)


def values(submission: Submission) -> dict[str, str]:
    """What the variables of a standard reply stand for in this conversation."""
    identity = getattr(submission.contributor, "identity", None)
    return {
        "name": names.greeted(identity.name) if identity else "",
        "campaign": submission.campaign.title,
        "brand": submission.campaign.brand.name,
        "campaign_page": composing.absolute("fans:campaign", slug=submission.campaign.slug),
    }


def is_standard(submission: Submission, text: str) -> bool:
    """Whether this is a standard reply of the brand as it stands, however it came into the form."""
    filled_with = values(submission)
    texts = StandardReply.objects.filter(brand_id=submission.brand_id).values_list("text", flat=True)
    return any(filling.same(filling.fill(one, filled_with), text) for one in texts)


def _brand_of(actor: Actor) -> uuid.UUID | None:
    """The brand whose inbox this person may see."""
    brand_id = actor.brand_id
    return brand_id if brand_id is not None and accounts_permissions.can_view(actor, brand_id) else None


def _of_brand(actor: Actor) -> QuerySet[Thread]:
    brand_id = _brand_of(actor)
    return Thread.objects.filter(brand_id=brand_id) if brand_id else Thread.objects.none()


def _standing(actor: Actor) -> QuerySet[Thread, Any]:
    """The brand's rows with what the views ask about them."""
    unread = Message.objects.filter(submission=OuterRef("submission"), author="contributor", read_at=None)
    still_here = Membership.objects.filter(brand=OuterRef("brand"), user=OuterRef("assignee"))
    allowed = ExpressionWrapper(F("submission__campaign__answer_hours") * Value(HOUR), output_field=DurationField())
    return _of_brand(actor).annotate(
        is_unread=Exists(unread),
        is_assigned=Exists(still_here),
        due_at=ExpressionWrapper(F("waiting_since") + allowed, output_field=DateTimeField()),
    )


def _blocked() -> Q:
    return Q(submission__contributor__blocked_at__isnull=False)


def _where(view: str, actor: Actor, at: datetime.datetime) -> Q:
    """What belongs into a view. A blocked person's messages are in theirs and in no other."""
    if view == "blocked":
        return _blocked()
    rests = Q(snoozed_until__gt=at)
    still_open = Q(closed_at=None) & ~rests
    waiting = still_open & Q(waiting_since__isnull=False)
    mine = Q(assignee_id=actor.user_id) if actor.user_id is not None else Q(pk__in=[])
    wheres: dict[str, Q] = {
        "open": still_open,
        "unread": Q(is_unread=True),
        "waiting": waiting,
        "overdue": waiting & Q(due_at__lte=at),
        "mine": still_open & mine,
        "others": still_open & Q(is_assigned=True) & ~mine,
        "nobody": still_open & Q(is_assigned=False),
        "snoozed": Q(closed_at=None) & rests,
        "closed": Q(closed_at__isnull=False),
        "all": Q(),
    }
    return wheres[view] & ~_blocked()


def _unread_number() -> QuerySet[Message, Any]:
    unread = Message.objects.filter(submission=OuterRef("submission"), author="contributor", read_at=None)
    return unread.order_by().values("submission").annotate(number=Count("pk")).values("number")


def stamp_of_contributor(contributor: Contributor) -> str:
    """A word that changes when anything does in what was said with this fan. One query."""
    mine = Thread.objects.filter(submission__contributor=contributor)
    grown = mine.aggregate(changes=Sum("changes"), rows=Count("pk"))
    return f"{grown['changes'] or 0}.{grown['rows']}"
