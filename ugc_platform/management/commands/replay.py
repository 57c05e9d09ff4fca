"""`manage.py replay --since TIME`: after a restore, ends again what had ended since the dump, and holds its mail.

What lies in the journal and is not ours, or cannot be done, is named and stops nothing; the exit code tells of it.
"""

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from campaigns.reminders import services as reminders_services
from core import nudge, storage
from outbox import services as outbox_services
from ugc_platform import journal


class Command(BaseCommand):
    """Run it before anything is started on a restored database. Twice is fine."""

    help = "Withdraw, narrow and erase again what a restored dump does not know of, and hold the mail it would repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the moment of the dump."""
        parser.add_argument("--since", required=True, help="when the dump was begun: 2026-11-30T02:00:00+00:00")
        parser.add_argument("--dry-run", action="store_true", help="only say what there is to do")
        parser.add_argument("--json", action="store_true", help="for scripts")

    def handle(self, *args: Any, **options: Any) -> None:
        """Replay, hold, sign everybody out, and say how much it was; fail where something was left out."""
        since, at, dry = _moment(options["since"]), timezone.now(), options["dry_run"]
        try:
            outcome = journal.replay(since=since, at=at, dry_run=dry)
        except storage.Unavailable as error:
            raise CommandError(f"The journal in the store cannot be read: {error}") from error
        outcome.done["mail held"] = _mail_held(at=at, dry_run=dry)
        outcome.done["sessions ended"] = _sessions_ended(dry_run=dry)
        if options["json"]:
            self.stdout.write(json.dumps({"done": outcome.done, "left_out": outcome.left_out}))
        else:
            self.stdout.write(_told(outcome, dry_run=dry))
        if outcome.left_out:
            raise CommandError(f"{len(outcome.left_out)} entries of the journal were left out: see which, and why.")


def _mail_held(*, at: datetime, dry_run: bool) -> int:
    """Reminders of what is open by now would be queued by the first sweep, past our hands: they are before."""
    if dry_run:
        return outbox_services.hold_back(at=at, dry_run=True) + reminders_services.due(at=at)
    with nudge.held_back():
        while reminders_services.sweep(at=at)["queued"]:
            pass
    return outbox_services.hold_back(at=at)


def _sessions_ended(*, dry_run: bool) -> int:
    """The dump does not know who signed out since, or took a browser's session from it: everybody signs in again."""
    return Session.objects.count() if dry_run else Session.objects.all().delete()[0]


def _told(outcome: journal.Outcome, *, dry_run: bool) -> str:
    lines = [f"{count:>6}  {what}" for what, count in sorted(outcome.done.items())]
    lines += [f"left out  {key}: {why}" for key, why in sorted(outcome.left_out.items())]
    end = "Nothing was changed." if dry_run else "Done. Held mail: Settings → Mail in the studio."
    return "\n".join([*lines, end])


def _moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise CommandError("Say when the dump was begun, with its zone: 2026-11-30T02:00:00+00:00.")
    return moment
