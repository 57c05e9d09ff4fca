"""Sets the stage for the rooms above submissions: approved work with its permissions, people of two brands."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from accounts.actors import Actor
from accounts.models import Brand
from accounts.roles import Role
from campaigns.models import Campaign
from moderation import services as moderation_services
from rights import services as rights_services
from submissions import services as submissions_services
from submissions.lifecycle import State
from submissions.models import Asset, AssetState, Rendition, Submission
from tests.submissions import makers

AT = makers.AT


def later(**delta: float) -> datetime:
    return AT + timedelta(**delta)


def moderator(of: Brand) -> Actor:
    return makers.member(of, Role.MODERATOR)


def marketer(of: Brand) -> Actor:
    return makers.member(of, Role.MARKETER)


def waiting(
    of: Campaign | None = None,
    *,
    assets: int = 1,
    scopes: Sequence[str] = makers.ALL_SCOPES,
    people: str = "nobody",
    music: str = "none",
    name: str = "Kim",
    caption: str = "At the lake",
    grade: str = "A",
    at: datetime = AT,
) -> Submission:
    """Something that waits for review, with the permission its contributor gave."""
    made = makers.submission(
        State.AWAITING_REVIEW,
        (AssetState.READY,) * assets,
        of=of,
        caption=caption,
        credit=name,
        received_at=at,
        state_since=at,
    )
    identity = made.contributor.identity
    identity.name = name
    identity.save()
    makers.grant(made, scopes, at=at, evidence=makers.evidence(grade))
    for kind, answer in (("people", people), ("music", music)):
        rights_services.release(
            brand_id=made.brand_id, submission_id=made.pk, kind=kind, answer=answer, by=makers.fan(made), at=at
        )
    return made


def approved(
    of: Campaign | None = None, *, exclude: Sequence[uuid.UUID] = (), at: datetime = AT, **said: object
) -> Submission:
    """The same, approved by a moderator."""
    made = waiting(of, at=at, **said)  # type: ignore[arg-type]
    return moderation_services.approve(
        submission=made, version=made.version, by=moderator(made.brand), at=at, exclude=exclude
    )


def withdraw(submission: Submission, *, at: datetime, assets: Sequence[uuid.UUID] | None = None) -> Submission:
    return submissions_services.withdraw(submission=submission, by=makers.fan(submission), at=at, assets=assets)


def rendition(of: Asset, spec: str = "photo-640", stage: str = "public", **fields: object) -> Rendition:
    """A row that claims a stored file."""
    return Rendition.objects.create(
        **{
            "brand_id": of.brand_id,
            "asset": of,
            "spec": spec,
            "spec_version": 1,
            "stage": stage,
            "key": f"{of.brand_id}/{of.pk}/{stage}-{spec}-1-{uuid.uuid4().hex}",
            "content_type": "image/jpeg",
            "width": 640,
            "height": 480,
            "bytes": 1000,
            "sha256": "0" * 64,
            "created_at": AT,
            **fields,
        }
    )
