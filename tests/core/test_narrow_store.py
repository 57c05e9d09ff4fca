"""Stores that know fewer words than Amazon's: what they take is learnt, what they do not compare is compared here."""

import hashlib
import logging

import pytest
import requests

from core import multipart, storage
from core.multipart import bucket as multipart_bucket
from core.multipart.values import Arrived
from tests.core.strict_s3 import StrictS3

KEY, CONTENT = "brand/upload/file-1", b"a picture in one part"
PART = multipart.Part(1, len(CONTENT), hashlib.sha256(CONTENT).hexdigest())


def sent(key: str = KEY) -> tuple[str, list[Arrived]]:
    """One part, sent by its signed address; the handle and what is to be joined."""
    handle = multipart.begin(key, "image/jpeg")
    signed = multipart.sign(key, handle, PART, seconds=60)
    assert signed is not None
    assert requests.put(signed.url, data=CONTENT, headers=signed.headers, timeout=5).status_code == 200
    there = multipart.arrived(key, handle)
    return handle, [Arrived(part.number, part.size, PART.sha256, part.tag) for part in there]


def whole(key: str = KEY) -> bytes:
    with storage.open(key) as file:
        return file.read()


def test_a_store_that_knows_no_checksum_in_the_join_is_asked_without(
    bucket: StrictS3, caplog: pytest.LogCaptureFixture
) -> None:
    bucket.gate.knows = "etag"
    handle, parts = sent()
    with caplog.at_level(logging.WARNING, "core"):
        multipart.join(KEY, handle, parts)
    assert whole() == CONTENT
    assert "MalformedXML" in caplog.text
    assert "takes join without checksums" in caplog.text


def test_what_was_learnt_is_not_asked_again_and_can_be_unlearnt(bucket: StrictS3) -> None:
    bucket.gate.knows = "etag"
    for key in ("brand/upload/first", "brand/upload/second"):
        handle, parts = sent(key)
        multipart.join(key, handle, parts)
    assert bucket.gate.refused == ["MalformedXML"]
    # The store behind the same address was made anew, and insists on what the old one did not know.
    bucket.gate.knows = "checksums"
    handle, parts = sent("brand/upload/third")
    multipart.join("brand/upload/third", handle, parts)
    assert whole("brand/upload/third") == CONTENT
    assert bucket.gate.refused == ["MalformedXML", "InvalidRequest"]
    assert not multipart_bucket._plain


def test_a_store_that_knows_no_checksums_at_all_is_begun_without(bucket: StrictS3) -> None:
    bucket.gate.knows = "nothing"
    handle, parts = sent()
    multipart.join(KEY, handle, parts)
    assert whole() == CONTENT
    assert bucket.gate.refused == ["NotImplemented"]


def test_a_join_that_made_something_shorter_is_noticed_where_the_store_compares_nothing(bucket: StrictS3) -> None:
    bucket.gate.knows = "etag"
    handle, parts = sent()
    longer = [Arrived(part.number, part.size + 1, part.sha256, part.tag) for part in parts]
    with pytest.raises(multipart.Mismatch):
        multipart.join(KEY, handle, longer)
    assert not storage.exists(KEY)


def test_who_joins_second_finds_the_object(bucket: StrictS3) -> None:
    bucket.gate.knows = "etag"
    handle, parts = sent()
    multipart.join(KEY, handle, parts)
    multipart.join(KEY, handle, parts)
    assert whole() == CONTENT


def test_a_store_that_refuses_every_join_says_so_and_keeps_the_parts(bucket: StrictS3) -> None:
    handle, parts = sent()
    bucket.gate.refuses["POST", "uploadId"] = ("403 Forbidden", "AccessDenied")
    with pytest.raises(storage.Refused, match="AccessDenied"):
        multipart.join(KEY, handle, parts)
    bucket.gate.refuses.clear()
    multipart.join(KEY, handle, parts)
    assert whole() == CONTENT
