"""Media on a bucket: who was given an address fetches a file once for its life, and the link ends with the address."""

import re
from datetime import timedelta
from typing import Any

import pytest
import requests
from django.core.files.base import ContentFile
from django.test import Client

from core import storage
from portals import addresses
from portals.media import delivery
from submissions.models import Rendition
from tests.core.conftest import bucket, client, s3_server
from tests.core.strict_s3 import StrictS3
from tests.galleries import stage
from tests.submissions import makers

__all__ = ["bucket", "client", "s3_server"]

pytestmark = pytest.mark.django_db
BYTES = b"picture" * 100


@pytest.fixture
def rendition(bucket: StrictS3, monkeypatch: pytest.MonkeyPatch) -> Rendition:
    """A picture in the review room, in the bucket."""
    monkeypatch.setattr("core.nudge._send", lambda *_: None)
    made = stage.rendition(stage.waiting(makers.campaign()).assets.get(), spec="photo-320", stage="review")
    storage.put(made.key, ContentFile(BYTES), made.content_type)
    return made


def _seconds(answer: Any) -> int:
    told = re.fullmatch(r"private, max-age=(\d+)", answer.headers["Cache-Control"])
    assert told, answer.headers["Cache-Control"]
    return int(told[1])


def test_a_file_of_the_review_room_is_kept_for_the_life_of_its_address(rendition: Rendition) -> None:
    way = Client().get(addresses.member_url(rendition))
    file = requests.get(way.headers["Location"], timeout=5)

    assert (way.status_code, file.status_code, file.content) == (302, 200, BYTES)
    # The address lives between half of its time and all of it, and so does the way from it to one and the same link.
    assert addresses.MEMBER_SECONDS // 2 - 15 <= _seconds(way) < _seconds(file) <= addresses.MEMBER_SECONDS
    assert file.headers["Content-Type"] == rendition.content_type


def test_the_link_ends_with_the_address(rendition: Rendition, bucket: StrictS3) -> None:
    way = Client().get(addresses.member_url(rendition))
    link, lives = way.headers["Location"], _seconds(way)

    bucket.gate.later = timedelta(seconds=lives)
    assert requests.get(link, timeout=5).status_code == 200
    bucket.gate.later = timedelta(seconds=addresses.MEMBER_SECONDS + 2)
    assert requests.get(link, timeout=5).status_code == 403


def test_what_nobody_may_keep_says_so_from_the_bucket_too(rendition: Rendition, rf: Any) -> None:
    answer = delivery.deliver(rf.get("/"), delivery.stored(rendition), caching=delivery.PRIVATE)
    file = requests.get(answer.headers["Location"], timeout=5)

    assert answer.headers["Cache-Control"] == file.headers["Cache-Control"] == delivery.PRIVATE


def test_a_public_picture_is_still_reached_by_a_link_that_dies_soon(
    rendition: Rendition, rf: Any, bucket: StrictS3
) -> None:
    answer = delivery.deliver(rf.get("/"), delivery.stored(rendition), caching=delivery.PUBLIC)

    bucket.gate.later = timedelta(seconds=delivery.LINK_SECONDS + 2)
    assert requests.get(answer.headers["Location"], timeout=5).status_code == 403
