"""The ways in for the workers. A task may run twice or at once with itself: the row decides."""

from celery import shared_task


@shared_task(name="conversations.tasks.deliver_mail")
def deliver_mail(*, mail_id: str) -> None:
    """Send one mail that is due."""
