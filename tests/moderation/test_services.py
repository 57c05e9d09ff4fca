"""Verdicts and reports: who may, what is written, what is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import DatabaseError

from accounts.permissions import Denied
from accounts.roles import Role
from core.appendonly import ChangeRefused
from moderation import services
from moderation.history import history
from moderation.models import Decision, Report, ReportNote
from submissions.lifecycle import MoveRefused, State
from submissions.models import AssetState, Submission
from tests.galleries import stage
from tests.galleries.stage import AT, later
from tests.submissions import makers

pytestmark = pytest.mark.django_db


def test_approve_moves_and_appends_one_decision() -> None:
    waiting = stage.waiting()
    by = stage.moderator(waiting.brand)

    moved = services.approve(submission=waiting, version=1, by=by, at=AT)

    assert (moved.state, moved.version) == (State.APPROVED, 2)
    decision = Decision.objects.get()
    assert (decision.verdict, decision.user_id, decision.submission_version, decision.excluded) == (
        "approved",
        by.user_id,
        1,
        [],
    )


def test_approve_with_exclude_leaves_that_asset_out() -> None:
    waiting = stage.waiting(assets=2)
    first, second = waiting.assets.all()

    moved = services.approve(
        submission=waiting, version=1, by=stage.moderator(waiting.brand), at=AT, exclude=[second.pk]
    )

    assert {asset.pk: asset.state for asset in moved.assets.all()} == {
        first.pk: AssetState.READY,
        second.pk: AssetState.EXCLUDED,
    }
    assert Decision.objects.get().excluded == [second.pk]
    assert Submission.objects.get().version == moved.version


def test_approve_refuses_to_exclude_everything_and_what_is_not_in_it() -> None:
    waiting, other = stage.waiting(), stage.waiting()
    by = stage.moderator(waiting.brand)
    for wrong in (waiting.assets.get().pk, other.assets.get().pk):
        with pytest.raises(ValidationError) as refused:
            services.approve(submission=waiting, version=1, by=by, at=AT, exclude=[wrong])
        assert list(refused.value.message_dict) == ["exclude"]
    waiting.refresh_from_db()
    assert (waiting.state, waiting.version, Decision.objects.count()) == (State.AWAITING_REVIEW, 1, 0)


def test_reject_keeps_reason_and_note() -> None:
    waiting = stage.waiting()

    moved = services.reject(
        submission=waiting, version=1, reason="quality", note="  A bit dark. ", by=stage.moderator(waiting.brand), at=AT
    )

    assert moved.state == State.REJECTED
    assert Decision.objects.values_list("verdict", "reason", "words__text").get() == (
        "rejected",
        "quality",
        "A bit dark.",
    )


def test_what_was_not_on_the_screen_is_approved_only_expressly() -> None:
    submission = stage.waiting(assets=3)
    first, second, third = submission.assets.values_list("pk", flat=True)
    by = stage.moderator(submission.brand)
    asked: dict[str, Any] = {"submission": submission, "version": submission.version, "by": by, "at": AT}
    with pytest.raises(ValidationError) as refused:
        services.approve(**asked, seen=[first], exclude=[third])
    assert set(refused.value.message_dict) == {"seen"}
    assert not Decision.objects.exists()
    services.approve(**asked, seen=[first], exclude=[third], unseen=True)
    assert Decision.objects.get().unseen == [second]  # what is left out need not be looked at


@pytest.mark.parametrize(
    ("seen", "unseen", "told"), [(None, None, "It is not known what was looked at"), ("all", [], "")]
)
def test_where_nobody_knows_what_was_seen_nothing_is_asked_and_the_record_says_so(
    seen: str | None, unseen: list[Any] | None, told: str
) -> None:
    submission = stage.waiting(assets=2)
    known = None if seen is None else list(submission.assets.values_list("pk", flat=True))
    by = stage.moderator(submission.brand)
    services.approve(submission=submission, version=submission.version, by=by, at=AT, seen=known)
    assert Decision.objects.get().unseen == unseen
    assert [line.why for line in history(submission) if line.kind == "decision"] == [told]


def test_to_open_it_again_nobody_need_have_looked() -> None:
    submission = stage.waiting()
    by = stage.moderator(submission.brand)
    moved = services.reject(submission=submission, version=submission.version, reason="quality", by=by, at=AT, seen=[])
    services.reopen(submission=moved, version=moved.version, by=by, at=AT + timedelta(minutes=1))
    told = [line.why for line in history(submission) if line.kind == "decision"]
    assert told == ["Too blurred, dark or small · Not looked at: 1", ""]


@pytest.mark.parametrize(("reason", "note", "field"), [("ugly", "", "reason"), ("other", "x" * 1001, "note")])
def test_reject_refuses_wrong_words(reason: str, note: str, field: str) -> None:
    waiting = stage.waiting()
    with pytest.raises(ValidationError) as refused:
        services.reject(
            submission=waiting, version=1, reason=reason, note=note, by=stage.moderator(waiting.brand), at=AT
        )
    assert list(refused.value.message_dict) == [field]


def test_reopen_brings_back_what_was_excluded() -> None:
    waiting = stage.waiting(assets=2)
    by = stage.moderator(waiting.brand)
    left_out = waiting.assets.last()
    assert left_out
    moved = services.approve(submission=waiting, version=1, by=by, at=AT, exclude=[left_out.pk])

    opened = services.reopen(submission=moved, version=moved.version, by=by, at=later(minutes=1), note="Look again")

    assert opened.state == State.AWAITING_REVIEW
    assert {asset.state for asset in opened.assets.all()} == {AssetState.READY}
    assert [decision.verdict for decision in opened.decisions.order_by("at")] == ["approved", "reopened"]


def test_second_moderator_is_told_who_was_faster() -> None:
    waiting = stage.waiting()
    first, second = stage.moderator(waiting.brand), stage.moderator(waiting.brand)
    seen_by_second = Submission.objects.get(pk=waiting.pk)
    services.approve(submission=waiting, version=1, by=first, at=AT)

    with pytest.raises(services.Stale) as stale:
        services.reject(submission=seen_by_second, version=1, reason="quality", note="", by=second, at=AT)

    assert (stale.value.current, stale.value.state, stale.value.verdict) == (2, State.APPROVED, "approved")
    assert stale.value.decided_at == AT
    assert stale.value.decided_by in str(stale.value)
    assert Decision.objects.count() == 1


def test_stale_version_of_a_fresh_row_is_refused_too() -> None:
    waiting = stage.waiting()
    by = stage.moderator(waiting.brand)
    with pytest.raises(services.Stale) as stale:
        services.approve(submission=waiting, version=7, by=by, at=AT)
    assert (stale.value.current, stale.value.verdict, stale.value.decided_by) == (1, "", "The platform")
    with pytest.raises(services.Stale):
        services.approve(submission=waiting, version=7, by=by, at=AT, exclude=[waiting.assets.get().pk])


def test_impossible_verdict_writes_nothing() -> None:
    waiting = stage.waiting()
    with pytest.raises(MoveRefused):
        services.reopen(submission=waiting, version=1, by=stage.moderator(waiting.brand), at=AT)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MARKETER])
def test_roles_that_may_not_decide(role: Role) -> None:
    waiting = stage.waiting()
    by = makers.member(waiting.brand, role)
    with pytest.raises(Denied):
        services.approve(submission=waiting, version=1, by=by, at=AT)
    with pytest.raises(Denied):
        services.reject(submission=waiting, version=1, reason="quality", note="", by=by, at=AT)
    with pytest.raises(Denied):
        services.reopen(submission=waiting, version=1, by=by, at=AT)


def test_another_brands_moderator_is_denied() -> None:
    waiting = stage.waiting()
    stranger = stage.moderator(makers.brand())
    with pytest.raises(Denied):
        services.approve(submission=waiting, version=1, by=stranger, at=AT)


def report(submission: Submission, who: str, **fields: object) -> None:
    given = {"asset_id": None, "reason": "me", "reporter": who, "at": later(hours=1), **fields}
    services.report(submission=submission, **given)  # type: ignore[arg-type]


def test_enough_reports_open_it_again_by_rule() -> None:
    shown = stage.approved(makers.campaign(report_threshold=2))
    report(shown, "a", note="That is me")
    assert Submission.objects.get().state == State.APPROVED

    report(shown, "b", asset_id=shown.assets.get().pk)

    assert Submission.objects.get().state == State.AWAITING_REVIEW
    newest = Decision.objects.latest("at")
    assert (newest.verdict, newest.rule, newest.user) == ("reopened", "reports", None)
    assert ReportNote.objects.values_list("text", flat=True).get() == "That is me"


def test_one_visitor_counts_once() -> None:
    shown = stage.approved(makers.campaign(report_threshold=2))
    for _ in range(3):
        report(shown, "a")
    assert (Report.objects.count(), Submission.objects.get().state) == (1, State.APPROVED)


def test_reports_before_the_last_decision_do_not_count_again() -> None:
    shown = stage.approved(makers.campaign(report_threshold=2))
    by = stage.moderator(shown.brand)
    report(shown, "a")
    report(shown, "b")
    opened = Submission.objects.get()
    services.approve(submission=opened, version=opened.version, by=by, at=later(hours=2))

    report(shown, "c", at=later(hours=3))

    assert Submission.objects.get().state == State.APPROVED
    report(shown, "d", at=later(hours=4))
    assert Submission.objects.get().state == State.AWAITING_REVIEW


def test_a_report_on_what_is_not_public_is_swallowed() -> None:
    waiting, shown = stage.waiting(), stage.approved()
    report(waiting, "a")
    report(shown, "a", asset_id=waiting.assets.get().pk)
    assert not Report.objects.exists()


def test_a_report_checks_only_the_visitors_words() -> None:
    shown = stage.approved()
    for wrong in ({"reason": "boring"}, {"note": "x" * 1001}):
        with pytest.raises(ValidationError):
            report(shown, "a", **wrong)
    assert not Report.objects.exists()


@pytest.mark.parametrize("table", ["moderation_decision", "moderation_report"])
def test_facts_refuse_change_from_orm_and_sql(table: str) -> None:
    shown = stage.approved()
    report(shown, "a")
    fact = {"moderation_decision": Decision, "moderation_report": Report}[table].objects.first()
    assert fact
    for change in (fact.save, fact.delete, type(fact).objects.all().delete):
        with pytest.raises(ChangeRefused):
            change()
    for statement in (f"UPDATE {table} SET reason = 'other'", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_visitors_words_can_be_erased() -> None:
    shown = stage.approved()
    report(shown, "a", note="My name is Ada")
    ReportNote.objects.all().delete()
    assert Report.objects.count() == 1
