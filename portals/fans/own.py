"""What a contributor may do with one submission now: change words, take back choices, ask for a second look."""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moderation import queries as moderation_queries
from portals import evidence
from portals.fans.own_forms import AppealForm, EditForm
from rights import queries as rights_queries
from submissions import permissions as submissions_permissions

if TYPE_CHECKING:
    from moderation.models import Appeal, Decision
    from portals.fans.forms import JudgedElsewhere
    from submissions.models import Submission

GONE = {"withdrawn", "erased"}


@dataclass(frozen=True)
class Refused:
    """A form of one submission that came back with something to put right."""

    what: str
    submission: uuid.UUID
    form: "JudgedElsewhere"


@dataclass(frozen=True)
class Own:
    """What is offered with one submission; None or empty where it makes no sense now."""

    edit_form: "JudgedElsewhere | None"
    appeal_form: "JudgedElsewhere | None"
    appeal: "Appeal | None"
    choices: "list[rights_queries.Standing]"
    evidence: "list[evidence.Told]"
    editing: bool
    appealing: bool

    @property
    def ended(self) -> bool:
        """Whether some choice was taken back while others still hold."""
        return any(not choice.live for choice in self.choices)


def offers(
    submissions: "Sequence[Submission]",
    decided: "Mapping[uuid.UUID, Decision]",
    *,
    at: datetime.datetime,
    refused: Refused | None = None,
) -> dict[uuid.UUID, Own]:
    """What each of these may be changed in, in a constant number of queries."""
    ids = [submission.pk for submission in submissions]
    appeals = moderation_queries.appeals(ids)
    standing = rights_queries.standing_of(ids, at=at)
    weighed = rights_queries.weighed(ids, at=at)
    return {
        submission.pk: Own(
            edit_form=_edit(submission, refused),
            appeal_form=_appeal(submission, decided.get(submission.pk), appeals.get(submission.pk), refused),
            appeal=appeals.get(submission.pk),
            choices=_choices(submission, standing[submission.pk]),
            evidence=[told for told in evidence.to_sender(weighed[submission.pk]) if not told.plain],
            editing=_is(refused, "edit", submission),
            appealing=_is(refused, "appeal", submission),
        )
        for submission in submissions
    }


def _is(refused: Refused | None, what: str, submission: "Submission") -> bool:
    return refused is not None and (refused.what, refused.submission) == (what, submission.pk)


def _edit(submission: "Submission", refused: Refused | None) -> "JudgedElsewhere | None":
    if refused is not None and _is(refused, "edit", submission):
        return refused.form
    return EditForm(submission) if submissions_permissions.is_undecided(submission) else None


def _appeal(
    submission: "Submission", decision: "Decision | None", appeal: "Appeal | None", refused: Refused | None
) -> "JudgedElsewhere | None":
    if refused is not None and _is(refused, "appeal", submission):
        return refused.form
    open_to_appeal = submission.state == "rejected" and decision is not None and appeal is None
    return AppealForm(submission) if open_to_appeal else None


def _choices(submission: "Submission", standing: "list[rights_queries.Standing]") -> "list[rights_queries.Standing]":
    """With nothing left there is nothing to narrow."""
    if submission.state in GONE or not any(choice.live for choice in standing):
        return []
    return standing
