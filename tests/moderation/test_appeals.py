"""A second look: asked for once, by its contributor alone, with words that can be erased."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts import permissions
from accounts.actors import SYSTEM
from core.appendonly import ChangeRefused
from moderation import queries, services
from moderation.models import Appeal, AppealNote, Decision, DecisionNote
from submissions.lifecycle import State
from submissions.models import Submission
from tests.submissions import makers
from tests.submissions.makers import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def rejected() -> Submission:
    submission = makers.submission()
    by = makers.member(submission.brand)
    services.reject(submission=submission, version=1, reason="quality", note="Too dark", by=by, at=AT)
    return Submission.objects.get(pk=submission.pk)


def appeal(submission: Submission, text: str = "It was dawn") -> Appeal:
    return services.appeal(submission=submission, text=text, by=makers.fan(submission), at=AT)


def test_an_appeal_opens_it_again_with_its_words_and_names_who_decided(rejected: Submission) -> None:
    made = appeal(rejected)
    rejected.refresh_from_db()
    newest = queries.decided([rejected.pk])[rejected.pk]
    assert (rejected.state, newest.verdict, newest.rule, newest.user) == ("awaiting_review", "reopened", "appeal", None)
    known = queries.appeals([rejected.pk])[rejected.pk]
    assert (known, known.words.text) == (made, "It was dawn")
    assert (known.decision.verdict, known.decision.user is not None) == ("rejected", True)
    why = [line.why for line in queries.history(rejected)]
    assert "Its contributor asked for a second look." in why


def test_it_is_asked_for_once_also_after_a_second_rejection(rejected: Submission) -> None:
    appeal(rejected)
    with pytest.raises(services.AppealRefused, match="already"):
        appeal(rejected)
    rejected.refresh_from_db()
    by = makers.member(rejected.brand)
    services.reject(submission=rejected, version=rejected.version, reason="quality", by=by, at=AT)
    rejected.refresh_from_db()
    with pytest.raises(services.AppealRefused, match="final"):
        appeal(rejected)
    assert (rejected.state, Appeal.objects.count()) == ("rejected", 1)


def test_the_database_refuses_a_second_appeal_by_itself(rejected: Submission) -> None:
    made = appeal(rejected)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.create(brand_id=made.brand_id, submission=rejected, decision=made.decision, at=AT)


@pytest.mark.parametrize("state", [state for state in State if state != State.REJECTED])
def test_only_a_rejection_can_be_appealed(state: State) -> None:
    submission = makers.submission(state)
    with pytest.raises(services.AppealRefused):
        appeal(submission)
    assert (Appeal.objects.count(), Decision.objects.count()) == (0, 0)


def test_only_its_contributor_appeals_and_says_why(rejected: Submission) -> None:
    neighbour = makers.submission(of=rejected.campaign)
    for by in (SYSTEM, makers.member(rejected.brand), makers.fan(neighbour)):
        with pytest.raises(permissions.Denied):
            services.appeal(submission=rejected, text="Please", by=by, at=AT)
    for text in ("", " \x00 ", "a" * 1001):
        with pytest.raises(ValidationError):
            appeal(rejected, text)
    assert Appeal.objects.count() == 0


def test_the_fact_stays_and_the_words_can_go(rejected: Submission) -> None:
    made = appeal(rejected)
    with pytest.raises(ChangeRefused):
        made.delete()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM moderation_appealnote; DELETE FROM moderation_appeal")
    AppealNote.objects.all().delete()
    DecisionNote.objects.all().delete()
    assert [decision.note for decision in Decision.objects.all()] == ["", ""]


@pytest.mark.django_db(transaction=True)
def test_of_two_appeals_at_once_one_counts() -> None:
    submission = makers.submission()
    services.reject(submission=submission, version=1, reason="quality", by=makers.member(submission.brand), at=AT)
    submission.refresh_from_db()
    refused: list[Exception] = []

    def ask() -> None:
        try:
            appeal(submission)
        except services.AppealRefused as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    submission.refresh_from_db()
    assert (len(refused), Appeal.objects.count(), submission.state) == (3, 1, "awaiting_review")
