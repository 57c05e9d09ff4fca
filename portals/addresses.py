"""Addresses that more than one portal hands out: media for people who are signed in or hold a contributor's link.

Such an address is signed and short-lived, and the media portal asks again before it serves.
"""

import hashlib
from typing import Protocol

from django.conf import settings
from django.core import signing
from django.urls import reverse

MEMBER_SECONDS = 300
_SALT = "portals.media.member"


class Numbered(Protocol):
    """Anything stored in a row with a number, such as a rendition."""

    pk: int


def member_url(rendition: Numbered) -> str:
    """The address of a rendition for the next five minutes. Make it only for somebody who may see the rendition."""
    return reverse("media:member", kwargs={"signed": signing.dumps(rendition.pk, salt=_SALT)})


def rendition_number(signed: str) -> int | None:
    """The row that a signed address names; None when it is forged, meant for something else or too old."""
    try:
        number = signing.loads(signed, salt=_SALT, max_age=MEMBER_SECONDS)
    except signing.BadSignature:
        return None
    return number if isinstance(number, int) else None


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


def hero_url(campaign: Decorated) -> str:
    """The address of a campaign's picture, or nothing where there is none."""
    if not campaign.hero_key:
        return ""
    return reverse("media:hero", kwargs={"slug": campaign.slug, "version": version_of(campaign.hero_key)})
