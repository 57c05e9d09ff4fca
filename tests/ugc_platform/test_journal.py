"""A restored dump has forgotten who took something back since: the journal in the store has not."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts import queries as accounts_queries
from accounts.actors import SYSTEM
from core import multipart, storage
from outbox.models import Mail
from privacy import services as privacy_services
from rights import queries as rights_queries, services as rights_services
from rights.models import Revocation
from submissions import services as submissions_services
from submissions.lifecycle import Move, State
from submissions.models import Submission
from tests.conversations.emails import post
from tests.core.conftest import folder
from tests.galleries import stage
from ugc_platform import journal, reconciling, sweeping

__all__ = ["folder"]
pytestmark = pytest.mark.django_db
DUMP = stage.AT + timedelta(hours=1)
SINCE = stage.AT + timedelta(hours=2)
RESTORED = stage.AT + timedelta(hours=9)


@pytest.fixture(autouse=True)
def _by_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.nudge._send", lambda *_: None)


@contextmanager
def lost() -> Iterator[None]:
    """What happens in here is swept into the journal, and then the database is as it was before."""
    with transaction.atomic():
        yield
        sweeping.sweep(at=SINCE + timedelta(minutes=1))
        transaction.set_rollback(True)


def fan(submission: Submission) -> Any:
    return accounts_queries.actor_of_contributor(submission.contributor)


def state(submission: Submission) -> str:
    return Submission.objects.get(pk=submission.pk).state


def replay(at: datetime = RESTORED) -> dict[str, int]:
    return dict(journal.replay(since=DUMP, at=at))


def test_what_was_withdrawn_since_the_dump_is_withdrawn_again() -> None:
    taken, kept = stage.approved(), stage.approved()
    with lost():
        submissions_services.withdraw(submission=taken, by=fan(taken), at=SINCE)
    assert state(taken) == State.APPROVED, "the restore has revived it"
    assert replay() == {"left": 1, "nothing to do": 1}
    assert (state(taken), state(kept)) == (State.WITHDRAWN, State.APPROVED)
    assert replay() == {"nothing to do": 2}


def test_one_picture_that_was_taken_back_is_taken_back_again() -> None:
    submission = stage.approved(assets=2)
    first, second = submission.assets.order_by("pk")
    with lost():
        submissions_services.withdraw(submission=submission, assets=[first.pk], by=fan(submission), at=SINCE)
    assert replay() == {"revocation": 1}
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.withdrawn_at, second.withdrawn_at) == (RESTORED, None)
    assert replay() == {"nothing to do": 1}


def test_a_permission_that_was_narrowed_is_narrowed_again_and_no_more() -> None:
    submission = stage.approved()
    before = [
        choice.scope.key for choice in rights_queries.standing(submission_id=submission.pk, at=SINCE) if choice.live
    ]
    assert "ads" in before
    with lost():
        submissions_services.narrow(
            submission=submission, keep=[key for key in before if key != "ads"], by=fan(submission), at=SINCE
        )
        facts = Revocation.objects.count()
    assert Revocation.objects.count() == 0
    replay()
    after = [
        choice.scope.key for choice in rights_queries.standing(submission_id=submission.pk, at=RESTORED) if choice.live
    ]
    assert after == [key for key in before if key != "ads"]
    assert (state(submission), Revocation.objects.count()) == (State.APPROVED, facts)
    assert replay() == {"nothing to do": facts}


def test_a_refusal_of_somebody_in_the_picture_stops_it_again() -> None:
    submission = stage.approved()
    with lost():
        rights_services.release(
            brand_id=submission.brand_id,
            submission_id=submission.pk,
            kind="person",
            answer="refused",
            by=SYSTEM,
            at=SINCE,
        )
    replay()
    assert rights_queries.answers(submission_id=submission.pk, at=RESTORED)["person"][0] == "refused"
    assert replay() == {"nothing to do": 1}


def test_what_was_no_longer_approved_waits_for_a_moderators_eyes() -> None:
    submission = stage.approved()
    with lost():
        submissions_services.move(submission=submission, move=Move.REOPEN, by=SYSTEM, at=SINCE)
    assert replay() == {"left": 1}
    assert state(submission) == State.AWAITING_REVIEW
    assert replay() == {"nothing to do": 1}


def test_who_was_erased_is_erased_again() -> None:
    submission = stage.approved()
    with lost():
        privacy_services.erase(contributor=submission.contributor, by=SYSTEM, at=SINCE)
    assert replay()["erasure"] == 1
    assert state(submission) == State.ERASED


def test_what_the_dump_never_knew_is_not_there_to_be_ended() -> None:
    with lost():
        submission = stage.approved()
        submissions_services.withdraw(submission=submission, by=fan(submission), at=SINCE)
    assert set(replay()) == {"nothing to do"}


def test_without_the_journal_the_dump_would_win(folder: Path) -> None:
    """The negative control."""
    submission = stage.approved()
    with transaction.atomic():
        submissions_services.withdraw(submission=submission, by=fan(submission), at=SINCE)
        transaction.set_rollback(True)
    assert replay() == {}
    assert state(submission) == State.APPROVED


def test_entries_name_nobody_are_written_once_and_end_after_their_time(folder: Path) -> None:
    submission = stage.approved()
    submissions_services.withdraw(submission=submission, by=fan(submission), at=SINCE)
    for minute in (1, 2, 3):
        sweeping.sweep(at=SINCE + timedelta(minutes=minute))
    kept = list(multipart.listing(journal.FOLDER))
    assert len(kept) == 2
    with storage.open(kept[0].key) as file:
        assert set(json.loads(file.read())) <= {"kind", "at", "submission", "asset", "channels", "additions", "to"}
    assert reconciling.reconcile(at=RESTORED + timedelta(days=9)).orphans == []
    journal.keep(at=kept[0].at + journal.KEPT + timedelta(days=1))
    assert list(multipart.listing(journal.FOLDER)) == []


def test_a_store_that_is_away_costs_no_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    submission = stage.approved()

    def away(*_args: object) -> None:
        raise storage.Unavailable("away")

    sweeping.sweep(at=SINCE - timedelta(minutes=1))
    submissions_services.withdraw(submission=submission, by=fan(submission), at=SINCE)
    with monkeypatch.context() as patch:
        patch.setattr(storage, "put", away)
        assert sweeping.sweep(at=SINCE + timedelta(minutes=1))[journal.ROOM] is None
    assert sweeping.sweep(at=SINCE + timedelta(hours=3))[journal.ROOM]["kept"] == 2


def test_the_command_replays_and_holds_the_mail_that_would_go_out_twice(capsys: pytest.CaptureFixture[str]) -> None:
    submission = stage.approved()
    with lost():
        submissions_services.withdraw(submission=submission, by=fan(submission), at=SINCE)
    mail = post.queue(post.waiting())
    waiting = Mail.objects.filter(state="waiting").count()
    call_command("replay", "--since", DUMP.isoformat(), "--dry-run", "--json")
    assert json.loads(capsys.readouterr().out) == {"left": 1, "revocation": 1, "mail held": waiting}
    assert state(submission) == State.APPROVED
    call_command("replay", "--since", DUMP.isoformat())
    mail.refresh_from_db()
    assert (state(submission), mail.state, mail.last_error) == (State.WITHDRAWN, "unknown", "restored")
    assert "mail held" in capsys.readouterr().out


@pytest.mark.parametrize("since", ["yesterday", "2026-13-45", "2026-11-30T02:00:00"])
def test_a_moment_without_zone_is_refused(since: str) -> None:
    with pytest.raises(CommandError, match="with its zone"):
        call_command("replay", "--since", since)
