"""Second looks: something is opened again, its words are changed, and it is approved again."""

from datetime import datetime

from moderation import services as moderation_services
from submissions import services as submissions_services
from submissions.models import Submission
from tests.galleries import stage
from tests.galleries.stage import later
from tests.submissions import makers


def opened(submission: Submission, *, at: datetime) -> Submission:
    current = Submission.objects.get(pk=submission.pk)
    by = stage.moderator(current.brand)
    return moderation_services.reopen(submission=current, version=current.version, by=by, at=at)


def edited(submission: Submission, *, at: datetime, caption: str = "At the lake", **said: str) -> Submission:
    current = Submission.objects.get(pk=submission.pk)
    alts = {asset.pk: said["alt"] for asset in current.assets.all()} if "alt" in said else {}
    return submissions_services.edit(
        submission=current, caption=caption, alt_texts=alts, credit=said.get("credit"), by=makers.fan(current), at=at
    )


def approved_again(submission: Submission, *, at: datetime) -> Submission:
    current = Submission.objects.get(pk=submission.pk)
    by = stage.moderator(current.brand)
    return moderation_services.approve(submission=current, version=current.version, by=by, at=at)


def second_look(submission: Submission, *, hour: int = 1, **said: str) -> None:
    """Opened again, other words, approved again."""
    opened(submission, at=later(hours=hour))
    edited(submission, at=later(hours=hour, minutes=1), **said)
    approved_again(submission, at=later(hours=hour, minutes=2))
