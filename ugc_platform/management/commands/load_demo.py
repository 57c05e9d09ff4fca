"""`manage.py load_demo`: load the demo once, say who can sign in, and print a fresh API token."""

import datetime
import logging
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from ugc_platform.demo import content, load


class Command(BaseCommand):
    """Load what is missing of the demo."""

    help = "Load two brands with campaigns, pictures and some weeks of activity; harmless when repeated."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, then print log-ins and a token."""
        # The demo has broken files on purpose; an operator's first screen should not be full of them.
        logging.getLogger("submissions").setLevel(logging.ERROR)
        loaded = load.load(at=self._moment(), say=self.stdout.write)
        for email, what in loaded.log_ins:
            self.stdout.write(f"Log in    {email} · password {content.PASSWORD} · {what}")
        self.stdout.write("API token: ", ending="")
        self.stdout.flush()
        call_command("token", loaded.owner_email, brand=loaded.brand_slug, stdout=self.stdout)

    def _moment(self) -> Any:
        """The moment of the first loading: a second run must plan the same things at the same moments."""
        kept = Path(settings.DATA_DIR) / "demo-moment"
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(timezone.now().isoformat(), encoding="utf-8")
        return datetime.datetime.fromisoformat(kept.read_text(encoding="utf-8"))
