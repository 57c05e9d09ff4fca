"""The whole story of one submission in one list: moves, verdicts, rights and reports, oldest first."""

import datetime
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _, gettext_lazy

from moderation.models import Decision, Report
from rights import queries as rights_queries, wording
from submissions.lifecycle import Move
from submissions.models import StateChange, Submission

_DECIDING_MOVES = {
    Move.APPROVE.value: Decision.Verdict.APPROVED.value,
    Move.REJECT.value: Decision.Verdict.REJECTED.value,
    Move.REOPEN.value: Decision.Verdict.REOPENED.value,
}


_RULES = {
    "reports": gettext_lazy("Several visitors reported it."),
    "appeal": gettext_lazy("Its contributor asked for a second look."),
    "restored": gettext_lazy("Its approval had ended before the database was restored."),
}


@dataclass(frozen=True)
class Line:
    """One thing that happened. `what` and `why` are sentences for people; `why` may be empty."""

    at: datetime.datetime
    who: str
    what: str
    why: str
    kind: str  # "state" | "decision" | "rights" | "report"


def history(submission: Submission) -> list[Line]:
    """Everything that happened to one (already scoped) submission. Five queries, however long the story."""
    decisions = list(submission.decisions.select_related("user", "words").all())
    changes = list(submission.state_changes.all())
    lines = [
        *_moves(submission, changes, decisions),
        *(_decision(decision) for decision in decisions),
        *_rights(submission),
        *(_report(report) for report in submission.reports.select_related("words")),
    ]
    return sorted(lines, key=lambda line: line.at)


def _moves(submission: Submission, changes: Iterable[StateChange], decisions: Iterable[Decision]) -> Iterator[Line]:
    """Moves that no decision tells better."""
    told = {(decision.at, decision.verdict) for decision in decisions}
    untold = [change for change in changes if (change.at, _DECIDING_MOVES.get(change.move, "")) not in told]
    names = _names(change.by for change in untold)
    for change in untold:
        who = names.get(change.by) or _party(submission, change.by)
        yield Line(change.at, who, str(Move(change.move).label), change.note, "state")


def _names(references: Iterable[str]) -> dict[str, str]:
    """Names of the members among these references (`user:<id>`)."""
    ids = {int(reference[5:]) for reference in references if reference.startswith("user:") and reference[5:].isdigit()}
    return {f"user:{user.pk}": str(user) for user in get_user_model().objects.filter(pk__in=ids)} if ids else {}


def _party(submission: Submission, reference: str, *, visitor: str = "") -> str:
    if reference.startswith("contributor:"):
        return _contributor(submission)
    if reference.startswith("user:"):
        return _("A former member")
    return (visitor or _("A visitor")) if reference == "visitor" else _("The platform")


def _contributor(submission: Submission) -> str:
    identity = getattr(submission.contributor, "identity", None)
    return (identity.name if identity else "") or _("The contributor")


def _decision(decision: Decision) -> Line:
    who = str(decision.user) if decision.user else _("The platform")
    return Line(decision.at, who, str(Decision.Verdict(decision.verdict).label), _why(decision), "decision")


def _why(decision: Decision) -> str:
    parts = [str(decision.get_reason_display()) if decision.reason else "", decision.note]
    if decision.rule in _RULES:
        parts.append(str(_RULES[decision.rule]))
    if decision.excluded:
        parts.append(_("Left out: %(number)s") % {"number": len(decision.excluded)})
    parts.append(_looked_at(decision))
    return " · ".join(part for part in parts if part)


def _looked_at(decision: Decision) -> str:
    """What a person decided on unseen; a rule looks at nothing, and to open it again one need not look."""
    if decision.unseen:
        return _("Not looked at: %(number)s") % {"number": len(decision.unseen)}
    if decision.unseen is None and decision.user_id and decision.verdict != Decision.Verdict.REOPENED:
        return _("It is not known what was looked at")
    return ""


def _rights(submission: Submission) -> Iterator[Line]:
    for event in rights_queries.history(submission.brand_id, submission.pk):
        who = _party(submission, json.loads(event.body)["by"], visitor=_("Somebody who was asked"))
        why = _("Ledger event %(number)s") % {"number": event.sequence}
        yield Line(event.at, who, wording.of(event), why, "rights")


def _report(report: Report) -> Line:
    words = getattr(report, "words", None)
    reason = str(report.get_reason_display())
    return Line(
        report.at, _("A visitor"), _("Reported: %(reason)s") % {"reason": reason}, words.text if words else "", "report"
    )
