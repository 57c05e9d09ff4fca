"""Misuses of signed uploads: each is refused, on both stores, and an honest twin of each goes through."""

import hashlib
import re
import uuid
from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.utils import timezone

from submissions.models import Submission, Upload
from tests import factories
from tests.submissions import makers
from tests.submissions.uploads.conftest import MIB, Phone, split

pytestmark = pytest.mark.usefixtures("nobody_comes")
CONTENT = makers.jpeg()


@pytest.fixture
def begun(phone: Phone) -> str:
    return str(phone.begin(CONTENT).json()["id"])


def signed(phone: Phone, id_: str, part: bytes = CONTENT, number: int = 1) -> tuple[str, dict[str, str]]:
    answer = phone.sign(id_, number, part)
    assert answer.status_code == 200, answer.content
    return answer.json()["url"], answer.json()["headers"]


def nothing_arrived(phone: Phone, id_: str) -> bool:
    return bool(phone.show(id_).json()["parts"] == [] and phone.complete(id_).status_code == 409)


def test_honest_twin(phone: Phone, begun: str) -> None:
    """The negative control: what the others falsify goes through when nobody does."""
    url, headers = signed(phone, begun)
    assert phone.put(url, headers, CONTENT).status == 200
    assert phone.complete(begun).status_code == 200
    assert phone.submit(begun).status_code == 201


@pytest.mark.parametrize("body", [CONTENT + b"more", CONTENT[:-1], b""], ids=["longer", "shorter", "empty"])
def test_1_forged_size(phone: Phone, begun: str, body: bytes) -> None:
    url, headers = signed(phone, begun)
    assert phone.put(url, headers, body).status in (400, 403)
    assert nothing_arrived(phone, begun)


@pytest.mark.parametrize(("size", "number"), [(len(CONTENT) - 1, 1), (0, 1), (5 * MIB, 1)])
def test_1_size_outside_the_plan_is_not_signed(phone: Phone, begun: str, size: int, number: int) -> None:
    answer = phone.sign(begun, number, CONTENT, size=size)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["size"])


def test_2_forged_type_is_found_by_content(phone: Phone) -> None:
    page = b"<html><script>alert(1)</script></html>"
    id_ = phone.all_parts(page)
    answer = phone.complete(id_)
    assert (answer.status_code, answer.json()["code"]) == (422, "type")
    assert phone.show(id_).status_code == 404
    assert Upload.objects.get().state == "aborted"


@pytest.mark.parametrize("declared", ["text/html", "application/pdf", "image", "audio/mpeg"])
def test_2_types_that_are_not_asked_for_do_not_begin(phone: Phone, declared: str) -> None:
    answer = phone.begin(CONTENT, content_type=declared)
    assert answer.status_code == (201 if declared == "image" else 422)


def test_2_a_video_is_no_photo_because_it_says_so(phone: Phone) -> None:
    phone.campaign.takes_photos = False
    phone.campaign.save(update_fields=["takes_photos"])
    assert phone.begin(CONTENT).status_code == 422
    id_ = phone.all_parts(CONTENT, content_type="video/mp4")
    assert phone.complete(id_).json()["code"] == "kind"


def test_3_forged_key(phone: Phone, begun: str) -> None:
    other = phone.begin(CONTENT).json()["id"]
    url, headers = signed(phone, begun)
    mine, theirs = (Upload.objects.get(pk=pk).object_key for pk in (begun, other))
    if "/uploads/parts/" in url:
        token = url.rstrip("/").rsplit("/", 1)[1]
        payload = signing.b64_decode(token.split(":")[0].encode())
        forged_payload = signing.b64_encode(payload.replace(mine.encode(), theirs.encode())).decode()
        forged = url.replace(token.split(":")[0], forged_payload)
    else:
        forged = url.replace(mine, theirs)
    assert forged != url
    assert phone.put(forged, headers, CONTENT).status == 403
    assert nothing_arrived(phone, other)


def test_4_forged_part_number(phone: Phone, photo: bytes) -> None:
    id_ = phone.begin(photo).json()["id"]
    first = split(photo, 5 * MIB)[0]
    url, headers = signed(phone, id_, first)
    if "/uploads/parts/" in url:
        forged = url.replace(url.rsplit("/", 2)[1], signing.dumps(["a/b", 2, len(first), "0" * 64], salt="other"))
    else:
        forged = re.sub("partNumber=1", "partNumber=2", url)
    assert phone.put(forged, headers, first).status == 403
    assert nothing_arrived(phone, id_)


@pytest.mark.parametrize("number", [0, 2, 10_001, 2**40])
def test_4_and_12_numbers_outside_the_plan_are_not_signed(phone: Phone, begun: str, number: int) -> None:
    """Too many parts: nobody gets an address for one that the declared size does not have."""
    answer = phone.sign(begun, number, CONTENT)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["number"])


def test_5_forged_checksum(phone: Phone, begun: str) -> None:
    other = makers.jpeg((1, 2, 3))[: len(CONTENT)].ljust(len(CONTENT), b"\0")
    url, headers = signed(phone, begun)
    forged = headers | {"x-amz-checksum-sha256": b64encode(hashlib.sha256(other).digest()).decode()}
    assert phone.put(url, forged, other).status == 403
    without = {name: value for name, value in headers.items() if not name.startswith("x-amz")}
    assert phone.put(url, without, CONTENT).status == 403
    assert nothing_arrived(phone, begun)


@pytest.mark.parametrize("checksum", ["", "0" * 63, "g" * 64, "é" * 64, "0" * 63 + " 0"])
def test_5_a_checksum_that_is_none(phone: Phone, begun: str, checksum: str) -> None:
    assert phone.sign(begun, 1, CONTENT, sha256=checksum).status_code == 422


