"""The ways in for the workers. A task may run twice or at once with itself: the row decides."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from conversations.emails import services as emails_services


@shared_task(name="conversations.tasks.deliver_mail")
def deliver_mail(*, mail_id: str) -> None:
    """Send one mail that is due."""
    emails_services.deliver(mail_id=UUID(mail_id), clock=timezone.now)
