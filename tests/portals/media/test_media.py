"""Media addresses: only what may be shown now, in parts when asked, kept for a minute at most."""

import hashlib
import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Campaign
from core import storage
from galleries import services as galleries_services
from galleries.models import Placement
from moderation import services as moderation_services
from portals import addresses
from portals.media import delivery
from submissions.models import Rendition, Submission
from tests import factories
from tests.galleries import stage
from tests.portals import answers
from tests.submissions import makers

pytestmark = pytest.mark.django_db
BYTES = bytes(range(256)) * 40


@pytest.fixture(autouse=True)
def _nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.nudge._send", lambda *_: None)


def kept(submission: Submission, content: bytes = BYTES, **fields: Any) -> Rendition:
    """A rendition with its file."""
    asset = submission.assets.get()
    made = stage.rendition(asset, bytes=len(content), sha256=hashlib.sha256(content).hexdigest(), **fields)
    storage.put(made.key, ContentFile(content), made.content_type)
    return made


@pytest.fixture
def submission(db: None) -> Submission:
    return stage.approved(makers.campaign(), name="Mira")


@pytest.fixture
def address(submission: Submission) -> str:
    kept(submission)
    galleries_services.place(submission_id=submission.pk, at=timezone.now())
    return reverse("media:public", kwargs={"key": Placement.objects.get().key, "spec": "photo-640"})


def test_a_placed_picture_is_sent_with_headers_that_keep_it_a_picture(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answers.body(answer) == BYTES
    assert {name: answer.headers[name] for name in (
        "Content-Type", "Content-Length", "Cache-Control", "X-Content-Type-Options", "Content-Security-Policy",
        "Content-Disposition", "Accept-Ranges",
    )} == {
        "Content-Type": "image/jpeg",
        "Content-Length": str(len(BYTES)),
        "Cache-Control": "public, max-age=60",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Content-Disposition": 'inline; filename="photo-640.jpg"',
        "Accept-Ranges": "bytes",
    }  # fmt: skip
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize(
    ("asked", "status", "part", "told"),
    [
        ("bytes=0-1", 206, BYTES[:2], "bytes 0-1/10240"),
        ("bytes=10230-", 206, BYTES[10230:], "bytes 10230-10239/10240"),
        ("bytes=-5", 206, BYTES[-5:], "bytes 10235-10239/10240"),
        ("bytes=5-99999", 206, BYTES[5:], "bytes 5-10239/10240"),
        ("bytes=-99999", 206, BYTES, "bytes 0-10239/10240"),
        ("bytes=10240-", 416, b"", "bytes */10240"),
        ("bytes=-0", 416, b"", "bytes */10240"),
        ("bytes=5-2", 200, BYTES, None),
        ("bytes=0-1,4-5", 200, BYTES, None),
        ("pages=1-2", 200, BYTES, None),
        ("bytes=" + "9" * 40 + "-", 200, BYTES, None),
    ],
)
def test_parts_are_sent_as_phones_ask_for_them(
    client: Client, address: str, asked: str, status: int, part: bytes, told: str | None
) -> None:
    answer = client.get(address, headers={"Range": asked})
    assert (answer.status_code, answers.body(answer), answer.headers.get("Content-Range")) == (status, part, told)
    assert answer.headers["Cache-Control"] == "public, max-age=60"


def test_a_part_of_what_changed_meanwhile_is_the_whole(client: Client, address: str) -> None:
    answer = client.get(address, headers={"Range": "bytes=0-1", "If-Range": '"another"'})
    assert (answer.status_code, answers.body(answer)) == (200, BYTES)


def test_head_and_unchanged_send_no_body(client: Client, address: str) -> None:
    head = client.head(address)
    again = client.get(address, headers={"If-None-Match": head.headers["ETag"]})
    assert (head.status_code, head.content, head.headers["Content-Length"]) == (200, b"", str(len(BYTES)))
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == "public, max-age=60"


def test_until_it_is_made_the_public_size_is_the_review_one(client: Client, submission: Submission) -> None:
    kept(submission, spec="photo-1280", stage="review")
    galleries_services.place(submission_id=submission.pk, at=timezone.now())
    key = Placement.objects.get().key
    assert answers.body(client.get(reverse("media:public", kwargs={"key": key, "spec": "photo-2048"}))) == BYTES


def test_everything_that_may_not_be_seen_looks_alike(client: Client, address: str, submission: Submission) -> None:
    key = Placement.objects.get().key
    others = [
        f"/m/{'0' * 32}/photo-640",
        f"/m/{key}/original",
        f"/m/{key}/full",
        f"/m/{key}/video-720",
        f"/m/{key.upper()}/photo-640",
        "/m/x/y",
    ]
    answers = [client.get(other) for other in others]
    stage.withdraw(submission, at=timezone.now())
    answers.append(client.get(address))
    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(rb'nonce="[^"]+"', b"", answer.content) for answer in answers}) == 1


def test_a_withdrawn_picture_is_gone_at_once_also_for_who_has_it(
    client: Client, address: str, submission: Submission
) -> None:
    etag = client.head(address).headers["ETag"]
    stage.withdraw(submission, at=timezone.now())
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 404


def test_a_reopened_picture_is_not_public(client: Client, address: str, submission: Submission) -> None:
    moderation_services.reopen(
        submission=submission, version=submission.version, by=stage.moderator(submission.brand), at=timezone.now()
    )
    assert client.get(address).status_code == 404


def test_a_lost_file_is_missing_not_broken(client: Client, address: str) -> None:
    storage.delete(Rendition.objects.get().key)
    assert client.get(address).status_code == 404


