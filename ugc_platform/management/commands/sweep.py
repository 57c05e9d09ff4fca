"""`manage.py sweep`: repairs once, by hand, what the minutely sweep repairs by itself."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ugc_platform import sweeping


class Command(BaseCommand):
    """Sweep every room and print what was repaired."""

    help = "Take up again what a lost message or a dead worker left behind."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the one option."""
        parser.add_argument("--json", action="store_true", help="for scripts")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line per room."""
        repaired = sweeping.sweep(at=timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps(repaired))
        else:
            for room, counts in repaired.items():
                self.stdout.write(f"{room:<12} {counts}")
        if failed := [room for room, counts in repaired.items() if counts is None]:
            raise CommandError(f"The sweep of {', '.join(failed)} failed; its log says why.")
