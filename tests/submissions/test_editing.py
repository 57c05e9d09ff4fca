"""What contributors change after sending: words until somebody decided, less permission at any time, all at once."""

import uuid
from importlib import import_module
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts import permissions
from accounts.actors import SYSTEM
from rights import queries as rights_queries, services as rights_services
from rights.models import LedgerEvent
from rights.uses import Use
from submissions import queries, services
from submissions.lifecycle import Move, MoveRefused, State
from submissions.models import Submission
from tests.submissions import makers
from tests.submissions.makers import AT

pytestmark = pytest.mark.django_db
UNDECIDED = (State.RECEIVING, State.PROCESSING, State.AWAITING_REVIEW)


def edit(submission: Submission, caption: str = "New words", by: Any = None, **alts: str) -> Submission:
    alt_texts = {uuid.UUID(key): text for key, text in alts.items()}
    return services.edit(
        submission=submission, caption=caption, alt_texts=alt_texts, by=by or makers.fan(submission), at=AT
    )


@pytest.mark.parametrize("state", list(State))
def test_words_change_until_somebody_decided(state: State) -> None:
    submission = makers.submission(state, ["ready", "ready"], caption="Old words")
    first, second = submission.assets.all()
    if state in UNDECIDED:
        edit(submission, **{str(first.pk): "A  lake"})
    else:
        with pytest.raises(services.EditRefused, match=r"\.$"):
            edit(submission)
    submission.refresh_from_db()
    first.refresh_from_db()
    expected = ("New words", 2, "A lake") if state in UNDECIDED else ("Old words", 1, "")
    assert (submission.caption, submission.version, first.alt_text, second.alt_text) == (*expected, "")


def test_what_an_old_process_took_in_is_credited_while_nobody_decided_or_changed_it() -> None:
    """A web process of the release before still ran when the column was filled for the first time."""
    waits, changed = makers.submission(credit=""), makers.submission(credit="")
    ready = makers.submission(State.PROCESSING, credit="")
    services.move(submission=ready, move=Move.READY, by=SYSTEM, at=AT)
    edit(changed)
    decided, again = makers.submission(State.APPROVED, credit=""), makers.submission(State.APPROVED, credit="")
    services.move(submission=again, move=Move.REOPEN, by=SYSTEM, at=AT)
    with connection.cursor() as cursor:
        cursor.execute(import_module("submissions.migrations.0016_credit_of_old_forms").FILL)
    credited = dict(Submission.objects.values_list("pk", "credit"))
    assert [credited[one.pk] for one in (waits, ready, changed, decided, again)] == ["Kim", "Kim", "", "", ""]


def test_the_same_words_are_no_new_version() -> None:
    submission = makers.submission(caption="The same")
    assert edit(submission, "The same").version == 1


def test_a_moderator_who_looked_before_is_told() -> None:
    submission = makers.submission(caption="Old words")
    seen = Submission.objects.get(pk=submission.pk)
    edit(submission)
    with pytest.raises(services.Stale):
        services.move(
            submission=seen, move="approve", by=makers.member(seen.brand), at=AT, expected_version=seen.version
        )


def test_everything_wrong_with_the_words_is_said_at_once() -> None:
    submission = makers.submission()
    asset = submission.assets.get()
    with pytest.raises(ValidationError) as refused:
        edit(submission, "a" * 2001, **{str(asset.pk): "b" * 501})
    assert set(refused.value.message_dict) == {"caption", f"alt-{asset.pk}"}
    foreign = makers.submission().assets.get()
    with pytest.raises(services.UnknownAssets):
        edit(submission, **{str(foreign.pk): "Mine"})


def test_only_who_wrote_the_words_changes_them() -> None:
    submission = makers.submission()
    neighbour = makers.submission(of=submission.campaign)
    for by in (SYSTEM, makers.member(submission.brand), makers.fan(neighbour)):
        with pytest.raises(permissions.Denied):
            edit(submission, by=by)
        with pytest.raises(permissions.Denied):
            services.narrow(submission=submission, keep=(), by=by, at=AT)


@pytest.fixture
def given() -> Submission:
    submission = makers.submission(State.APPROVED)
    makers.grant(submission, ("pages", "social", "edits"))
    for kind, answer in (("people", "nobody"), ("music", "none")):
        rights_services.release(
            brand_id=submission.brand_id, submission_id=submission.pk, kind=kind, answer=answer, by=SYSTEM, at=AT
        )
    return submission


def may(submission: Submission, use: Use) -> bool:
    return queries.may_use(asset=submission.assets.get(), use=use, at=AT).allowed


def test_less_permission_ends_uses_and_opens_no_other(
    given: Submission, nudged: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    assert (may(given, Use("wall")), may(given, Use("email", edits=True))) == (True, True)
    with django_capture_on_commit_callbacks(execute=True):
        services.narrow(submission=given, keep=["pages", "ads"], by=makers.fan(given), at=AT)
    given.refresh_from_db()
    assert (given.state, given.version) == ("approved", 2)
    uses = [Use("wall"), Use("wall", edits=True), Use("email"), Use("paid_ads")]
    assert [may(given, use) for use in uses] == [True, False, False, False]
    assert ("galleries.tasks.take_down", "default", {"submission_id": str(given.pk)}) in nudged


def test_keeping_all_writes_nothing(given: Submission) -> None:
    before = LedgerEvent.objects.count()
    services.narrow(submission=given, keep=["pages", "social", "edits"], by=makers.fan(given), at=AT)
    given.refresh_from_db()
    assert (LedgerEvent.objects.count(), given.version) == (before, 1)


@pytest.mark.parametrize("keep", [(), ("edits",), ("nonsense",)])
def test_keeping_no_place_takes_all_of_it_back(given: Submission, keep: tuple[str, ...]) -> None:
    assert services.narrow(submission=given, keep=keep, by=makers.fan(given), at=AT).state == "withdrawn"
    assert rights_queries.grants(submission_id=given.pk, at=AT) == []


def test_what_was_erased_or_taken_back_stays_so(given: Submission) -> None:
    erased = makers.submission(State.ERASED)
    with pytest.raises(MoveRefused):
        services.narrow(submission=erased, keep=("pages",), by=makers.fan(erased), at=AT)
    services.withdraw(submission=given, by=makers.fan(given), at=AT)
    assert services.narrow(submission=given, keep=("pages",), by=makers.fan(given), at=AT).state == "withdrawn"


def test_everything_is_taken_back_at_once_and_twice_is_fine(given: Submission) -> None:
    by = makers.fan(given)
    more = [makers.submission(state, of=given.campaign) for state in (State.REJECTED, State.WITHDRAWN)]
    Submission.objects.filter(pk__in=[one.pk for one in more]).update(contributor=given.contributor)
    sent = list(queries.of_contributor(given.contributor))
    assert services.withdraw_everything(submissions=sent, by=by, at=AT) == 2
    assert set(queries.of_contributor(given.contributor).values_list("state", flat=True)) == {"withdrawn"}
    again = list(queries.of_contributor(given.contributor))
    assert services.withdraw_everything(submissions=again, by=by, at=AT) == 0


def test_everything_means_ones_own_or_nothing_at_all(given: Submission) -> None:
    foreign = makers.submission(of=given.campaign)
    with pytest.raises(permissions.Denied):
        services.withdraw_everything(submissions=[given, foreign], by=makers.fan(given), at=AT)
    given.refresh_from_db()
    assert given.state == "approved"
