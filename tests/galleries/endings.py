"""All that can end a permission, each in one call."""

import uuid
from collections.abc import Callable
from dataclasses import replace

from accounts.actors import SYSTEM
from campaigns.models import Campaign
from moderation import services as moderation_services
from rights import services as rights_services
from rights.scopes import PRESETS
from submissions import services as submissions_services
from submissions.models import Submission
from tests.galleries import stage
from tests.galleries.stage import AT, later
from tests.submissions import makers

MONTH = ("pages", "social", "screens", "ads")
Ending = Callable[[Submission], None]


def for_a_month() -> Campaign:
    """A campaign whose terms allow everything for one month."""
    campaign = makers.campaign()
    campaign.terms = rights_services.publish_terms(
        brand_id=campaign.brand_id,
        family=f"month-{uuid.uuid4().hex[:6]}",
        locale="en",
        text="For a month.",
        summary=["For a month."],
        scopes=[replace(PRESETS[key], months=1) for key in MONTH],
        by=SYSTEM,
        at=AT,
    )
    campaign.save()
    return campaign


def opened(submission: Submission) -> Submission:
    current = Submission.objects.get(pk=submission.pk)
    by = stage.moderator(current.brand)
    return moderation_services.reopen(submission=current, version=current.version, by=by, at=later(hours=1))


def withdrawn(submission: Submission) -> None:
    stage.withdraw(submission, at=later(hours=1))


def one_withdrawn(submission: Submission) -> None:
    stage.withdraw(submission, at=later(hours=1), assets=[submission.assets.all()[0].pk])


def narrowed(submission: Submission) -> None:
    by = makers.fan(submission)
    submissions_services.narrow(submission=submission, keep=["pages"], by=by, at=later(hours=1))


def rejected(submission: Submission) -> None:
    again = opened(submission)
    by = stage.moderator(again.brand)
    moderation_services.reject(submission=again, version=again.version, reason="unsafe", by=by, at=later(hours=1))


def excluded(submission: Submission) -> None:
    again = opened(submission)
    first = again.assets.all()[0].pk
    by = stage.moderator(again.brand)
    moderation_services.approve(submission=again, version=again.version, exclude=[first], by=by, at=later(hours=1))


def disagreed(submission: Submission) -> None:
    rights_services.release(
        brand_id=submission.brand_id,
        submission_id=submission.pk,
        kind="person",
        answer="refused",
        by=makers.fan(submission),
        at=later(hours=1),
    )


def expired(submission: Submission) -> None:
    """Nobody does anything; a month goes by."""


ENDINGS: dict[str, tuple[Ending, int]] = {
    "withdrawn": (withdrawn, 2),
    "one_withdrawn": (one_withdrawn, 1),
    "narrowed": (narrowed, 2),
    "rejected": (rejected, 2),
    "excluded": (excluded, 1),
    "disagreed": (disagreed, 2),
    "expired": (expired, 2),
}
