"""What may begin at all: the campaign's limits by what is declared, and how much may lie here that nobody uses yet.

The declaration is only trusted to refuse early: what is joined is exactly as long as declared, and what it is says
its content.
"""

import re
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from campaigns import queries as campaigns_queries
from campaigns.models import Campaign
from submissions import failures, processing
from submissions.models import Upload
from submissions.uploads import parts

ON_ITS_WAY = (Upload.State.OPEN, Upload.State.COMPLETED)
# A phone that does not know HEIC sends one of these; the content will tell.
UNTOLD = frozenset({"", "application/octet-stream"})
TYPE_LENGTH = 100
# Of one connection, which a whole festival may share, for one campaign. Nobody needs so many that have not sent a byte.
MOST_SILENT = 200
_SHA256 = re.compile(r"[0-9a-f]{64}")


class TooMuch(Exception):
    """So much from there lies here unused that we wait for some of it to be; the sentence says so."""


def largest_part() -> int:
    """How long the longest part of the largest file is."""
    most = settings.MEDIA_LIMITS
    return parts.size_for(max(most["max_photo_bytes"], most["max_video_bytes"]))


def check_declared(*, campaign: Campaign, size: int, content_type: str, at: datetime) -> None:
    """Raises ValidationError by field."""
    if closed := campaigns_queries.accepts(campaign, at):
        raise ValidationError({"__all__": [closed]})
    limits, wanted = processing.limits_of(campaign), processing.kinds_of(campaign)
    most = {"photo": limits.max_photo_bytes, "video": limits.max_video_bytes}
    family = content_type.split("/")[0]
    kinds = wanted if content_type in UNTOLD else tuple(kind for kind in wanted if _family(kind) == family)
    if not kinds:
        code = "kind" if family in {"image", "video"} else "type"
        raise ValidationError({"content_type": [failures.sentence(code)]})
    if size < 1:
        raise ValidationError({"size": [failures.sentence("empty")]})
    if size > max(most[kind] for kind in kinds):
        raise ValidationError({"size": [failures.sentence("too_big")]})


def _family(kind: str) -> str:
    return "image" if kind == "photo" else "video"


def check_sha256(value: str) -> str:
    """Hexadecimal in small letters. Raises ValidationError."""
    if not _SHA256.fullmatch(value.lower()):
        raise ValidationError({"sha256": [_("A SHA-256 has 64 hexadecimal digits.")]})
    return value.lower()


def check_silent(*, campaign: Campaign, sender: str) -> None:
    """How many that never sent a byte one connection may have for one campaign. Raises TooMuch.

    The new one is refused: an old one may be somebody else's whose first part is on its way. What stays silent is
    given back within minutes. For each campaign by itself: what was announced to one closes no other one.
    """
    silent = Upload.objects.filter(sender=sender, campaign=campaign, state=Upload.State.OPEN, arrived=0)
    if silent.count() >= MOST_SILENT:
        raise TooMuch(_much_on_its_way())


def _much_on_its_way() -> str:
    return _("A lot is on its way from your internet connection. Please finish some of it first, then go on.")


class Full(TooMuch):
    """So many bytes lie here; `whose` names the uploads that share the room."""

    def __init__(self, sentence: str, whose: Q) -> None:
        self.whose = whose
        super().__init__(sentence)


def check_room(*, campaign: Campaign, sender: str, more: int) -> None:
    """How much of one connection, and of everybody together for one campaign, may lie here. Raises Full.

    Only bytes that arrived count: what somebody announces takes nobody's place.
    """
    mine, all_here = Q(sender=sender), Q(campaign=campaign)
    if more + _arrived(mine) > settings.MEDIA_LIMITS["upload_bytes_per_address"]:
        raise Full(_much_on_its_way(), mine)
    if more + _arrived(all_here) > settings.MEDIA_LIMITS["upload_bytes_per_campaign"]:
        raise Full(_("So many people are sending at this moment. Please try again in a few minutes."), all_here)


def _arrived(whose: Q) -> int:
    return Upload.objects.filter(whose, state__in=ON_ITS_WAY).aggregate(total=Sum("arrived"))["total"] or 0
