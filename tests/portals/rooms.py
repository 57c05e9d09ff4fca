"""What tests of the members' rooms need: a signed-in browser for each role, and items that can be looked at."""

import hashlib
import time
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from accounts.models import Brand
from accounts.roles import Role
from campaigns.models import Campaign
from core import storage
from submissions.lifecycle import State
from submissions.models import Asset, Rendition, Submission
from tests import factories
from tests.submissions import makers

AT = factories.NOW


def signed_in(brand: Brand, role: Role | str = Role.OWNER) -> Client:
    """A browser of somebody new with this role."""
    actor = factories.member(brand, role)
    client = Client()
    client.force_login(get_user_model().objects.get(pk=str(actor.user_id)))
    return client


def item(
    campaign: Campaign,
    state: State = State.AWAITING_REVIEW,
    *,
    pictures: int = 1,
    kinds: Sequence[str] = (),
    scopes: Sequence[str] = makers.ALL_SCOPES,
    at: datetime = AT,
    granted: bool = True,
    **fields: Any,
) -> Submission:
    """A submission with files for review, and its permission."""
    made = makers.submission(state, (), of=campaign, received_at=at, state_since=at, **fields)
    for position, kind in enumerate(kinds or ("photo",) * pictures):
        asset(made, position, kind=kind)
    if granted:
        makers.grant(made, scopes, at=at)
    return made


def asset(of: Submission, position: int, *, kind: str = "photo") -> Asset:
    """A ready photo or clip with its review files."""
    made = makers.asset(of, position=position, kind=kind, width=1200, height=900, alt_text=f"Picture {position + 1}")
    rendition(made, "photo-640", "image/jpeg", makers.jpeg())
    if kind == "video":
        rendition(made, "preview", "video/mp4", b"not really a clip")
    return made


def rendition(of: Asset, spec: str, content_type: str, content: bytes, stage: str = "review") -> Rendition:
    """A stored file of an asset."""
    key = f"{of.brand_id}/{of.pk}/{spec}-1-{uuid.uuid4().hex[:8]}"
    storage.put(key, ContentFile(content), content_type)
    return Rendition.objects.create(
        brand_id=of.brand_id,
        asset=of,
        spec=spec,
        spec_version=1,
        stage=stage,
        key=key,
        content_type=content_type,
        width=640,
        height=480,
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        created_at=AT,
    )


def line(campaign: Campaign, count: int, state: State = State.AWAITING_REVIEW, **fields: Any) -> list[Submission]:
    """Several items, one minute apart, the oldest first."""
    return [
        item(campaign, state, at=AT + timedelta(minutes=number), caption=f"Item {number}", **fields)
        for number in range(count)
    ]


def now() -> datetime:
    """The real moment: for what the pages judge by their own clock."""
    return timezone.now()


def comes_true(opened: Any, expression: str, seconds: float = 10) -> bool:
    """Ask the page again and again; Playwright's own waiting needs an eval that our policy forbids."""
    end = time.monotonic() + seconds
    while not (answer := bool(opened.evaluate(expression))) and time.monotonic() < end:
        opened.wait_for_timeout(50)
    return answer
