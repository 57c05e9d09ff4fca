"""Uploads in the words of S3, which the browser's client reads; and the small picture for the phone that sent it."""

import io
import re
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from submissions.models import Upload
from submissions.uploads import thumbnails
from tests import factories
from tests.mediakit import media
from tests.submissions.uploads.conftest import Phone, bucket, client, folder, noise, phone, s3_server, split, store

__all__ = ["bucket", "client", "folder", "phone", "s3_server", "store"]

pytestmark = pytest.mark.usefixtures("nobody_comes")


@pytest.fixture(scope="module")
def photo() -> bytes:
    return noise()


@pytest.fixture
def site() -> Client:
    # Cookies give no right here, so none are asked for.
    return Client(enforce_csrf_checks=True)


def heic() -> bytes:
    return media.encoded(media.textured(1200, 900), "HEIF")


def clip(folder: Path) -> bytes:
    media.video(folder / "clip.mp4", media.frames(30))
    return (folder / "clip.mp4").read_bytes()


def numbers(answer: Any) -> list[int]:
    return [int(found) for found in re.findall(r"<PartNumber>(\d+)</PartNumber>", answer.content.decode())]


def said(answer: Any) -> tuple[int, str]:
    return answer.status_code, "".join(re.findall(r"<Code>(.*?)</Code>", answer.content.decode()))


def test_parts_are_listed_and_joined(phone: Phone, photo: bytes, site: Client) -> None:
    begun = phone.begin(photo).json()
    address, parts = f"/uploads/{begun['id']}/", split(photo, begun["part_size"])
    assert len(parts) == 2
    assert numbers(site.get(address)) == []
    phone.send_part(begun["id"], 2, parts[1])
    listed = site.get(address)
    assert (listed["Content-Type"], numbers(listed)) == ("application/xml", [2])
    assert said(site.post(address)) == (400, "InvalidPart")
    phone.send_part(begun["id"], 1, parts[0])
    done = site.post(address, "<CompleteMultipartUpload/>", content_type="application/xml")
    assert done.status_code == 200
    assert f"<Key>{begun['id']}</Key>" in done.content.decode()
    assert Upload.objects.get(pk=begun["id"]).state == "completed"
    assert site.post(address).status_code == 200
    assert numbers(site.get(address)) == [1, 2]


def test_what_is_no_picture_is_refused_with_its_sentence(phone: Phone, site: Client) -> None:
    id_ = phone.all_parts(b"<html>no picture</html>")
    refused = site.post(f"/uploads/{id_}/")
    assert said(refused) == (422, "type")
    assert "We can’t use this kind of file." in refused.content.decode()
    assert said(site.get(f"/uploads/{id_}/")) == (404, "NoSuchUpload")


def test_unknown_expired_and_given_up_are_the_same(phone: Phone, photo: bytes, site: Client) -> None:
    given_up, expired = (phone.begin(photo).json()["id"] for _ in range(2))
    assert site.delete(f"/uploads/{given_up}/").status_code == 204
    Upload.objects.filter(pk=expired).update(expires_at=Upload.objects.get(pk=expired).created_at - timedelta(days=1))
    for id_ in (given_up, expired, uuid.uuid4()):
        assert said(site.get(f"/uploads/{id_}/")) == (404, "NoSuchUpload")
        assert said(site.post(f"/uploads/{id_}/")) == (404, "NoSuchUpload")
        assert site.get(f"/uploads/{id_}/thumbnail/").status_code == 404


def test_a_used_upload_cannot_be_given_up(phone: Phone, photo: bytes, site: Client) -> None:
    id_ = phone.upload(photo)
    assert phone.submit(id_).status_code == 201
    assert said(site.delete(f"/uploads/{id_}/")) == (409, "OperationAborted")
    assert site.get(f"/uploads/{id_}/thumbnail/").status_code == 404


@pytest.mark.parametrize("kind", ["photo", "video"])
def test_the_holder_of_the_id_sees_a_small_picture(phone: Phone, site: Client, kind: str, tmp_path: Path) -> None:
    content, named = (heic(), "image/heic") if kind == "photo" else (clip(tmp_path), "video/mp4")
    id_ = phone.all_parts(content, content_type=named, filename="IMG_1")
    assert site.get(f"/uploads/{id_}/thumbnail/").status_code == 404, "not before it has arrived whole"
    phone.complete(id_)
    answer = site.get(f"/uploads/{id_}/thumbnail/")
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200,
        "image/jpeg",
        "private, no-store",
    )
    assert "sandbox" in answer["Content-Security-Policy"]
    with Image.open(io.BytesIO(answer.content)) as drawn:
        assert max(drawn.size) <= 320


def test_pictures_have_a_limit_and_wait_for_their_turn(
    phone: Phone, photo: bytes, site: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = phone.upload(photo)
    monkeypatch.setattr(thumbnails, "WAIT_SECONDS", 0.05)
    with thumbnails._turn:
        busy = site.get(f"/uploads/{id_}/thumbnail/")
    assert (busy.status_code, busy["Retry-After"]) == (503, "3")
    monkeypatch.setattr(thumbnails, "MOST_BYTES", len(photo) - 1)
    assert site.get(f"/uploads/{id_}/thumbnail/").status_code == 404
    monkeypatch.setattr(settings, "SUBMISSIONS_PER_HOUR", 0)
    assert site.get(f"/uploads/{id_}/thumbnail/").status_code == 429


def test_a_store_whose_schema_is_narrow_finishes_uploads(bucket: Any, photo: bytes, site: Client, db: None) -> None:
    """It answered "slow down" for ever, and the page read "it goes on by itself"."""
    bucket.gate.knows = "etag"
    phone = Phone(factories.campaign(factories.brand()))
    id_ = phone.all_parts(photo)
    assert site.post(f"/uploads/{id_}/").status_code == 200
    assert phone.submit(id_).status_code == 201


def test_a_store_that_refuses_to_join_is_no_slow_store(bucket: Any, photo: bytes, site: Client, db: None) -> None:
    phone = Phone(factories.campaign(factories.brand()))
    id_ = phone.all_parts(photo)
    bucket.gate.refuses["POST", "uploadId"] = ("403 Forbidden", "AccessDenied")
    answer = site.post(f"/uploads/{id_}/")
    assert said(answer) == (424, "StoreRefused")
    assert "Retry-After" not in answer
    refused = phone.complete(id_)
    assert (refused.status_code, refused.json()["code"]) == (502, "store_refused")
    assert "send them with the submission itself" in refused.json()["detail"]
    assert "Retry-After" not in refused
    bucket.gate.refuses["POST", "uploadId"] = ("503 Slow Down", "SlowDown")
    answer = site.post(f"/uploads/{id_}/")
    assert (said(answer), answer["Retry-After"]) == ((503, "SlowDown"), "10")
    assert (phone.complete(id_).status_code, Upload.objects.get(pk=id_).state) == (503, "open")
