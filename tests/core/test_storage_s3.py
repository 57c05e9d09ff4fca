"""What only the bucket has: privacy, signed links, and refusals by a store that checks everything."""

import io
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests

from core import storage
from tests.core.conftest import described, stored_in
from tests.core.strict_s3 import BUCKET, StrictS3

KEY = "brand/asset/photo-1-abc"


@pytest.fixture
def stored(bucket: StrictS3) -> StrictS3:
    storage.put(KEY, io.BytesIO(b"picture"), "image/webp")
    return bucket


def get(url: str) -> tuple[int, bytes]:
    answer = requests.get(url, timeout=5)
    return answer.status_code, answer.content


def test_nothing_is_readable_without_a_signature(stored: StrictS3) -> None:
    assert get(f"{stored.url}/{BUCKET}/{KEY}")[0] == 403


def test_a_signed_link_reads_one_object_with_the_type_and_name_we_choose(stored: StrictS3) -> None:
    url = storage.signed_url(KEY, seconds=60, content_type="image/webp", filename="Grüße.webp")
    answer = requests.get(url or "", timeout=5)
    assert (answer.status_code, answer.content) == (200, b"picture")
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Content-Disposition"] == "attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe.webp"


def test_a_signed_link_ends(stored: StrictS3) -> None:
    url = storage.signed_url(KEY, seconds=60) or ""
    assert get(url)[0] == 200
    stored.gate.later = timedelta(seconds=62)
    try:
        assert get(url)[0] == 403
    finally:
        stored.gate.later = timedelta()


@pytest.mark.parametrize("what", ["key", "expiry", "type", "signature"])
def test_a_changed_link_is_refused(stored: StrictS3, what: str) -> None:
    storage.put("brand/asset/photo-2-abc", io.BytesIO(b"another"), "image/webp")
    parts = urlsplit(storage.signed_url(KEY, content_type="image/webp") or "")
    query = dict(parse_qsl(parts.query))
    path = parts.path
    if what == "key":
        path = path.replace("photo-1", "photo-2")
    elif what == "expiry":
        query["X-Amz-Expires"] = "6000"
    elif what == "type":
        query["response-content-type"] = "text/html"
    else:
        query["X-Amz-Signature"] = "0" * 64
    assert get(f"{parts.scheme}://{parts.netloc}{path}?{urlencode(query)}")[0] == 403


def test_the_type_is_kept_with_the_object(stored: StrictS3, client: Any) -> None:
    assert client.head_object(Bucket=BUCKET, Key=KEY)["ContentType"] == "image/webp"


def test_an_object_without_a_type_gets_one(bucket: StrictS3, client: Any) -> None:
    storage.put(KEY, io.BytesIO(b"picture"), "")
    assert client.head_object(Bucket=BUCKET, Key=KEY)["ContentType"] == "application/octet-stream"


def test_a_body_that_was_damaged_on_the_way_is_refused(bucket: StrictS3, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "_md5", lambda body: "1B2M2Y8AsgTpgAmY7PhCfg==")
    with pytest.raises(storage.Unavailable):
        storage.put(KEY, io.BytesIO(b"picture"), "image/webp")
    assert "BadDigest" in bucket.gate.refused
    assert not storage.exists(KEY)


def test_parts_that_nobody_completes_are_given_back(
    bucket: StrictS3, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "PART", 5 * 1024 * 1024)

    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 6 * 1024 * 1024:
                raise ConnectionResetError("gone")
            return super().read(min(size or -1, 100_000))

        def seekable(self) -> bool:
            return False

    with pytest.raises(storage.Unavailable):
        storage.put(KEY, Breaking(b"x" * 8 * 1024 * 1024), "video/mp4")
    assert client.list_multipart_uploads(Bucket=BUCKET).get("Uploads", []) == []


@pytest.mark.parametrize("wrong", ["access_key", "secret_key"])
def test_wrong_credentials_are_unavailable_not_missing(bucket: StrictS3, wrong: str) -> None:
    wrongly = described(bucket, **{wrong: "wrong"}).storage(link_seconds=60)
    with stored_in(wrongly), pytest.raises(storage.Unavailable):
        storage.exists(KEY)


def test_a_store_that_is_not_there_is_unavailable(bucket: StrictS3) -> None:
    nowhere = described(bucket, endpoint="http://127.0.0.1:9").storage(link_seconds=60)
    with stored_in(nowhere), pytest.raises(storage.Unavailable):
        storage.open(KEY)
