"""The platform's own task: the sweep that the clock sets off each minute."""

from celery import shared_task
from django.utils import timezone

from ugc_platform import sweeping


@shared_task(name="ugc_platform.tasks.sweep")
def sweep() -> None:
    """Repair what was left behind."""
    sweeping.sweep(at=timezone.now())
