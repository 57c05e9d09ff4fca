"""Every reading of uploads. Who knows the id may read it; everything else looks like nothing."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from campaigns.models import Campaign
from core import multipart, storage
from submissions.models import Upload, UploadPart


def get(upload_id: uuid.UUID, at: datetime) -> Upload | None:
    """Return the upload, unless it was given up or its day is over. A consumed one stays what it is."""
    found = Upload.objects.select_related("campaign", "campaign__brand").filter(pk=upload_id).first()
    if found is None or found.state == Upload.State.ABORTED:
        return None
    return None if found.state != Upload.State.CONSUMED and found.expires_at <= at else found


def for_submission(campaign: Campaign, ids: Iterable[uuid.UUID], at: datetime) -> dict[uuid.UUID, Upload]:
    """Return those that arrived whole for this campaign, also when a submission has them already."""
    arrived = Upload.objects.filter(campaign=campaign, pk__in=list(ids))
    waiting = arrived.filter(state=Upload.State.COMPLETED, expires_at__gt=at)
    return {upload.pk: upload for upload in waiting | arrived.filter(state=Upload.State.CONSUMED)}


def promised(upload: Upload) -> list[UploadPart]:
    """Return the parts that were signed, by number."""
    return list(upload.parts.order_by("number"))


def received(upload: Upload) -> list[UploadPart]:
    """Return the parts that the store has, whole and as they were promised. Raises storage.Unavailable."""
    parts = promised(upload)
    if upload.state != Upload.State.OPEN:
        return parts
    try:
        there = {part.number: part for part in multipart.arrived(upload.object_key, upload.multipart_id)}
    except storage.Missing:
        return parts if storage.exists(upload.object_key) else []
    return [part for part in parts if part.number in there and matches(part, there[part.number])]


def matches(promise: UploadPart, fact: multipart.Arrived) -> bool:
    """Whether what arrived is what was promised. A store that tells no checksum has compared it on arrival."""
    return promise.size == fact.size and fact.sha256 in ("", promise.sha256)
