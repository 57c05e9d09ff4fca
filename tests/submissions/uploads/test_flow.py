"""The whole way of an upload on both stores: begin, send parts, be cut, go on, complete, become a submission."""

import hashlib
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from core import multipart, storage
from submissions import processing
from submissions.models import Asset, Submission, Upload, Work
from submissions.uploads import services
from tests.submissions import makers
from tests.submissions.uploads.conftest import Phone, split

pytestmark = pytest.mark.usefixtures("nobody_comes")


def stored() -> set[str]:
    return {found.key for found in multipart.listing()}


def test_a_file_in_parts_becomes_a_submission_with_the_same_bytes(phone: Phone, photo: bytes) -> None:
    begun = phone.begin(photo)
    assert begun.status_code == 201
    assert set(begun.json()) == {"id", "part_size", "expires_at"}

    id_ = phone.upload(photo)
    created = phone.submit(id_)

    assert created.status_code == 201, created.content
    asset = Asset.objects.get(submission_id=created.json()["id"])
    upload = Upload.objects.get(pk=id_)
    assert (upload.state, upload.asset, upload.filename) == ("consumed", asset, "")
    assert (asset.original_bytes, asset.filename, asset.content_type) == (len(photo), "IMG_1.jpg", "image/jpeg")
    assert asset.original_key == f"{asset.brand_id}/{asset.pk}/original-{upload.digest[:32]}"
    with storage.open(asset.original_key) as original:
        assert original.read() == photo
    assert Work.objects.get(asset=asset).stage == "review"


def test_the_worker_checks_the_whole_and_writes_its_checksum(phone: Phone, photo: bytes) -> None:
    phone.submit(phone.upload(photo))
    asset = Asset.objects.get()
    assert asset.original_sha256 == ""
    processing.render(asset_id=asset.pk, stage="review", clock=timezone.now)
    asset.refresh_from_db()
    assert (asset.state, asset.original_sha256) == ("ready", hashlib.sha256(photo).hexdigest())


def test_the_worker_refuses_a_whole_that_is_not_its_parts(phone: Phone, photo: bytes) -> None:
    """The negative control of the check."""
    phone.submit(phone.upload(photo))
    asset = Asset.objects.get()
    Upload.objects.update(digest="0" * 64)
    processing.render(asset_id=asset.pk, stage="review", clock=timezone.now)
    work = Work.objects.get(asset=asset)
    assert (work.state, work.last_error.split(":")[0]) == ("waiting", "lost")


def test_a_wrong_declared_checksum_of_the_whole_is_found_by_the_worker(phone: Phone, photo: bytes) -> None:
    phone.submit(phone.upload(photo, sha256="ab" * 32))
    asset = Asset.objects.get()
    processing.render(asset_id=asset.pk, stage="review", clock=timezone.now)
    assert Work.objects.get(asset=asset).last_error.startswith("lost")


def test_a_small_file_is_one_part_and_its_checksum_is_known_at_once(phone: Phone) -> None:
    content = makers.jpeg()
    phone.submit(phone.upload(content))
    assert Asset.objects.get().original_sha256 == hashlib.sha256(content).hexdigest()


def test_a_cut_costs_one_part(phone: Phone, photo: bytes) -> None:
    begun = phone.begin(photo).json()
    pieces = split(photo, begun["part_size"])
    assert len(pieces) >= 2
    assert phone.send_part(begun["id"], 1, pieces[0]).status == 200

    cut = phone.sign(begun["id"], 2, pieces[1]).json()
    assert phone.put(cut["url"], cut["headers"], pieces[1][:1000]).status in (400, 403)
    shown = phone.show(begun["id"]).json()
    assert [part["number"] for part in shown["parts"]] == [1]
    refused = phone.complete(begun["id"])
    assert (refused.status_code, refused.json()["missing"]) == (409, list(range(2, len(pieces) + 1)))

    for number, piece in enumerate(pieces[1:], 2):
        assert phone.send_part(begun["id"], number, piece).status == 200
    assert phone.complete(begun["id"]).json()["state"] == "completed"
    with storage.open(Upload.objects.get().object_key) as whole:
        assert whole.read() == photo


def test_sending_a_part_again_changes_nothing(phone: Phone) -> None:
    content = makers.jpeg()
    begun = phone.begin(content).json()
    for _ in range(3):
        assert phone.send_part(begun["id"], 1, content).status == 200
    assert len(phone.show(begun["id"]).json()["parts"]) == 1
    assert phone.complete(begun["id"]).status_code == 200


