"""Addresses that more than one portal hands out: media for people who are signed in or hold a contributor's link.

Such an address is signed and short-lived, and the media portal asks again before it serves.
"""

import hashlib
import time
from base64 import b64encode
from typing import Protocol

from django.conf import settings
from django.core import signing
from django.urls import reverse

MEMBER_SECONDS = 300
_STEADY = MEMBER_SECONDS // 2
_SALT = "portals.media.member"
_TAKE_DOWN_SALT = "portals.media.take-down"
_PART_SALT = "portals.media.upload-part"


class Numbered(Protocol):
    """Anything stored in a row with a number, such as a rendition."""

    pk: int


def member_url(rendition: Numbered) -> str:
    """The address of a rendition for some minutes. Make it only for somebody who may see the rendition.

    It stays the same for half of its life, so that a browser that has the file need not fetch it again.
    """
    return reverse("media:member", kwargs={"signed": _signed(rendition, _SALT)})


def member_rendition(signed: str) -> tuple[int, int] | None:
    """The row that such an address names and its seconds left; None when forged, for something else or too old."""
    return _read(signed, _SALT)


def _signed(rendition: Numbered, salt: str) -> str:
    until = (int(time.time()) // _STEADY + 2) * _STEADY
    return signing.Signer(salt=salt).sign_object([rendition.pk, until])


def _read(signed: str, salt: str) -> tuple[int, int] | None:
    try:
        number, until = signing.Signer(salt=salt).unsign_object(signed)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    left = int(until) - int(time.time())
    return (int(number), left) if 0 < left <= MEMBER_SECONDS else None


def take_down_url(rendition: Numbered) -> str:
    """The address of a small picture by which members know a copy that they have to take down."""
    return reverse("media:take_down", kwargs={"signed": _signed(rendition, _TAKE_DOWN_SALT)})


def take_down_rendition(signed: str) -> tuple[int, int] | None:
    """The row that such an address names and its seconds left; None when forged, for something else or too old."""
    return _read(signed, _TAKE_DOWN_SALT)


def part_url(object_key: str, number: int, size: int, sha256: str) -> str:
    """The address that takes exactly this part, where the store is a folder."""
    signed = signing.dumps([object_key, number, size, sha256], salt=_PART_SALT)
    return absolute(reverse("media:upload-part", kwargs={"signed": signed}))


def part_headers(sha256: str) -> dict[str, str]:
    """What has to come with a part, in the words of S3."""
    checksum = b64encode(bytes.fromhex(sha256)).decode()
    return {"x-amz-checksum-sha256": checksum, "Content-Type": "application/octet-stream"}


def part_of(signed: str, *, seconds: int) -> tuple[str, int, int, str] | None:
    """What such an address is for; None when it is forged, meant for something else or too old."""
    try:
        object_key, number, size, sha256 = signing.loads(signed, salt=_PART_SALT, max_age=seconds)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return str(object_key), int(number), int(size), str(sha256)


def absolute(path: str) -> str:
    """The full address of a path of this installation."""
    return f"{settings.SITE_URL}{path}"


class Decorated(Protocol):
    """The part of a campaign that is needed for its picture's address."""

    slug: str
    hero_key: str


def version_of(key: str) -> str:
    """A short name that changes with an object's content, taken from its key."""
    return hashlib.sha256(key.encode()).hexdigest()[:12]


def hero_url(campaign: Decorated, size: str = "") -> str:
    """The address of a campaign's picture, or of one of its sizes; nothing where there is none."""
    if not campaign.hero_key:
        return ""
    names = {"slug": campaign.slug, "version": version_of(campaign.hero_key)}
    return reverse("media:hero_size", kwargs={**names, "size": size}) if size else reverse("media:hero", kwargs=names)


class Branded(Protocol):
    """The part of a brand that is needed for its logo's address."""

    slug: str
    logo_key: str


def logo_url(brand: Branded, key: str = "") -> str:
    """The address of a brand's logo for pages, or of another size of it; nothing where there is none."""
    if not brand.logo_key:
        return ""
    return reverse("media:logo", kwargs={"slug": brand.slug, "version": version_of(key or brand.logo_key)})