def test_a_store_that_does_not_answer_says_try_again(
    client: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(key: str) -> None:
        raise storage.Unavailable(key)

    monkeypatch.setattr(storage, "open", down)
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")


def test_a_bucket_is_reached_by_a_link_that_dies_soon(
    client: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, object] = {}

    def signed(key: str, **wanted: object) -> str:
        asked.update(wanted)
        return "https://bucket.example/object?signature=1"

    monkeypatch.setattr(storage, "signed_url", signed)
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Location"]) == (302, "https://bucket.example/object?signature=1")
    assert answer.headers["Cache-Control"] == "public, max-age=30"
    assert asked == {"seconds": 60, "content_type": "image/jpeg"}


def test_a_member_address_is_private_and_ends(client: Client) -> None:
    waiting = stage.waiting(makers.campaign())
    rendition = kept(waiting, spec="photo-320", stage="review")
    link = addresses.member_url(rendition)
    now = client.get(link)
    assert answers.body(now) == BYTES
    lives = re.fullmatch(r"private, max-age=(\d+)", now.headers["Cache-Control"])
    assert now.status_code == 200
    assert lives
    assert addresses.MEMBER_SECONDS // 2 - 5 <= int(lives.group(1)) <= addresses.MEMBER_SECONDS
    assert now.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    with pytest.MonkeyPatch.context() as clock:
        later = (timezone.now() + timedelta(seconds=addresses.MEMBER_SECONDS + 2)).timestamp()
        clock.setattr("django.core.signing.time.time", lambda: later)
        assert client.get(link).status_code == 404


def test_a_member_address_stays_the_same_for_half_of_its_life(monkeypatch: pytest.MonkeyPatch) -> None:
    rendition = kept(stage.waiting(makers.campaign()), spec="photo-320", stage="review")
    links = []
    for second in (0, 1, 149, 150):
        monkeypatch.setattr("portals.addresses.time.time", lambda second=second: 1_800_000_000.0 + second)
        links.append(addresses.member_url(rendition))
    assert (links[0] == links[1] == links[2], links[2] == links[3]) == (True, False)


def test_a_redirect_is_kept_less_long_than_its_link_lives() -> None:
    assert [delivery._redirect(delivery.kept_by_them(seconds)) for seconds in (200, 7)] == [
        "private, max-age=190",
        "private, max-age=0",
    ]
    assert delivery._redirect(delivery.PRIVATE) == "private, no-store"


def test_a_member_address_cannot_be_made_up(client: Client) -> None:
    rendition = kept(stage.waiting(makers.campaign()))
    link = addresses.member_url(rendition)
    forged = [link[:-2] + "xx", f"/media/member/{rendition.pk}", "/media/member/a:b:c", "/media/member/%00"]
    assert {client.get(other).status_code for other in forged} == {404}


def test_a_member_address_shows_nothing_that_was_taken_back(client: Client) -> None:
    waiting = stage.waiting(makers.campaign())
    link = addresses.member_url(kept(waiting))
    stage.withdraw(waiting, at=timezone.now())
    assert client.get(link).status_code == 404


def test_a_hero_whose_file_is_gone_is_missing_and_no_error(client: Client) -> None:
    campaign = factories.campaign()
    Campaign.objects.filter(pk=campaign.pk).update(hero_key=f"{campaign.brand_id}/{campaign.pk}/hero-gone")
    campaign.refresh_from_db()

    assert client.get(addresses.hero_url(campaign)).status_code == 404


def test_a_hero_is_shown_while_the_campaign_is_public(client: Client) -> None:
    campaign = factories.campaign()
    key = f"{campaign.brand_id}/{campaign.pk}/hero-abc"
    picture = makers.jpeg()
    storage.put(key, ContentFile(picture), "image/jpeg")
    Campaign.objects.filter(pk=campaign.pk).update(hero_key=key)
    campaign.refresh_from_db()
    link = addresses.hero_url(campaign)
    answer = client.get(link)
    assert answers.body(answer) == picture
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("image/jpeg", delivery.DECORATION)
    assert client.get(link.replace(link.rsplit("/", 1)[1], "other")).status_code == 404
    with pytest.MonkeyPatch.context() as bucket:
        bucket.setattr(storage, "signed_url", lambda *_, **__: "https://bucket.example/hero?signature=1")
        assert client.get(link).headers["Cache-Control"] == "public, max-age=30"
    Campaign.objects.filter(pk=campaign.pk).update(state="archived")
    assert client.get(link).status_code == 404


def test_a_stream_that_cannot_seek_is_read_forward(tmp_path: Path) -> None:
    class Forward:
        def __init__(self) -> None:
            self.file = ContentFile(BYTES)

        def seekable(self) -> bool:
            return False

        def read(self, count: int = -1) -> bytes:
            return bytes(self.file.read(count))

        def close(self) -> None:
            self.file.close()

    part = delivery._Part(Forward(), 300, 310)  # type: ignore[arg-type]
    assert b"".join(iter(lambda: part.read(4), b"")) == BYTES[300:310]


@pytest.mark.parametrize(("asked", "first", "length"), [("", 0, len(BYTES)), ("bytes=300-", 300, len(BYTES) - 300)])
def test_a_file_of_the_folder_is_left_to_the_web_server(
    submission: Submission, asked: str, first: int, length: int
) -> None:
    """Copied piece by piece, what slow readers do not take would fill the disk. The test client would hide it."""
    asking = RequestFactory().get("/", headers={"Range": asked} if asked else {})
    answer: Any = delivery.deliver(asking, delivery.stored(kept(submission)), caching=delivery.PUBLIC)
    file = answer.file_to_stream
    assert (os.lseek(file.fileno(), 0, os.SEEK_CUR), int(answer.headers["Content-Length"])) == (first, length)
    assert os.pread(file.fileno(), length, first) == BYTES[first:]
    answer.close()
    with pytest.raises(ValueError, match="closed"):
        file.fileno()
