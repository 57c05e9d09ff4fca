"""What these tests have in common: a submission with answers, and channels that would be open otherwise."""

from datetime import timedelta
from typing import Any

from rights import queries as rights_queries
from rights.uses import CHANNELS, Use
from submissions.lifecycle import State
from submissions.models import Asset, AssetState, ReleaseRequest, Submission
from submissions.releases import services
from tests.submissions import makers

LATER = makers.AT + timedelta(hours=1)
EVERY = list(CHANNELS)


def sent(said: dict[str, Any] | None = None, **campaign: Any) -> Submission:
    """One photo, sent by the door, made ready and approved: only what others say is left."""
    received = makers.receive(makers.campaign(**campaign), said=said)
    submission = received.submission
    Asset.objects.filter(submission=submission).update(state=AssetState.READY)
    Submission.objects.filter(pk=submission.pk).update(state=State.APPROVED)  # the state is not what is tested
    return Submission.objects.get(pk=submission.pk)


def open_channels(submission: Submission) -> list[str]:
    """The channels in which it may be used; both spellings of the rule have to agree."""
    asset = submission.assets.get()
    allowed = []
    for channel in CHANNELS:
        use = Use(channel)
        answer = rights_queries.covers(submission_id=submission.pk, asset_id=asset.pk, use=use, at=LATER)
        listed = rights_queries.covered(Asset.objects.filter(pk=asset.pk), use=use, at=LATER).exists()
        assert answer.allowed == listed
        allowed += [channel] if answer.allowed else []
    return allowed


def codes(submission: Submission, channel: str = "brand_page") -> list[str]:
    """Why not."""
    answer = rights_queries.covers(submission_id=submission.pk, asset_id=None, use=Use(channel), at=LATER)
    return [reason.code for reason in answer.reasons]


def say(
    request: ReleaseRequest, agrees: bool = True, link: ReleaseRequest.Link = ReleaseRequest.Link.MAIL
) -> ReleaseRequest:
    """Answer as the person with the link does."""
    return services.answer(
        request=request, link=link, agrees=agrees, statement="I agree.", locale="en", control="release-page/button",
        at=LATER,
    )  # fmt: skip
