"""The one writer of state: compare-and-set, who may, what is written down, and two at once."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, close_old_connections, connection, transaction

from accounts.actors import SYSTEM, VISITOR, Actor
from accounts.permissions import Denied
from accounts.roles import Role
from core.appendonly import ChangeRefused
from submissions import services
from submissions.lifecycle import Move, MoveRefused, Party, State, target
from submissions.models import StateChange, Submission, Work
from tests.submissions import makers
from tests.submissions.makers import AT

pytestmark = pytest.mark.django_db


def actor_for(party: Party, submission: Submission) -> Actor:
    return {
        Party.SYSTEM: SYSTEM,
        Party.MODERATOR: makers.member(submission.brand),
        Party.CONTRIBUTOR: makers.fan(submission),
    }[party]


@pytest.mark.parametrize("party", Party)
def test_move_does_what_the_table_says_for_every_state_and_move(party: Party) -> None:
    campaign = makers.campaign()
    for state in State:
        for move in Move:
            submission = makers.submission(state, of=campaign)
            by = actor_for(party, submission)
            try:
                expected: State | None = target(state, move, party)
            except MoveRefused:
                expected = None
            if expected is None:
                with pytest.raises(MoveRefused):
                    services.move(submission=submission, move=move, by=by, at=AT)
                stored = Submission.objects.get(pk=submission.pk)
                assert (stored.state, stored.version, stored.state_changes.count()) == (state, 1, 0)
            else:
                services.move(submission=submission, move=move, by=by, at=AT, note="because")
                stored = Submission.objects.get(pk=submission.pk)
                change = stored.state_changes.get()
                assert (stored.state, stored.version, stored.state_since) == (expected, 2, AT)
                assert (change.move, change.from_state, change.to_state) == (move, state, expected)
                assert (change.by, change.at, change.note, change.version) == (by.reference, AT, "because", 2)


@pytest.mark.parametrize(
    "who",
    [
        "visitor",
        "another fan",
        "a viewer",
        "a marketer",
        "a moderator of another brand",
        "a token without the scope",
    ],
)
def test_move_is_denied_to_whose_business_it_is_not(who: str) -> None:
    submission = makers.submission()
    actors = {
        "visitor": VISITOR,
        "another fan": makers.fan(makers.submission(of=submission.campaign)),
        "a viewer": makers.member(submission.brand, Role.VIEWER),
        "a marketer": makers.member(submission.brand, Role.MARKETER),
        "a moderator of another brand": makers.member(makers.brand()),
        "a token without the scope": Actor(
            "member", submission.brand_id, Role.MODERATOR, user_id=1, scopes=frozenset({"read"})
        ),
    }
    with pytest.raises(Denied):
        services.move(submission=submission, move=Move.APPROVE, by=actors[who], at=AT)
    assert Submission.objects.get(pk=submission.pk).state == State.AWAITING_REVIEW


def test_move_with_another_version_is_stale_and_tells_the_current_one() -> None:
    submission = makers.submission(version=7)
    with pytest.raises(services.Stale) as stale:
        services.move(
            submission=submission, move=Move.APPROVE, by=makers.member(submission.brand), at=AT, expected_version=6
        )
    assert (stale.value.current, stale.value.state) == (7, State.AWAITING_REVIEW)


def test_move_of_a_row_that_changed_since_it_was_read_is_stale() -> None:
    submission = makers.submission()
    moderator = makers.member(submission.brand)
    same = Submission.objects.get(pk=submission.pk)
    services.move(submission=same, move=Move.REJECT, by=moderator, at=AT)
    with pytest.raises(services.Stale) as stale:
        services.move(submission=submission, move=Move.APPROVE, by=moderator, at=AT, expected_version=1)
    assert (stale.value.current, stale.value.state) == (2, State.REJECTED)


def test_approval_makes_the_public_work_in_the_same_transaction() -> None:
    submission = makers.submission(assets=["ready", "unusable", "excluded", "ready"])
    services.move(submission=submission, move=Move.APPROVE, by=makers.member(submission.brand), at=AT)
    ready = submission.assets.filter(state="ready")
    assert set(Work.objects.values_list("asset_id", "stage", "state", "due_at")) == {
        (asset.pk, "public", "waiting", AT) for asset in ready
    }


def test_approving_again_starts_failed_public_work_anew_and_leaves_done_work_alone() -> None:
    submission = makers.submission(State.REJECTED, assets=["ready", "ready"])
    first, second = submission.assets.all()
    makers.work(first, "public", state="done", attempts=1)
    makers.work(second, "public", state="failed", attempts=3, interruptions=2)
    services.move(
        submission=submission, move=Move.APPROVE, by=makers.member(submission.brand), at=AT + timedelta(hours=1)
    )
    assert list(Work.objects.order_by("asset__position").values_list("state", "attempts", "interruptions")) == [
        ("done", 1, 0),
        ("waiting", 0, 0),
    ]


def test_state_changes_cannot_be_changed_or_deleted() -> None:
    submission = makers.submission()
    services.move(submission=submission, move=Move.REJECT, by=makers.member(submission.brand), at=AT)
    change = StateChange.objects.get()
    for attempt in (
        change.save,
        change.delete,
        StateChange.objects.all().delete,
        lambda: StateChange.objects.update(note=""),
    ):
        with pytest.raises(ChangeRefused):
            attempt()
    for sql in ("UPDATE submissions_statechange SET note = 'x'", "DELETE FROM submissions_statechange"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_the_database_refuses_two_changes_to_one_version() -> None:
    submission = makers.submission()
    services.move(submission=submission, move=Move.REJECT, by=makers.member(submission.brand), at=AT)
    change = StateChange.objects.get()
    change.pk, change._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        change.save()


@pytest.mark.django_db(transaction=True)
def test_of_two_moderators_at_once_one_wins_and_the_other_is_told() -> None:
    """Ten races of approve against reject, each from the same version."""
    campaign = makers.campaign()
    moderators = [makers.member(campaign.brand), makers.member(campaign.brand)]
    for _race in range(10):
        submission = makers.submission(of=campaign)
        outcomes = race(submission, moderators)
        stored = Submission.objects.get(pk=submission.pk)
        assert sorted(outcomes) == ["stale", "won"]
        assert (stored.version, stored.state_changes.count()) == (2, 1)


def race(submission: Submission, moderators: list[Actor]) -> list[str]:
    start, outcomes = threading.Barrier(2), []

    def decide(moderator: Actor, move: Move) -> None:
        mine = Submission.objects.get(pk=submission.pk)
        start.wait()
        try:
            services.move(submission=mine, move=move, by=moderator, at=AT, expected_version=1)
            outcomes.append("won")
        except services.Stale:
            outcomes.append("stale")
        finally:
            close_old_connections()
            connection.close()

    threads = [
        threading.Thread(target=decide, args=pair) for pair in zip(moderators, (Move.APPROVE, Move.REJECT), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
