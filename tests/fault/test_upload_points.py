"""A kill at each named point of an upload, on both stores: somebody goes on, and it is as if nothing had happened."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from campaigns.models import Campaign
from core import multipart, storage
from submissions.models import Asset, Submission, Upload
from submissions.uploads import services
from tests.core.conftest import bucket, client, s3_server
from tests.core.strict_s3 import BUCKET, KEY_ID, REGION, SECRET, StrictS3
from tests.fault import upload_steps
from tests.fault.test_points import dies_at
from tests.submissions import makers
from tests.submissions.uploads.conftest import noise
from ugc_platform import reconciling

__all__ = ["bucket", "client", "s3_server"]
pytestmark = [pytest.mark.services, pytest.mark.usefixtures("nobody_comes")]
NEXT_DAY = timedelta(hours=25)
NOBODY = uuid.UUID(int=0)
FOLDER = "folder"
# On the bucket those after which its half is other than the folder's; each costs a process.
AT_THE_BUCKET = ("after_upload_begin", "after_join", "inside_consume", "inside_upload_clear")


@pytest.fixture(scope="module")
def content() -> bytes:
    return noise()


@dataclass
class Accident:
    """A campaign, a photo of several parts, and processes that die over it."""

    surroundings: dict[str, str]
    campaign: Campaign
    content: bytes
    file: Path

    def at(self, point: str, step: str, upload: uuid.UUID = NOBODY) -> None:
        dies_at(point, self.surroundings, step, self.campaign.pk, upload, self.file, program="tests.fault.act_uploads")

    def begun(self) -> Upload:
        return upload_steps.begin(self.campaign, self.content)

    def sent(self) -> Upload:
        """An upload whose parts have all arrived."""
        upload = self.begun()
        upload_steps.all_parts(upload.pk, self.content)
        return upload

    def completed(self) -> Upload:
        return upload_steps.complete(self.sent().pk)

    def ends_well(self, upload: Upload) -> None:
        """Go on from wherever it is: one submission with the same bytes, and nothing else in the store a day later."""
        upload_steps.complete(upload.pk)
        upload_steps.send(self.campaign, upload.pk)
        asset = Asset.objects.get()
        with storage.open(asset.original_key) as original:
            assert original.read() == self.content
        assert Upload.objects.get(pk=upload.pk).state == Upload.State.CONSUMED
        only_this_is_left({asset.original_key})


def only_this_is_left(keys: set[str]) -> None:
    later = timezone.now() + NEXT_DAY
    services.sweep(at=later)
    reconciling.reconcile(at=later, remove=True)
    assert {found.key for found in multipart.listing()} == keys
    assert list(multipart.unfinished()) == []
    assert multipart.tidy(later) == 0
    assert Upload.objects.exclude(cleared_at=None).count() == Upload.objects.count()


@pytest.fixture
def accident(
    request: pytest.FixtureRequest, store: str, surroundings: dict[str, str], content: bytes, tmp_path: Path
) -> Accident:
    environment = dict(surroundings)
    if store == "bucket":
        server: StrictS3 = request.getfixturevalue("bucket")
        environment |= {"S3_BUCKET": BUCKET, "S3_ENDPOINT_URL": server.url, "S3_REGION": REGION,
                        "S3_ACCESS_KEY_ID": KEY_ID, "S3_SECRET_ACCESS_KEY": SECRET}  # fmt: skip
    file = tmp_path / "IMG_1.jpg"
    file.write_bytes(content)
    return Accident(environment, makers.campaign(), content, file)


def at(*points: str) -> pytest.MarkDecorator:
    """Each point on the folder, and on the bucket where it matters there."""
    places = [(FOLDER, point) for point in points] + [("bucket", point) for point in points if point in AT_THE_BUCKET]
    return pytest.mark.parametrize(("store", "point"), places)


@at("after_upload_row", "after_upload_begin")
def test_who_dies_while_beginning_leaves_nothing_for_long(accident: Accident, point: str) -> None:
    accident.at(point, "begin")
    assert Upload.objects.get().multipart_id == ""  # nobody heard of it, so the fan begins anew
    accident.ends_well(accident.sent())


@at("after_part_promise")
def test_who_dies_while_signing_is_asked_again(accident: Accident, point: str) -> None:
    upload = accident.begun()
    accident.at(point, "sign", upload.pk)
    assert (upload.parts.count(), upload_steps.there(upload)) == (1, [])
    upload_steps.all_parts(upload.pk, accident.content)
    accident.ends_well(upload)


@at("before_part_rename", "after_part_put")
def test_a_gateway_that_dies_has_the_part_whole_or_not_at_all(accident: Accident, point: str) -> None:
    upload = accident.begun()
    accident.at(point, "put", upload.pk)
    assert upload_steps.there(upload) == ([1] if point == "after_part_put" else [])
    upload_steps.all_parts(upload.pk, accident.content)
    accident.ends_well(upload)


@at("before_join", "inside_join", "inside_abort", "after_join", "after_look", "after_upload_completed")
def test_who_dies_while_completing_is_asked_again(accident: Accident, point: str) -> None:
    upload = accident.sent()
    accident.at(point, "complete", upload.pk)
    assert Upload.objects.get().state == ("completed" if point == "after_upload_completed" else "open")
    accident.ends_well(upload)


@at("before_original_put", "after_original_put", "inside_consume", "inside_intake", "after_intake_commit")
def test_a_sending_that_dies_uses_the_upload_once(accident: Accident, point: str) -> None:
    upload = accident.completed()
    accident.at(point, "send", upload.pk)
    assert Submission.objects.count() == (point == "after_intake_commit")
    accident.ends_well(upload)
    assert (Submission.objects.count(), Asset.objects.count()) == (1, 1)


@at("inside_upload_clear", "inside_abort", "before_upload_cleared")
def test_what_dies_while_clearing_is_cleared_by_the_sweep(accident: Accident, point: str) -> None:
    upload = accident.sent()
    services.abort(upload_id=upload.pk, at=timezone.now())
    accident.at(point, "clear", upload.pk)
    assert Upload.objects.get().cleared_at is None
    only_this_is_left(set())


@pytest.mark.parametrize("store", [FOLDER])
def test_without_the_second_try_it_stays_undone(accident: Accident) -> None:
    """The negative control: were this whole, the points above would prove nothing."""
    upload = accident.sent()
    accident.at("inside_join", "complete", upload.pk)
    assert Upload.objects.get().state == "open"
    assert not storage.exists(upload.object_key)
    left = timezone.now() + NEXT_DAY
    assert multipart.tidy(timezone.now() - timedelta(hours=1)) == 0  # somebody may be writing
    assert multipart.tidy(left) == 1
    assert multipart.tidy(left) == 0
