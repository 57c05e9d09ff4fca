"""`manage.py doctor`: says what works, what does not and what to do; exits non-zero when anything fails."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ugc_platform import doctor


class Command(BaseCommand):
    """Examine the installation and print the findings."""

    help = "Check database, broker, workers, storage, media libraries and isolation."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the one option."""
        parser.add_argument("--json", action="store_true", help="for scripts")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line per check, and the advice below each that failed."""
        findings = doctor.examine()
        if options["json"]:
            self.stdout.write(json.dumps(doctor.as_json(findings)))
        else:
            for finding in findings:
                self._print(finding)
        if not all(finding.ok for finding in findings):
            raise CommandError("Something needs attention." if not options["json"] else "", returncode=1)

    def _print(self, finding: doctor.Finding) -> None:
        mark = self.style.SUCCESS("ok  ") if finding.ok else self.style.ERROR("FAIL")
        self.stdout.write(f"{mark}  {finding.check:<10} {finding.says}")
        if finding.advice:
            self.stdout.write(f"      {'':<10} {finding.advice}")