def test_6_expired_address(phone: Phone, begun: str, request: pytest.FixtureRequest, monkeypatch: Any) -> None:
    url, headers = signed(phone, begun)
    if "/uploads/parts/" in url:
        now = timezone.now().timestamp()
        monkeypatch.setattr("django.core.signing.time.time", lambda: now + 301)
        assert phone.put(url, headers, CONTENT).status == 403
        monkeypatch.undo()
    else:
        gate = request.getfixturevalue("bucket").gate
        gate.later = timedelta(seconds=301)
        try:
            assert phone.put(url, headers, CONTENT).status == 403
        finally:
            gate.later = timedelta()
    assert phone.put(url, headers, CONTENT).status == 200


def test_6_expired_upload(phone: Phone, begun: str) -> None:
    url, headers = signed(phone, begun)
    Upload.objects.update(expires_at=timezone.now())
    assert phone.sign(begun, 1, CONTENT).status_code == 404
    assert phone.complete(begun).status_code == 404
    assert phone.show(begun).status_code == 404
    if "/uploads/parts/" in url:
        assert phone.put(url, headers, CONTENT).status == 404


def test_7_another_campaign(phone: Phone) -> None:
    id_ = phone.upload(CONTENT)
    other = Phone(factories.campaign(factories.brand()))
    refused = other.submit(id_)
    unknown = other.submit(str(uuid.uuid4()))
    assert (refused.status_code, refused.json()["files"]) == (422, unknown.json()["files"])
    assert Submission.objects.count() == 0
    assert phone.submit(id_).status_code == 201


def test_8_another_upload(phone: Phone, begun: str) -> None:
    """An address of one upload fills no other, and guessed ids open nothing."""
    other = phone.begin(CONTENT).json()["id"]
    url, headers = signed(phone, begun)
    assert phone.put(url, headers, CONTENT).status == 200
    assert nothing_arrived(phone, other)
    guessed = str(uuid.uuid4())
    assert phone.show(guessed).status_code == phone.complete(guessed).status_code == 404
    assert phone.sign(guessed, 1, CONTENT).status_code == 404


def test_9_too_many_begun(phone: Phone, settings: Any) -> None:
    settings.SUBMISSIONS_PER_HOUR = 1
    settings.MEDIA_LIMITS = settings.MEDIA_LIMITS | {"max_files": 1}
    assert [phone.begin(CONTENT).status_code for _ in range(2)] == [201, 429]


def test_9_too_many_calls(phone: Phone, settings: Any, begun: str) -> None:
    """Each asks the store: how far it is, an address for a part, and joining; in JSON and in the words of S3."""
    settings.SUBMISSIONS_PER_HOUR = 1
    settings.MEDIA_LIMITS = settings.MEDIA_LIMITS | {"max_files": 1}
    assert [phone.show(begun).status_code for _ in range(20)] == [200] * 20
    answers = [phone.show(begun), phone.sign(begun, 1, CONTENT), phone.complete(begun)]
    path = f"/uploads/{begun}/"
    answers += [phone.client.get(path), phone.client.post(path)]
    assert [answer.status_code for answer in answers] == [429] * 5
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in answers)
    assert phone.drop(begun).status_code == 204  # giving up stays free


def test_9_larger_than_the_campaign_takes(phone: Phone) -> None:
    assert phone.begin(CONTENT, size=60_000_000).status_code == 422
    assert phone.begin(CONTENT, size=60_000_000, content_type="video/mp4").status_code == 201
    assert phone.begin(CONTENT, size=600_000_000, content_type="video/mp4").status_code == 422
    assert phone.begin(CONTENT, size=0).status_code == 422


def test_10_after_complete(phone: Phone, begun: str) -> None:
    url, headers = signed(phone, begun)
    assert phone.put(url, headers, CONTENT).status == 200
    assert phone.complete(begun).status_code == 200
    assert phone.put(url, headers, CONTENT).status in (404, 500)  # moto has no word for it and breaks
    assert phone.sign(begun, 1, CONTENT).status_code == 409


def test_11_replayed_signature_with_other_bytes(phone: Phone, begun: str) -> None:
    url, headers = signed(phone, begun)
    other = bytes(reversed(CONTENT))
    assert phone.put(url, headers, other).status == 400
    assert nothing_arrived(phone, begun)
    assert phone.put(url, headers, CONTENT).status == 200
    assert phone.put(url, headers, other).status in (200, 400)  # the folder has the part and reads no more
    done = phone.complete(begun)
    assert done.json()["parts"][0]["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert phone.submit(begun).status_code == 201


def test_11_a_number_signed_for_other_bytes_later_is_another_file(phone: Phone, begun: str) -> None:
    signed(phone, begun)
    assert phone.sign(begun, 1, bytes(reversed(CONTENT))).status_code == 409


def test_12_missing_part(phone: Phone, photo: bytes) -> None:
    id_ = phone.begin(photo).json()["id"]
    pieces = split(photo, 5 * MIB)
    assert phone.send_part(id_, len(pieces), pieces[-1]).status == 200
    refused = phone.complete(id_)
    assert (refused.status_code, refused.json()["missing"]) == (409, list(range(1, len(pieces))))


def test_an_upload_that_is_not_complete_is_no_file(phone: Phone) -> None:
    id_ = phone.all_parts(CONTENT)
    assert phone.submit(id_).json()["files"][0]["code"] == "gone"


def test_another_kind_of_request_is_refused_by_the_gateway(phone: Phone, begun: str) -> None:
    url, _headers = signed(phone, begun)
    if "/uploads/parts/" in url:
        path = url.split("localhost", 1)[-1].split("/", 1)[1]
        assert phone.client.get(f"/{path}").status_code == 405
        assert phone.client.post(f"/{path}").status_code == 405
