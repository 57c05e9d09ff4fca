"""Ways in for workers: each takes ids, reads the clock, makes one call."""

import uuid

from celery import shared_task
from django.utils import timezone

from privacy import services


@shared_task(name="privacy.tasks.remove_files")
def remove_files(*, erasure_id: str) -> None:
    """Remove the files of somebody who is forgotten."""
    services.remove_files(erasure_id=uuid.UUID(erasure_id), clock=timezone.now)
