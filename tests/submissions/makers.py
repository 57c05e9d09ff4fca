"""Makes brands, campaigns and submissions for tests, through the services where a service exists."""

import io
import struct
import uuid
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from accounts.actors import SYSTEM, VISITOR, Actor
from accounts.models import Brand, Contributor, ContributorIdentity, User
from accounts.roles import Role
from campaigns import codes
from campaigns.models import Campaign
from rights import services as rights_services
from rights.scopes import PRESETS
from submissions import intake
from submissions.lifecycle import State
from submissions.models import Asset, AssetState, Submission, Work

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ALL_SCOPES = ("pages", "social", "screens", "ads", "edits")


def brand(slug: str = "") -> Brand:
    slug = slug or f"brand-{uuid.uuid4().hex[:8]}"
    return Brand.objects.create(slug=slug, name=slug.title(), contact_email=f"{slug}@example.org", created_at=AT)


def member(of: Brand, role: Role = Role.MODERATOR) -> Actor:
    user = User.objects.create_user(f"{uuid.uuid4().hex[:10]}@example.org")
    return Actor(kind="member", brand_id=of.pk, role=role, user_id=user.pk)


def campaign(of: Brand | None = None, **fields: Any) -> Campaign:
    owner = of or brand()
    terms = rights_services.publish_terms(
        brand_id=owner.pk,
        family=f"terms-{uuid.uuid4().hex[:6]}",
        locale="en",
        text="You let us show what you send.",
        summary=["You let us show what you send."],
        scopes=[PRESETS[key] for key in ALL_SCOPES],
        by=SYSTEM,
        at=AT,
    )
    return Campaign.objects.create(
        short_code=next(codes.candidates(uuid.uuid4())),
        **{
            "brand": owner,
            "slug": f"campaign-{uuid.uuid4().hex[:8]}",
            "title": "Summer",
            "state": "live",
            "terms": terms,
            "created_at": AT,
            "opened_at": AT,
            **fields,
        },
    )


def contributor(of: Brand, email: str = "") -> Contributor:
    person = Contributor.objects.create(brand=of, created_at=AT)
    ContributorIdentity.objects.create(contributor=person, brand=of, name="Kim", email=email)
    return person


def fan(submission: Submission) -> Actor:
    return Actor(kind="contributor", brand_id=submission.brand_id, contributor_id=submission.contributor_id)


def submission(
    state: State = State.AWAITING_REVIEW,
    assets: Sequence[str] = (AssetState.READY,),
    *,
    of: Campaign | None = None,
    **fields: Any,
) -> Submission:
    """A submission in any state, written straight into the tables."""
    where = of or campaign()
    made = Submission.objects.create(
        brand=where.brand,
        campaign=where,
        contributor=contributor(where.brand),
        **{"state": state, "state_since": AT, "source": "page", "received_at": AT, "credit": "Kim", **fields},
    )
    for position, asset_state in enumerate(assets):
        asset(made, asset_state, position)
    return made


def asset(of: Submission, state: str = AssetState.READY, position: int = 0, **fields: Any) -> Asset:
    identity = uuid.uuid4()
    return Asset.objects.create(
        **{
            "id": identity,
            "brand_id": of.brand_id,
            "submission": of,
            "position": position,
            "state": state,
            "kind": "photo",
            "original_key": f"{of.brand_id}/{identity}/original-0",
            "original_sha256": "0" * 64,
            "width": 4,
            "height": 3,
            "failure_code": "broken" if state == AssetState.UNUSABLE else "",
            **fields,
        }
    )


def work(of: Asset, stage: str = "review", **fields: Any) -> Work:
    return Work.objects.create(brand_id=of.brand_id, asset=of, stage=stage, **{"due_at": AT, **fields})


def evidence(grade: str = "A") -> rights_services.Evidence:
    return rights_services.Evidence(locale="en", control="tests", grade=grade)


def grant(of: Submission, scopes: Sequence[str] = ALL_SCOPES, **fields: Any) -> None:
    rights_services.grant(
        **{
            "terms": of.campaign.terms,
            "submission_id": of.pk,
            "scopes": scopes,
            "evidence": evidence(),
            "person": of.contributor_id,
            "by": fan(of),
            "at": AT,
            **fields,
        }
    )


def jpeg(colour: tuple[int, int, int] = (200, 80, 40), size: tuple[int, int] = (640, 480)) -> bytes:
    """A small photo; each colour gives other bytes."""
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    picture = Image.blend(picture, Image.new("RGB", size, colour), 0.5)
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=85)
    return target.getvalue()


def incoming(content: bytes | None = None, name: str = "photo.jpg", alt_text: str = "") -> intake.IncomingFile:
    return intake.IncomingFile(name, ContentFile(jpeg() if content is None else content), alt_text)


def entry(of: Campaign, **fields: Any) -> intake.Entry:
    return intake.Entry(
        **{
            "caption": "At the lake",
            "name": "Kim",
            "terms_version": of.terms.version if of.terms else None,
            "accept": True,
            "age_confirmed": True,
            "scopes": ALL_SCOPES,
            "people": "nobody",
            **fields,
        }
    )


def receive(of: Campaign, *contents: bytes, said: dict[str, Any] | None = None, **more: Any) -> intake.Received:
    """Send something in by the one door."""
    files = [incoming(content, f"photo-{number}.jpg") for number, content in enumerate(contents or (jpeg(),))]
    given = {"files": files, "source": "page", "grade": "A", "by": VISITOR, "at": AT, **more}
    return intake.receive(campaign=of, entry=entry(of, **(said or {})), **given)


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds a single pixel's worth of data."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0\0\0")) + chunk(b"IEND", b"")
    )


def png_broken_inside() -> bytes:
    """A whole PNG by its structure, whose picture data is noise: the door lets it pass, no decoder does."""
    whole = bytearray(png_header(64, 64))
    start = whole.index(b"IDAT") + 4
    length = struct.unpack(">I", whole[start - 8 : start - 4])[0]
    noise = bytes(length)
    whole[start : start + length] = noise
    whole[start + length : start + length + 4] = struct.pack(">I", zlib.crc32(b"IDAT" + noise))
    return bytes(whole)


def two_photos() -> tuple[bytes, bytes]:
    return jpeg((10, 20, 30), (320, 240)), jpeg((200, 20, 30), (320, 240))
