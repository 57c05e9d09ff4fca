"""Ways in for workers: each takes ids and makes one call."""

import uuid

from celery import shared_task

from campaigns import processing


@shared_task(name="campaigns.tasks.draw_sizes")
def draw_sizes(*, campaign_id: str) -> None:
    """Make the sizes of a picture that was set before there were any."""
    processing.draw_sizes(campaign_id=uuid.UUID(campaign_id))
