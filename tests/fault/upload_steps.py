"""The steps of one upload through the services, for processes that die in the middle and those who come after."""

import hashlib
import io
import uuid

from django.utils import timezone

from campaigns.models import Campaign
from core import multipart
from submissions import intake
from submissions.models import Upload
from submissions.uploads import parts, services
from tests.submissions import makers

FORM = uuid.UUID("5f9d2a2e-8a55-4a52-9a55-0d1a5a0a2f11")


def begin(campaign: Campaign, content: bytes) -> Upload:
    return services.begin(
        campaign=campaign, filename="IMG_1.jpg", size=len(content), content_type="image/jpeg", sender="somebody",
        at=timezone.now(),
    )  # fmt: skip


def part(content: bytes, number: int) -> bytes:
    return content[(number - 1) * parts.SMALLEST : number * parts.SMALLEST]


def numbers(content: bytes) -> range:
    return range(1, parts.count(len(content), parts.SMALLEST) + 1)


def sign(upload: uuid.UUID, content: bytes, number: int) -> services.Promise:
    piece = part(content, number)
    sha256 = hashlib.sha256(piece).hexdigest()
    return services.sign_part(upload_id=upload, number=number, size=len(piece), sha256=sha256, at=timezone.now())


def put(upload: uuid.UUID, content: bytes, number: int) -> None:
    """To the folder, as the gateway does; to the bucket, as a phone does."""
    promise, piece = sign(upload, content, number), part(content, number)
    if promise.signed is None:
        services.write_part(
            object_key=promise.object_key, part=promise.part, source=io.BytesIO(piece), at=timezone.now()
        )
        return
    import requests

    sent = requests.put(promise.signed.url, data=piece, headers=promise.signed.headers, timeout=10)
    assert sent.status_code == 200, sent.text


def all_parts(upload: uuid.UUID, content: bytes) -> None:
    for number in numbers(content):
        put(upload, content, number)


def complete(upload: uuid.UUID) -> Upload:
    return services.complete(upload_id=upload, at=timezone.now())


def send(campaign: Campaign, upload: uuid.UUID) -> intake.Received:
    return makers.receive(campaign, files=[intake.StoredFile(upload)], form_key=FORM, at=timezone.now())


def there(upload: Upload) -> list[int]:
    """The parts that the store has."""
    return [found.number for found in multipart.arrived(upload.object_key, upload.multipart_id)]
