"""The ways in for the workers. A task may run twice or at once with itself: the row decides."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from submissions import processing, services
from submissions.finding import services as finding_services
from submissions.models import Work
from submissions.uploads import services as uploads_services


@shared_task(name="submissions.tasks.render_review")
def render_review(*, asset_id: str) -> None:
    """Make what review needs of one asset."""
    processing.render(asset_id=UUID(asset_id), stage=Work.Stage.REVIEW, clock=timezone.now)


@shared_task(name="submissions.tasks.render_watch")
def render_watch(*, asset_id: str) -> None:
    """Make the whole of one video playable for review."""
    processing.render(asset_id=UUID(asset_id), stage=Work.Stage.WATCH, clock=timezone.now)


@shared_task(name="submissions.tasks.render_public")
def render_public(*, submission_id: str) -> None:
    """Start the public renditions of an approved submission."""
    services.start_public_work(submission_id=UUID(submission_id), at=timezone.now())


@shared_task(name="submissions.tasks.render_public_asset")
def render_public_asset(*, asset_id: str) -> None:
    """Make the public renditions of one asset."""
    processing.render(asset_id=UUID(asset_id), stage=Work.Stage.PUBLIC, clock=timezone.now)


@shared_task(name="submissions.tasks.clear_upload")
def clear_upload(*, upload_id: str) -> None:
    """Rid the store of an ended upload's bytes."""
    uploads_services.clear(upload_id=UUID(upload_id), at=timezone.now())


@shared_task(name="submissions.tasks.answer_address")
def answer_address(*, request_id: str) -> None:
    """Answer one question about an e-mail address, by mail."""
    finding_services.answer(request_id=UUID(request_id), at=timezone.now())
