"""`manage.py reconcile`: compares the store with the rows and says what is left over or missing."""

import json
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core import storage
from ugc_platform import reconciling


class Command(BaseCommand):
    """Print leftovers; remove them only when asked to. Exit code 1 when an object is missing."""

    help = "Find objects and uploads that no row names, and rows whose object is missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--json", action="store_true", help="for scripts")
        parser.add_argument("--remove", action="store_true", help="delete what no row names")
        parser.add_argument("--grace-hours", type=int, default=24, help="younger leftovers are on their way (24)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, print, and fail when something is missing."""
        if options["grace_hours"] < 1:
            raise CommandError("Leave at least one hour: younger objects may be about to get their row.")
        grace = timedelta(hours=options["grace_hours"])
        try:
            found = reconciling.reconcile(at=timezone.now(), remove=options["remove"], grace=grace)
        except storage.Refused as error:
            raise CommandError(f"The store refuses: {error}") from error
        except storage.Unavailable as error:
            raise CommandError(f"The store does not answer: {error}") from error
        self.stdout.write(json.dumps(found.as_dict()) if options["json"] else _told(found))
        if found.missing:
            raise CommandError(f"{len(found.missing)} objects are missing that rows need.")


def _told(found: reconciling.Found) -> str:
    lines = [f"{found.objects} objects, {len(found.orphans)} without a row, {len(found.uploads)} forgotten uploads"]
    lines += [f"  no row    {key}" for key in found.orphans]
    lines += [f"  forgotten {handle}" for handle in found.uploads]
    lines += [f"  missing   {key}" for key in found.missing]
    return "\n".join([*lines, f"{found.removed} removed"])
