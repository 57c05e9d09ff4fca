"""What the journal keeps, for how long, and the command that replays it."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from campaigns.reminders import services as reminders_services
from campaigns.reminders.models import Reminder
from core import multipart, storage
from outbox.models import Mail
from submissions import services as submissions_services
from submissions.lifecycle import State
from tests import factories
from tests.conversations.emails import post
from tests.galleries import stage
from tests.ugc_platform.journal.restores import DUMP, RESTORED, SINCE, fan, lost, replay, state
from ugc_platform import journal, reconciling, sweeping

pytestmark = pytest.mark.django_db


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
        assert set(json.loads(file.read())) <= {
            "kind",
            "at",
            "submission",
            "asset",
            "channels",
            "additions",
            "to",
            "by",
            "seal",
        }
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
    done = {"left": 1, "revocation": 1, "mail held": waiting, "sessions ended": 0}
    assert json.loads(capsys.readouterr().out) == {"done": done, "left_out": {}}
    assert state(submission) == State.APPROVED
    call_command("replay", "--since", DUMP.isoformat())
    mail.refresh_from_db()
    assert (state(submission), mail.state, mail.last_error) == (State.WITHDRAWN, "unknown", "restored")
    assert "mail held" in capsys.readouterr().out


def test_a_reminder_that_went_out_since_waits_for_a_person_too(capsys: pytest.CaptureFixture[str]) -> None:
    asked = timezone.now() - timedelta(days=1)
    campaign = factories.campaign(opens_at=asked + timedelta(hours=1))
    reminders_services.ask(campaign=campaign, address="kim@example.org", locale="en", at=asked)
    reminders_services.confirm(reminder=Reminder.objects.get(), at=asked)
    Mail.objects.update(state="sent", finished_at=asked)
    call_command("replay", "--since", DUMP.isoformat(), "--dry-run")
    assert "1  mail held" in capsys.readouterr().out
    assert not Mail.objects.filter(kind="campaign_opens").exists()
    call_command("replay", "--since", DUMP.isoformat())
    assert "1  mail held" in capsys.readouterr().out
    mail = Mail.objects.get(kind="campaign_opens")
    assert (mail.state, mail.last_error) == ("unknown", "restored")
    sweeping.sweep(at=timezone.now())
    assert Mail.objects.get(kind="campaign_opens").state == "unknown"


@pytest.mark.parametrize("since", ["yesterday", "2026-13-45", "2026-11-30T02:00:00"])
def test_a_moment_without_zone_is_refused(since: str) -> None:
    with pytest.raises(CommandError, match="with its zone"):
        call_command("replay", "--since", since)
