"""`erase CONTRIBUTOR [--json]`: forgets a contributor as if they had pressed it themselves, and removes their files."""

import json
import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.actors import SYSTEM
from accounts.models import Contributor
from privacy import services


class Command(BaseCommand):
    """For people who ask by letter. It can be called again: what is erased stays so."""

    help = "Erase a contributor: identity, words and files. The ledger stays and still verifies."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the pseudonym, and whether a script reads the answer."""
        parser.add_argument("contributor", metavar="CONTRIBUTOR", help="the contributor's id, as the studio shows it")
        parser.add_argument("--json", action="store_true", help="for scripts")

    def handle(self, *args: Any, **options: Any) -> None:
        """Erase and say how far it came."""
        erasure = services.erase(contributor=_found(options["contributor"]), by=SYSTEM, at=timezone.now())
        services.remove_files(erasure_id=erasure.pk, clock=timezone.now)
        told = services.progress(erasure)
        if options["json"]:
            self.stdout.write(json.dumps(told.as_dict()))
            return
        self.stdout.write(
            f"Erased: {told.submissions} submissions are empty, {told.objects_removed} files are removed."
        )
        if told.finished_at is None:
            self.stdout.write("The store is looked through once more in a quarter of an hour, by itself.")


def _found(name: str) -> Contributor:
    try:
        found = Contributor.objects.filter(pk=uuid.UUID(name)).first()
    except ValueError:
        found = None
    if found is None:
        raise CommandError(f"There is no contributor {name}.")
    return found
