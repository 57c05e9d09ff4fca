"""All that is known about one item: its files, what may be done with each, what happened, who wrote what."""

import datetime
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from accounts.actors import Actor
from conversations import permissions as conversations_permissions, queries as conversations_queries
from galleries import queries as galleries_queries
from moderation import queries as moderation_queries
from portals import pictures, words
from portals.marketers.forms.library import UseForm
from rights import grades, queries as rights_queries, wording
from rights.uses import CHANNELS, Use
from submissions import queries as submissions_queries
from submissions.releases import queries as releases_queries

if TYPE_CHECKING:
    from submissions.models import Submission


@dataclass(frozen=True)
class Covered:
    """A use and the answer to it."""

    label: str
    allowed: bool
    reasons: tuple[str, ...]
    events: tuple[int, ...]


@dataclass(frozen=True)
class File:
    """One asset: its picture, what the permissions cover, the answer to the use that was asked, why it failed."""

    picture: pictures.Picture
    covered: list[Covered]
    asked: Covered | None
    failure: str


def whole(actor: Actor, submission_id: uuid.UUID) -> "Submission | None":
    """The item with all that the page shows."""
    sent = submissions_queries.of_brand(actor).select_related("campaign", "contributor__identity", "brand")
    return sent.prefetch_related("assets__renditions", "campaign__questions").filter(pk=submission_id).first()


def of(*, actor: Actor, submission: "Submission", use: UseForm | None, at: datetime.datetime) -> dict[str, Any]:
    """Everything the page says."""
    asked = use.use() if use is not None and use.is_bound and use.is_valid() else None
    shown = pictures.with_progress(submission, [pictures.picture(asset) for asset in submission.assets.all()])
    return {
        "submission": submission,
        "files": [_file(submission, picture, asked, at) for picture in shown],
        "use_asked": asked,
        "takes": rights_queries.grades_taken(brand_id=submission.brand_id, at=at)[asked.channel] if asked else [],
        "grants": [
            (grant, [words.scope(key) for key in grant.scopes], grades.GRADES[grant.evidence_grade])
            for grant in rights_queries.grants(submission_id=submission.pk, at=at)
        ],
        "answers": [
            wording.answered(kind, answer)
            for kind, (answer, _allowed) in rights_queries.answers(submission_id=submission.pk, at=at).items()
        ],
        "missing": releases_queries.missing(submission, at=at),
        "weaker": releases_queries.weaker(submission),
        "entry_answers": _entry_answers(submission),
        "history": moderation_queries.history(submission),
        "used": galleries_queries.where_used([submission.pk], at=at)[submission.pk],
        "thread": list(conversations_queries.thread(submission)),
        "may_write": conversations_permissions.can_send(actor, submission) and submission.state != "erased",
    }


def _file(submission: "Submission", picture: pictures.Picture, asked: Use | None, at: datetime.datetime) -> File:
    asset = picture.asset
    wanted = [Use(channel) for channel in CHANNELS]
    given = rights_queries.covers_each(submission_id=submission.pk, asset_id=asset.pk, uses=wanted, at=at)
    covered = [_covered(words.channel(use.channel), answer) for use, answer in zip(wanted, given, strict=True)]
    answer = submissions_queries.may_use(asset=asset, use=asked, at=at) if asked else None
    told = _covered(words.channel(asked.channel), answer) if asked and answer else None
    failure = submissions_queries.failure_sentence(asset.failure_code) if asset.failure_code else ""
    return File(picture, covered, told, failure)


def _covered(label: str, answer: rights_queries.Answer) -> Covered:
    return Covered(label, answer.allowed, tuple(str(reason.sentence) for reason in answer.reasons), answer.events)


def _entry_answers(submission: "Submission") -> list[tuple[str, object]]:
    given = dict(submission.answers) if isinstance(submission.answers, dict) else {}
    labels = {question.key: question.label for question in submission.campaign.questions.all()}
    return [(labels.get(key, key), answer) for key, answer in given.items()]
