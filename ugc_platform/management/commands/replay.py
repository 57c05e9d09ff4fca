"""`manage.py replay --since TIME`: after a restore, ends again what had ended since the dump, and holds its mail."""

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from core import storage
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
        """Replay, hold, and say how much it was."""
        since, at, dry = _moment(options["since"]), timezone.now(), options["dry_run"]
        try:
            done = journal.replay(since=since, at=at, dry_run=dry)
        except storage.Unavailable as error:
            raise CommandError(f"The journal in the store cannot be read: {error}") from error
        done["mail held"] = outbox_services.hold_back(at=at, dry_run=dry)
        if options["json"]:
            self.stdout.write(json.dumps(done))
            return
        for what, count in sorted(done.items()):
            self.stdout.write(f"{count:>6}  {what}")
        self.stdout.write("Nothing was changed." if dry else "Done. Held mail: Settings → Mail in the studio.")


def _moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise CommandError("Say when the dump was begun, with its zone: 2026-11-30T02:00:00+00:00.")
    return moment