def test_complete_again_answers_the_same(phone: Phone) -> None:
    id_ = phone.upload(makers.jpeg())
    assert phone.complete(id_).json() == phone.complete(id_).json()


def test_who_dies_after_joining_completes_later(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    id_ = phone.all_parts(makers.jpeg())

    def dies(name: str) -> None:
        if name == "after_join":
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("submissions.uploads.services.completing.faultpoint", dies)
        with pytest.raises(KeyboardInterrupt):
            services.complete(upload_id=uuid.UUID(id_), at=timezone.now())
    assert Upload.objects.get().state == "open"
    assert len(phone.show(id_).json()["parts"]) == 1
    assert phone.complete(id_).json()["state"] == "completed"


def test_an_upload_is_used_once_and_the_same_form_again_is_the_same_submission(phone: Phone) -> None:
    id_ = phone.upload(makers.jpeg())
    first = phone.submit(id_, key="form-1")
    # As after a crash before the answer was kept: only the content tells that it is the same form.
    from outbox.models import IdempotencyKey

    IdempotencyKey.objects.all().delete()
    again = phone.submit(id_, key="form-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json()["id"] == first.json()["id"]
    other = phone.submit(id_, key="form-2")
    assert (other.status_code, other.json()["files"][0]["code"]) == (422, "used")
    assert Submission.objects.count() == 1


def test_a_used_file_is_named_by_its_place_in_the_form(phone: Phone) -> None:
    used, fresh, same = (phone.upload(makers.jpeg((shade, 80, 40))) for shade in (20, 200, 200))
    phone.submit(used)
    files = phone.submit(fresh, same, used).json()["files"]
    assert [(file["index"], file["code"]) for file in files] == [(2, "used")]


def test_a_refused_form_leaves_the_upload_for_the_next(phone: Phone) -> None:
    id_ = phone.upload(makers.jpeg())
    assert phone.submit(id_, accept=False).status_code == 422
    assert Upload.objects.get().state == "completed"
    assert phone.submit(id_).status_code == 201


def test_a_form_that_fails_while_writing_leaves_the_upload(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    id_ = phone.upload(makers.jpeg())

    def dies(name: str) -> None:
        if name == "inside_intake":
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("submissions.intake.receiving.faultpoint", dies)
        with pytest.raises(KeyboardInterrupt):
            phone.submit(id_)
    assert (Upload.objects.get().state, Submission.objects.count()) == ("completed", 0)
    assert phone.submit(id_).status_code == 201


def test_the_same_bytes_twice_are_one_asset_and_both_uploads_are_used(phone: Phone) -> None:
    ids = [phone.upload(makers.jpeg()) for _ in range(2)]
    assert phone.submit(*ids).status_code == 201
    assert Asset.objects.count() == 1
    assert set(Upload.objects.values_list("state", flat=True)) == {"consumed"}


def test_what_was_used_or_given_up_is_cleared_from_the_store(phone: Phone) -> None:
    used = phone.upload(makers.jpeg())
    phone.submit(used)
    given_up = phone.all_parts(makers.jpeg((1, 2, 3)))
    assert phone.drop(given_up).status_code == 204
    assert phone.drop(given_up).status_code == 204
    assert phone.drop(used).status_code == 409
    swept = services.sweep(at=timezone.now())
    assert swept == {"expired": 0, "silent": 0, "cleared": 2, "tidied": 0}
    assert stored() == {Asset.objects.get().original_key}
    assert list(multipart.unfinished()) == []
    assert services.sweep(at=timezone.now()) == {"expired": 0, "silent": 0, "cleared": 0, "tidied": 0}


def test_a_day_later_an_upload_is_over(phone: Phone) -> None:
    id_ = phone.all_parts(makers.jpeg())
    completed = phone.upload(makers.jpeg((9, 9, 9)))
    later = timezone.now() + timedelta(hours=24, minutes=11)
    assert services.sweep(at=later) == {"expired": 2, "silent": 0, "cleared": 2, "tidied": 0}
    assert (stored(), list(multipart.unfinished())) == (set(), [])
    assert phone.show(id_).status_code == 404
    assert phone.submit(completed).json()["files"][0]["code"] == "gone"
    assert set(Upload.objects.values_list("filename", flat=True)) == {""}


def test_a_mixed_sending_keeps_its_order(phone: Phone) -> None:
    first, second = phone.upload(makers.jpeg((1, 1, 1))), phone.upload(makers.jpeg((2, 2, 2)))
    assert phone.submit(first, second, alt_texts=["one", "two"]).status_code == 201
    assert list(Asset.objects.values_list("position", "alt_text")) == [(0, "one"), (1, "two")]
