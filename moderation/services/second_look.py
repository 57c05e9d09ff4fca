"""A second look that nobody of the brand asks for: visitors do by reports, its contributor by an appeal, a restore."""

import datetime
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import permissions as accounts_permissions
from accounts.actors import SYSTEM, Actor
from moderation import permissions, validators
from moderation.models import Appeal, AppealNote, Decision, Report, ReportNote
from moderation.services.deciding import last_decision, with_everything, write_decision
from submissions import services as submissions_services
from submissions.lifecycle import Move, State
from submissions.models import Submission

REPORTS_RULE = "reports"
APPEAL_RULE = "appeal"
RESTORED_RULE = "restored"


class AppealRefused(Exception):
    """There is nothing to appeal, or it was done before; the text of the exception is a sentence for the person."""


def appeal(*, submission: Submission, text: str, by: Actor, at: datetime.datetime) -> Appeal:
    """Ask for a second look at a rejection, once: the item waits in the queue again, with these words.

    Raises Denied, ValidationError, AppealRefused. The database refuses a second appeal by itself.
    """
    accounts_permissions.require(permissions.can_appeal(by, submission))
    words = validators.appeal(text)
    with transaction.atomic():
        locked = Submission.objects.select_for_update(of=("self",), no_key=True).get(pk=submission.pk)
        rejection = last_decision(locked)
        if Appeal.objects.filter(submission=locked).exists():
            raise AppealRefused(_("You have asked for a second look already. The team's answer to that one is final."))
        if locked.state != State.REJECTED or rejection is None:
            raise AppealRefused(_("There is no refusal of it at the moment, so there is nothing to look at again."))
        made: Appeal = Appeal.objects.create(brand_id=locked.brand_id, submission=locked, decision=rejection, at=at)
        AppealNote.objects.create(appeal=made, brand_id=locked.brand_id, text=words)
        _reopen_by_rule(locked, APPEAL_RULE, at=at)
    return made


@transaction.atomic
def look_again_after_restore(*, submission: Submission, at: datetime.datetime) -> None:
    """Put an approval into the queue again that ended after the dump was made, nobody knows how. Raises MoveRefused."""
    locked = Submission.objects.select_for_update(of=("self",), no_key=True).get(pk=submission.pk)
    _reopen_by_rule(locked, RESTORED_RULE, at=at)


def report(
    *,
    submission: Submission,
    asset_id: uuid.UUID | None,
    reason: str,
    reporter: str,
    at: datetime.datetime,
    note: str = "",
) -> None:
    """Keep a visitor's report; enough of them open the item again.

    Answers nothing, whatever happened: a visitor must not learn what exists, in which state, or how many reported.
    `reporter` is a keyed hash that tells visitors apart. Raises only ValidationError, about the visitor's own words.
    """
    why, words = check_report(reason=reason, note=note)
    with transaction.atomic():
        # The lock makes the threshold exact: of two reports at once the second one counts the first.
        locked = (
            Submission.objects.select_for_update(of=("self",), no_key=True)
            .select_related("campaign")
            .filter(pk=submission.pk, state=State.APPROVED)
            .first()
        )
        if locked is None or not _is_part(locked, asset_id):
            return
        if _keep_report(locked, asset_id=asset_id, reason=why, words=words, reporter=reporter, at=at):
            _reopen_when_reported(locked, at=at)


def check_report(*, reason: str, note: str) -> tuple[str, str]:
    """What a visitor wrote, checked: the reason and the cleaned words, or ValidationError."""
    return validators.report_reason(reason), validators.note(note)


def _is_part(submission: Submission, asset_id: uuid.UUID | None) -> bool:
    return asset_id is None or submission.assets.filter(pk=asset_id).exists()


def _keep_report(
    submission: Submission,
    *,
    asset_id: uuid.UUID | None,
    reason: str,
    words: str,
    reporter: str,
    at: datetime.datetime,
) -> bool:
    """Append the report unless this visitor already has one here."""
    if submission.reports.filter(reporter=reporter).exists():
        return False
    kept = Report.objects.create(
        brand_id=submission.brand_id, submission=submission, asset_id=asset_id, reason=reason, reporter=reporter, at=at
    )
    if words:
        ReportNote.objects.create(report=kept, brand_id=submission.brand_id, text=words)
    return True


def _reopen_when_reported(submission: Submission, *, at: datetime.datetime) -> None:
    """Reports before the last decision were seen by whoever decided: only later ones count."""
    last = last_decision(submission)
    since = submission.reports.filter(at__gt=last.at) if last else submission.reports.all()
    if since.count() < submission.campaign.report_threshold:
        return
    _reopen_by_rule(submission, REPORTS_RULE, at=at)


def _reopen_by_rule(submission: Submission, rule: str, *, at: datetime.datetime) -> None:
    """Put it back into the queue without anybody of the brand having asked for it."""
    seen = submission.version
    moved = submissions_services.move(
        submission=submission, move=Move.REOPEN, by=SYSTEM, at=at, expected_version=seen, note=rule
    )
    write_decision(moved, Decision.Verdict.REOPENED, version=seen, by=SYSTEM, at=at, rule=rule)
    with_everything(moved, by=SYSTEM, at=at)
