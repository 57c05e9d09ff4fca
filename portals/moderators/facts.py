"""The facts column: what was said, what was agreed, what it covers, and what happened so far."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from accounts.actors import Actor
from moderation import queries as moderation_queries
from portals import words
from rights import grades, queries as rights_queries, uses, wording
from submissions import queries as submissions_queries
from submissions.releases import queries as releases_queries

if TYPE_CHECKING:
    from moderation.models import Appeal
    from submissions.models import Submission


@dataclass(frozen=True)
class Answered:
    """A question of the entry form and what the contributor answered."""

    question: str
    answer: str


@dataclass(frozen=True)
class Covered:
    """A channel, and whether the permissions reach that far."""

    label: str
    allowed: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Agreed:
    """One permission: which words were agreed to, and what was ticked."""

    version: int
    at: datetime.datetime
    sequence: int
    labels: tuple[str, ...]
    grade: str
    evidence: str


@dataclass(frozen=True)
class Told:
    """One line of the history with its mark."""

    line: moderation_queries.Line
    mark: str


_MARKS = {"rights": "granted", "report": "missing", "decision": "done", "state": "running"}


def of(*, actor: Actor, submission: "Submission", at: datetime.datetime) -> dict[str, Any]:
    """Everything beside the picture."""
    appeal = _open_appeal(submission)
    return {
        "appeal": appeal,
        "first_by_you": appeal is not None and appeal.decision.user_id == actor.user_id,
        "answers": answers(submission),
        "consent": agreed(submission, at=at),
        "releases": releases(submission, at=at),
        "missing": releases_queries.missing(submission, at=at),
        "weaker": releases_queries.weaker(submission),
        "covered": covered(submission, at=at),
        "others": others(submission),
        "reports": list(moderation_queries.reports(actor, submission)),
        "history": [Told(line, _MARKS.get(line.kind, "waiting")) for line in moderation_queries.history(submission)],
    }


def _open_appeal(submission: "Submission") -> "Appeal | None":
    """The contributor's wish for a second look, while nobody has answered it."""
    if submission.state != "awaiting_review":
        return None
    return moderation_queries.appeals([submission.pk]).get(submission.pk)


def others(submission: "Submission") -> "list[Submission]":
    """What else this contributor sent, newest first."""
    sent = submissions_queries.of_contributor(submission.contributor).exclude(pk=submission.pk)
    return list(sent.order_by("-received_at", "-id")[:6])


def agreed(submission: "Submission", *, at: datetime.datetime) -> list[Agreed]:
    """The permissions that live now, in the words the contributor ticked."""
    return [
        Agreed(
            version=grant.terms_version,
            at=grant.starts_at,
            sequence=grant.number,
            labels=tuple(words.scope(key) for key in grant.scopes),
            grade=grant.evidence_grade,
            evidence=str(grades.GRADES[grant.evidence_grade]),
        )
        for grant in rights_queries.grants(submission_id=submission.pk, at=at)
    ]


def releases(submission: "Submission", *, at: datetime.datetime) -> list[Answered]:
    """What counts about people and music; music is a question about videos only."""
    counting = rights_queries.answers(submission_id=submission.pk, at=at)
    sounds = any(asset.kind == "video" for asset in submission.assets.all())
    return [
        Answered(*wording.answered(kind, answer))
        for kind, (answer, _allowed) in counting.items()
        if kind != "music" or sounds
    ]


def answers(submission: "Submission") -> list[Answered]:
    """The entry questions in their order; an answer to a question that is gone keeps its key."""
    given = dict(submission.answers) if isinstance(submission.answers, dict) else {}
    asked = [
        (question.label, given.pop(question.key))
        for question in submission.campaign.questions.all()
        if question.key in given
    ]
    return [Answered(question, _plain(answer)) for question, answer in [*asked, *given.items()]]


def covered(submission: "Submission", *, at: datetime.datetime) -> list[Covered]:
    """Channel by channel for the first asset in: what permissions allow, whatever the decision will be."""
    asset = next((asset for asset in submission.assets.all() if asset.state == "ready"), None)
    if asset is None:
        return []
    wanted = [uses.Use(channel) for channel in uses.CHANNELS]
    answers_given = rights_queries.covers_each(submission_id=submission.pk, asset_id=asset.pk, uses=wanted, at=at)
    return [
        Covered(words.channel(use.channel), answer.allowed, tuple(str(reason.sentence) for reason in answer.reasons))
        for use, answer in zip(wanted, answers_given, strict=True)
    ]


def _plain(answer: object) -> str:
    if isinstance(answer, bool):
        return str(_("yes")) if answer else str(_("no"))
    return ", ".join(str(part) for part in answer) if isinstance(answer, list) else str(answer)
