"""Ways in for workers: each takes ids, reads the clock, makes one call."""

import uuid

from celery import shared_task
from django.utils import timezone

from galleries import exporting, services


@shared_task(name="galleries.tasks.place")
def place(*, submission_id: str) -> None:
    """Give what was approved its places."""
    services.place(submission_id=uuid.UUID(submission_id), at=timezone.now())


@shared_task(name="galleries.tasks.take_down")
def take_down(*, submission_id: str) -> None:
    """End the places of what may not be used any more, whatever ended it."""
    services.take_down(submission_id=uuid.UUID(submission_id), at=timezone.now())


@shared_task(name="galleries.tasks.make_export")
def make_export(*, export_id: str) -> None:
    """Make the ZIP of an export."""
    exporting.run_export(export_id=uuid.UUID(export_id), at=timezone.now(), clock=timezone.now)


@shared_task(name="galleries.tasks.discard_export")
def discard_export(*, export_id: str) -> None:
    """Remove a void export's file from the store."""
    exporting.discard(export_id=uuid.UUID(export_id))
