"""`verify_ledger`: checks every brand's ledger and exits non-zero when one is not whole."""

import json
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rights import queries


class Command(BaseCommand):
    """Computes every hash again and compares every row with its event."""

    help = "Check the ledgers of rights from their first event. Exit code 1 when something was changed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer a machine-readable answer and a single brand."""
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
        parser.add_argument("--brand", type=UUID, help="the id of one brand; without it, all")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check and report."""
        brands = [options["brand"]] if options["brand"] else queries.brands_with_a_ledger()
        report = [_report(brand_id) for brand_id in brands]
        whole = not any(each["problems"] for each in report)
        if options["json"]:
            self.stdout.write(json.dumps({"whole": whole, "brands": report}))
        else:
            for each in report:
                self.stdout.write(f"{each['brand']}: {each['events']} events, head {each['head']}")
                for problem in each["problems"]:
                    self.stdout.write(f"  {problem}")
        if not whole:
            raise CommandError("The ledger is not whole.", returncode=1)


def _report(brand_id: UUID) -> dict[str, Any]:
    sequence, last_hash = queries.head(brand_id)
    return {"brand": str(brand_id), "events": sequence, "head": last_hash, "problems": queries.verify(brand_id)}
