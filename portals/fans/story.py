"""What became of each thing a contributor sent, in words: state, reason, pictures, where it is used, messages."""

import datetime
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns import queries as campaigns_queries
from galleries import queries as galleries_queries
from moderation import queries as moderation_queries
from portals import pictures
from portals.fans import agreements, own
from rights import queries as rights_queries
from submissions import queries as submissions_queries

if TYPE_CHECKING:
    from accounts.models import Contributor
    from campaigns.models import Campaign
    from conversations.models import Message
    from moderation.models import Decision
    from submissions.models import Asset, Submission

SENTENCES = {
    "receiving": _("It is arriving. You can close this page; nothing gets lost."),
    "processing": _("We are getting your pictures ready. This takes a minute or two."),
    "awaiting_review": _("It has arrived. Somebody from the team looks at everything before it is shown."),
    "approved": _("It was chosen. Thank you, this one is lovely to have."),
    "rejected": _("It was not chosen this time."),
    "withdrawn": _("You took it back. It is not shown anywhere any more."),
    "unusable": _("We could not open what arrived, so there is nothing to show. Please try again with another file."),
    "erased": _("It was erased, as you asked or as we promised."),
}
GONE = {"withdrawn", "erased"}


@dataclass(frozen=True)
class Place:
    """Where a contributor's work is used now; without address where nobody can look."""

    title: str
    url: str
    since: datetime.datetime


@dataclass(frozen=True)
class Piece:
    """One photo or video of a submission, as its contributor sees it."""

    asset: "Asset"
    picture: "pictures.Picture | None"
    note: str | Promise
    alt: str
    working: bool
    can_withdraw: bool


@dataclass(frozen=True)
class Story:
    """One submission."""

    submission: "Submission"
    sentence: str | Promise
    reason: str
    note: str
    pieces: list[Piece]
    places: list["Place"]
    messages: "list[Message]"
    unread_until: datetime.datetime | None
    waiting: bool
    agreements: "agreements.Agreements"
    form_key: uuid.UUID
    can_withdraw: bool
    can_reply: bool
    own: own.Own


def stories(contributor: "Contributor", *, at: datetime.datetime, refused: own.Refused | None = None) -> list[Story]:
    """Everything this contributor sent, newest first."""
    sent = list(
        submissions_queries.of_contributor(contributor)
        .select_related("campaign__brand")
        .prefetch_related("assets__renditions", "messages", "release_requests")
    )
    ids = [submission.pk for submission in sent]
    decided = moderation_queries.decided(ids)
    used = galleries_queries.where_used(ids, at=at)
    said = rights_queries.answers_each(ids, at=at)
    offers = own.offers(sent, decided, at=at, refused=refused)
    return [
        _story(
            one,
            decided.get(one.pk),
            used.get(one.pk, []),
            offers[one.pk],
            agreements.of(one, said[one.pk]),
        )
        for one in sent
    ]


def _story(
    submission: "Submission",
    decision: "Decision | None",
    used: "list[galleries_queries.Used]",
    offered: own.Own,
    waits: "agreements.Agreements",
) -> Story:
    gone, messages = submission.state in GONE, list(submission.messages.all())
    return Story(
        submission=submission,
        sentence=SENTENCES[submission.state],
        reason=reason(submission, decision),
        note=note(submission, decision),
        pieces=[_piece(submission, asset) for asset in submission.assets.all()],
        places=[place(one) for one in used],
        messages=messages,
        unread_until=_unread_until(messages),
        waiting=_waits(messages),
        agreements=waits,
        form_key=uuid.uuid4(),
        can_withdraw=not gone,
        can_reply=submission.state != "erased",
        own=offered,
    )


def _unread_until(messages: "list[Message]") -> datetime.datetime | None:
    """When the newest word of the brand was written, if the fan has not read it."""
    unread = [message.at for message in messages if message.author == "brand" and message.read_at is None]
    return max(unread, default=None)


def _waits(messages: "list[Message]") -> bool:
    """Whether the last word is the fan's."""
    return bool(messages) and messages[-1].author == "contributor"


def reason(submission: "Submission", decision: "Decision | None") -> str:
    """Why it was not chosen, in a sentence of ours."""
    return (
        submissions_queries.refusal_sentence(decision.reason) if decision and _is_refusal(submission, decision) else ""
    )


def note(submission: "Submission", decision: "Decision | None") -> str:
    """What the moderator added in their own words."""
    return decision.note if decision and _is_refusal(submission, decision) else ""


def _is_refusal(submission: "Submission", decision: "Decision") -> bool:
    return submission.state == "rejected" and decision.verdict == "rejected"


def place(used: "galleries_queries.Used") -> Place:
    """A place with its address, if it has one that anybody can open."""
    pages = {"campaign": "fans:campaign", "gallery": "fans:gallery"}
    url = reverse(pages[used.kind], kwargs={"slug": used.slug}) if used.kind in pages else ""
    return Place(used.title, url, used.since)


def _piece(submission: "Submission", asset: "Asset") -> Piece:
    gone = submission.state in GONE or asset.withdrawn_at is not None
    picture = None if gone else pictures.picture(asset)
    return Piece(
        asset=asset,
        picture=picture if picture and picture.thumb else None,
        note=_note(asset, gone=gone),
        alt=asset.alt_text or str(_("Your video") if asset.kind == "video" else _("Your photo")),
        working=not gone and asset.state in {"receiving", "processing"},
        can_withdraw=not gone and len(submission.assets.all()) > 1,
    )


def _note(asset: "Asset", *, gone: bool) -> str | Promise:
    if gone:
        return _("Taken back")
    if asset.state == "unusable":
        return submissions_queries.failure_sentence(asset.failure_code)
    if asset.state == "excluded":
        return _("Left out by the team; the rest counts.")
    return "" if asset.state == "ready" else _("Being prepared")


def open_campaigns(told: list[Story], *, at: datetime.datetime) -> "list[Campaign]":
    """The campaigns of these submissions that still take something."""
    campaigns = {story.submission.campaign_id: story.submission.campaign for story in told}
    return [campaign for campaign in campaigns.values() if campaigns_queries.accepts(campaign, at) is None]
