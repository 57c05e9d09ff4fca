"""Finds room for more bytes: by giving up what has been still for long, and only where there is none otherwise."""

from datetime import datetime

from django.db.models import Q

from submissions.models import Upload
from submissions.uploads import limits
from submissions.uploads.services import ending


def require(upload: Upload, *, more: int, at: datetime) -> None:
    """See that so many more bytes may lie here. Raises TooMuch."""
    try:
        limits.check_room(campaign=upload.campaign, sender=upload.sender, more=more)
    except limits.Full as full:
        # Never the one that asks: it has just come back.
        if not ending.give_back_still(full.whose & ~Q(pk=upload.pk), wanted=more, at=at):
            raise
        limits.check_room(campaign=upload.campaign, sender=upload.sender, more=more)


def require_for_part(upload: Upload, number: int, *, size: int, at: datetime) -> None:
    """The same for one part. What has arrived already is counted, and may be sent again. Raises TooMuch."""
    if not upload.parts.filter(number=number, arrived=True).exists():
        require(upload, more=size, at=at)
