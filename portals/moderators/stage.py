"""Everything one screen of the review room shows: the item, its neighbours in the queue, counts and facts.

Reads only; each part asks the room it belongs to.
"""

import datetime
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from campaigns import queries as campaigns_queries
from moderation import permissions as moderation_permissions, queries as moderation_queries
from portals import pictures
from portals.moderators import facts
from submissions import queries as submissions_queries
from submissions.lifecycle import State

if TYPE_CHECKING:
    from campaigns.models import Campaign
    from moderation.models import Decision
    from submissions.models import Submission

BEHIND, AHEAD = 3, 12
ORDER = ("received_at", "id")


@dataclass(frozen=True)
class Ahead:
    """A picture to fetch before it is asked for."""

    asset_id: uuid.UUID
    image: str


@dataclass(frozen=True)
class Entry:
    """One item in the queue strip."""

    submission: "Submission"
    picture: pictures.Picture | None
    current: bool


@dataclass(frozen=True)
class Verdict:
    """A row of the list of what was decided."""

    submission: "Submission"
    picture: pictures.Picture | None
    decision: "Decision | None"


def first(actor: Actor, campaign: "Campaign | None") -> "Submission | None":
    """The item that has waited longest."""
    found: Submission | None = moderation_queries.queue(actor, campaign).order_by(*ORDER).first()
    return found


def after(actor: Actor, campaign: "Campaign | None", submission: "Submission") -> "Submission | None":
    """The item to look at when this one is done: the next in line, else the one that has waited longest."""
    line = moderation_queries.queue(actor, campaign).exclude(pk=submission.pk)
    following: Submission | None = line.filter(_beyond(submission)).order_by(*ORDER).first()
    return following or line.order_by(*ORDER).first()


def item(actor: Actor, submission_id: uuid.UUID) -> "Submission | None":
    """One submission of the brand, in any state, with what the screen needs."""
    whole = submissions_queries.of_brand(actor).select_related("campaign", "contributor__identity")
    return whole.prefetch_related("assets__renditions", "campaign__questions").filter(pk=submission_id).first()


def decided(actor: Actor, campaign: "Campaign | None") -> "QuerySet[Submission]":
    """What was approved or rejected and still is."""
    found = submissions_queries.of_brand(actor).filter(state__in=[State.APPROVED, State.REJECTED])
    found = found.select_related("campaign", "contributor__identity").prefetch_related("assets__renditions")
    return found.filter(campaign=campaign) if campaign else found


def decided_rows(submissions: "list[Submission]") -> list[Verdict]:
    """Each of these with its picture and its newest decision."""
    newest = moderation_queries.decided(submission.pk for submission in submissions)
    return [
        Verdict(submission, pictures.first_picture(list(submission.assets.all())), newest.get(submission.pk))
        for submission in submissions
    ]


def context(
    *, actor: Actor, submission: "Submission", campaign: "Campaign | None", at: datetime.datetime
) -> dict[str, Any]:
    """The screen of one item."""
    behind, ahead = _neighbours(actor, campaign, submission)
    kept = [asset for asset in submission.assets.all() if asset.withdrawn_at is None]
    shown = [asset for asset in kept if asset.state in {"ready", "excluded"}]
    return {
        "submission": submission,
        "pictures": pictures.with_progress(submission, [pictures.picture(asset) for asset in shown]),
        "strip": [_entry(entry, submission) for entry in [*behind, submission, *ahead]],
        "previous": behind[-1] if behind else None,
        "next": ahead[0] if ahead else None,
        "fetch_ahead": _fetch_ahead(ahead),
        "offered": moderation_permissions.offered(actor, submission),
        "facts": facts.of(actor=actor, submission=submission, at=at),
        **room(actor=actor, campaign=campaign, at=at),
    }


def room(*, actor: Actor, campaign: "Campaign | None", at: datetime.datetime) -> dict[str, Any]:
    """What stands around the item: counts, pace and the campaigns to choose from."""
    waiting = moderation_queries.waiting_by_campaign(actor)
    known = list(campaigns_queries.of_brand(actor).filter(pk__in=waiting.keys()).order_by("title", "id")[:50])
    verdicts = moderation_queries.verdicts_since(actor, _midnight(at))
    return {
        "waiting": waiting.get(campaign.pk, 0) if campaign else sum(waiting.values()),
        "waiting_in_all": sum(waiting.values()),
        "pace": verdicts.get("approved", 0) + verdicts.get("rejected", 0),
        "may_decide": actor.brand_id is not None and accounts_permissions.can_review(actor, actor.brand_id),
        "campaign": campaign,
        "campaigns": [(choice, waiting[choice.pk]) for choice in known],
    }


def _midnight(at: datetime.datetime) -> datetime.datetime:
    """Where today began, in the time zone of the page."""
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


def _beyond(submission: "Submission") -> Q:
    same = Q(received_at=submission.received_at)
    return Q(received_at__gt=submission.received_at) | same & Q(pk__gt=submission.pk)


def _before(submission: "Submission") -> Q:
    same = Q(received_at=submission.received_at)
    return Q(received_at__lt=submission.received_at) | same & Q(pk__lt=submission.pk)


def _neighbours(
    actor: Actor, campaign: "Campaign | None", submission: "Submission"
) -> "tuple[list[Submission], list[Submission]]":
    line = moderation_queries.queue(actor, campaign)
    behind: list[Submission] = list(line.filter(_before(submission)).order_by("-received_at", "-id")[:BEHIND])
    ahead: list[Submission] = list(line.filter(_beyond(submission) | Q(pk=submission.pk)).order_by(*ORDER)[: AHEAD + 1])
    return behind[::-1], [waiting for waiting in ahead if waiting.pk != submission.pk][:AHEAD]


def _entry(submission: "Submission", current: "Submission") -> Entry:
    first_one = pictures.first_picture(list(submission.assets.all()))
    return Entry(submission=submission, picture=first_one, current=submission.pk == current.pk)


def _fetch_ahead(ahead: "list[Submission]") -> list[Ahead]:
    found = [pictures.first_picture(list(submission.assets.all())) for submission in ahead[:2]]
    return [Ahead(picture.asset.pk, picture.image) for picture in found if picture and picture.image]
