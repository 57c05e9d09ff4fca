"""Begins an upload: the row first, so that nothing in the store is nobody's. Nobody hears of an id in between.

A beginning holds nothing: it takes no place in a quota of bytes, and one that stays silent is given back in minutes.
"""

import uuid
from datetime import datetime, timedelta

from campaigns.models import Campaign
from core import multipart, storage
from core.faults import faultpoint
from submissions import validators
from submissions.models import Upload
from submissions.uploads import limits, parts
from submissions.uploads.services import room

LIFE = timedelta(hours=24)
# What it really is, is written when a submission takes it: until then it is only bytes.
CONTENT_TYPE = "application/octet-stream"


def begin(
    *,
    campaign: Campaign,
    filename: str,
    size: int,
    content_type: str,
    sender: str,
    at: datetime,
    sha256: str = "",
) -> Upload:
    """Begin. `sender` is a keyed hash of the connection. Raises ValidationError, TooMuch and storage.Unavailable."""
    content_type = validators.clean_line(content_type).lower().split(";")[0].strip()[: limits.TYPE_LENGTH]
    limits.check_declared(campaign=campaign, size=size, content_type=content_type, at=at)
    upload = Upload(
        brand_id=campaign.brand_id,
        campaign=campaign,
        sender=sender,
        filename=validators.clean_filename(filename),
        size=size,
        declared_type=content_type,
        sha256=limits.check_sha256(sha256) if sha256 else "",
        part_size=parts.size_for(size),
        # Not the upload's id: keys end up in logs of the store, and the id opens the upload.
        object_key=f"{campaign.brand_id}/{uuid.uuid4()}/upload-1",
        created_at=at,
        touched_at=at,
        expires_at=at + LIFE,
    )
    limits.check_silent(campaign=campaign, sender=sender)
    room.require(upload, more=size, at=at)
    upload.save(force_insert=True)
    return _opened(upload)


def _opened(upload: Upload) -> Upload:
    """Open it in the store. Raises storage.Unavailable, and leaves no row then."""
    faultpoint("after_upload_row")
    try:
        handle = multipart.begin(upload.object_key, CONTENT_TYPE)
    except storage.Unavailable:
        Upload.objects.filter(pk=upload.pk).delete()
        raise
    faultpoint("after_upload_begin")
    upload.multipart_id = handle
    Upload.objects.filter(pk=upload.pk).update(multipart_id=handle)
    return upload
