"""Quotas charge what arrived: promises refuse nobody, and what is never sent is given back within minutes."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core import multipart, storage
from submissions.models import Upload
from submissions.uploads import arrivals, limits, services as uploads_services
from submissions.uploads.services import ending
from tests import factories
from tests.submissions import makers
from tests.submissions.uploads.conftest import MIB, Phone, split

pytestmark = pytest.mark.usefixtures("nobody_comes")
CONTENT = makers.jpeg()
ELSEWHERE = "203.0.113.50"


def limit(settings: Any, **limits: int) -> None:
    settings.MEDIA_LIMITS = settings.MEDIA_LIMITS | limits


def neighbour(phone: Phone, address: str = ELSEWHERE) -> Phone:
    """Somebody else who sends to the same campaign."""
    other = Phone(phone.campaign)
    other.client = Client(REMOTE_ADDR=address)
    return other


def test_announced_bytes_close_a_campaign_to_nobody(phone: Phone, settings: Any) -> None:
    """Four hundred and forty announced videos, none of them sent, closed a campaign for a day."""
    limit(settings, upload_bytes_per_campaign=900_000_000, upload_bytes_per_address=900_000_000)
    for number in range(12):
        assert phone.begin(CONTENT, size=500_000_000, content_type="video/mp4").status_code == 201, number
    for other in (phone, neighbour(phone)):  # on the same connection, and on another one
        assert other.submit(other.upload(CONTENT)).status_code == 201


def test_a_signed_part_that_never_comes_refuses_nobody(phone: Phone, settings: Any) -> None:
    limit(settings, upload_bytes_per_campaign=12 * MIB, upload_bytes_per_address=12 * MIB)
    for number in range(4):
        id_ = phone.begin(CONTENT, size=10 * MIB, content_type="video/mp4").json()["id"]
        for part in (1, 2):
            assert phone.sign(id_, part, b"", size=5 * MIB, sha256=f"{number}{part}".zfill(64)).status_code == 200
    assert neighbour(phone).begin(CONTENT).status_code == 201
    assert phone.submit(phone.upload(CONTENT)).status_code == 201


@pytest.mark.parametrize("name", ["upload_bytes_per_address", "upload_bytes_per_campaign"])
def test_arrived_bytes_are_charged(phone: Phone, settings: Any, name: str) -> None:
    """The control: real bytes close the door, for those who share them, until they are used."""
    photos = [makers.jpeg((number, 8, 8)) for number in range(2)]
    limit(settings, **{name: sum(len(photo) for photo in photos)})
    begun = phone.begin(CONTENT).json()["id"]
    sent = [phone.upload(photo) for photo in photos]
    assert phone.begin(CONTENT).status_code == 429
    assert phone.sign(begun, 1, CONTENT).status_code == 429
    assert neighbour(phone).begin(CONTENT).status_code == (201 if "address" in name else 429)
    assert phone.submit(sent[0]).status_code == 201
    assert phone.send_part(begun, 1, CONTENT).status == 200


def test_a_part_is_charged_once(phone: Phone) -> None:
    id_ = phone.begin(CONTENT).json()["id"]
    for _ in range(3):
        assert phone.send_part(id_, 1, CONTENT).status == 200
        phone.show(id_)
        arrivals.ask(Upload.objects.get(pk=id_), at=timezone.now())
    assert Upload.objects.get(pk=id_).arrived == len(CONTENT)
    phone.complete(id_)
    assert Upload.objects.get(pk=id_).arrived == len(CONTENT)


def test_a_part_that_has_arrived_may_come_again_over_the_quota(phone: Phone, settings: Any, photo: bytes) -> None:
    id_ = phone.begin(photo).json()["id"]
    first, second = split(photo, 5 * MIB)[:2]
    assert phone.send_part(id_, 1, first).status == 200
    arrivals.ask(Upload.objects.get(pk=id_), at=timezone.now())
    limit(settings, upload_bytes_per_address=len(first) + len(second) - 1)
    assert phone.send_part(id_, 1, first).status == 200
    assert phone.sign(id_, 2, second).status_code == 429


def test_a_store_is_asked_now_and_then_while_parts_are_signed(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "ASK_AFTER", 2)
    piece = bytes(5 * MIB)
    id_ = phone.begin(piece, size=20 * MIB, content_type="video/mp4").json()["id"]
    for number in (1, 2, 3):
        assert phone.send_part(id_, number, piece).status == 200
    assert Upload.objects.get(pk=id_).arrived >= 10 * MIB


def later(id_: str, by: timedelta) -> Any:
    """A sweep this long after the upload was last heard of."""
    return uploads_services.sweep(at=Upload.objects.get(pk=id_).touched_at + by)


def test_what_is_never_sent_is_given_back_within_minutes(phone: Phone) -> None:
    id_ = phone.begin(CONTENT).json()["id"]
    assert later(id_, ending.SILENT - timedelta(seconds=1))["silent"] == 0
    assert phone.show(id_).status_code == 200
    assert later(id_, ending.SILENT)["silent"] == 1
    assert phone.show(id_).status_code == 404
    assert phone.sign(id_, 1, CONTENT).status_code == 404  # a page begins anew then


def test_an_upload_of_which_a_part_has_come_lives_for_its_day(phone: Phone, photo: bytes) -> None:
    """The control; a bucket is asked before anything is taken for forgotten."""
    id_ = phone.begin(photo).json()["id"]
    assert phone.send_part(id_, 1, split(photo, 5 * MIB)[0]).status == 200
    assert later(id_, ending.SILENT)["silent"] == 0
    assert Upload.objects.get(pk=id_).arrived == 5 * MIB
    assert later(id_, timedelta(hours=23))["silent"] == 0
    assert phone.show(id_).status_code == 200


def test_signing_is_a_sign_of_life(phone: Phone) -> None:
    id_ = phone.begin(CONTENT).json()["id"]
    Upload.objects.filter(pk=id_).update(touched_at=timezone.now() - timedelta(hours=1))
    assert phone.sign(id_, 1, CONTENT).status_code == 200
    assert uploads_services.sweep(at=timezone.now())["silent"] == 0


def test_who_only_signs_keeps_no_place_for_longer_than_an_hour(phone: Phone, photo: bytes) -> None:
    """One visitor of a shared connection held all its places for a day, by signing a part now and then."""
    kept, other = (phone.begin(photo).json()["id"] for _ in range(2))
    first = split(photo, 5 * MIB)[0]
    assert phone.send_part(other, 1, first).status == 200
    begun = Upload.objects.get(pk=kept).created_at
    for minutes in range(10, 60, 10):
        Upload.objects.filter(pk=kept).update(touched_at=begun + timedelta(minutes=minutes))
        assert uploads_services.sweep(at=begun + timedelta(minutes=minutes))["silent"] == 0
    assert uploads_services.sweep(at=begun + ending.SIGNED_ONLY)["silent"] == 1
    assert [phone.show(id_).status_code for id_ in (kept, other)] == [404, 200]  # the control: a part of it has come


def test_many_beginnings_end_nobodys_upload_and_are_refused_themselves(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oldest made room, also one whose first part was on its way: two hundred beginnings stopped a neighbour."""
    monkeypatch.setattr(limits, "MOST_SILENT", 3)
    neighbours = phone.begin(CONTENT).json()["id"]
    signed = phone.sign(neighbours, 1, CONTENT).json()
    asked: list[object] = []

    def noted(*what: object) -> list[object]:
        asked.append(what)
        return []

    with monkeypatch.context() as watched:
        watched.setattr(multipart, "arrived", noted)
        assert [phone.begin(CONTENT).status_code for _ in range(5)] == [201, 201, 429, 429, 429]
    assert asked == []  # a beginning costs the store no question
    assert phone.put(signed["url"], signed["headers"], CONTENT).status == 200
    assert phone.complete(neighbours).status_code == 200
    assert neighbour(phone).begin(CONTENT).status_code == 201
    assert phone.begin(CONTENT).status_code == 201  # the control: what has arrived is silent no longer
    assert phone.begin(CONTENT).status_code == 429


def elsewhere(phone: Phone) -> Phone:
    """The same connection at another brand."""
    return Phone(factories.campaign(factories.brand()))


def test_what_was_promised_to_one_campaign_closes_no_other_one(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hundred announced files at one brand refused everybody of the connection at all others."""
    monkeypatch.setattr(limits, "MOST_SILENT", 2)
    assert [phone.begin(CONTENT).status_code for _ in range(3)] == [201, 201, 429]  # the control is the last
    other = elsewhere(phone)
    assert other.submit(other.upload(CONTENT)).status_code == 201


def test_what_was_begun_at_one_campaign_uses_up_no_other_ones_hour(phone: Phone, settings: Any) -> None:
    settings.SUBMISSIONS_PER_HOUR = 1
    limit(settings, max_files=2)
    assert [phone.begin(CONTENT).status_code for _ in range(3)] == [201, 201, 429]
    other = elsewhere(phone)
    assert other.submit(other.upload(CONTENT)).status_code == 201


def in_all_words(phone: Phone, id_: str) -> list[int]:
    """Every call about an upload that may ask the store."""
    path = f"/uploads/{id_}/"
    answers = [phone.show(id_), phone.sign(id_, 1, CONTENT), phone.complete(id_), phone.client.get(path)]
    return [answer.status_code for answer in (*answers, phone.client.post(path))]


def test_calls_about_nothing_take_nobodys_calls(phone: Phone, settings: Any) -> None:
    """An hour of invented ids was everybody's hour; so was a busy phone at another brand."""
    settings.SUBMISSIONS_PER_HOUR = 12
    limit(settings, max_files=1)
    mine, theirs = phone.begin(CONTENT).json()["id"], elsewhere(phone).begin(CONTENT).json()["id"]
    missing = [status for _ in range(60) for status in in_all_words(phone, str(uuid.uuid4()))]
    assert missing == [404] * 12 + [429] * 288
    for _ in range(240):
        assert phone.show(theirs).status_code == 200
    # The control: that phone has used up its calls, and only these.
    assert in_all_words(phone, theirs) == [429] * 5
    assert phone.sign(mine, 1, CONTENT).status_code == 200


def test_silent_beginnings_are_given_back_and_others_may_begin(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_SILENT", 1)
    id_ = phone.begin(CONTENT).json()["id"]
    assert phone.begin(CONTENT).status_code == 429
    assert later(id_, ending.SILENT)["silent"] == 1
    assert phone.begin(CONTENT).status_code == 201


def test_room_is_asked_for_when_a_part_arrives(phone: Phone, settings: Any) -> None:
    """Many parts could be signed while there was room for one, and all of them came."""
    photos = [makers.jpeg((number, 8, 8)) for number in range(2)]
    ids = [phone.begin(photo).json()["id"] for photo in photos]
    signed = [phone.sign(id_, 1, photo).json() for id_, photo in zip(ids, photos, strict=True)]
    if "/uploads/parts/" not in signed[0]["url"]:
        pytest.skip("a bucket takes a signed part unasked")
    limit(settings, upload_bytes_per_address=sum(len(photo) for photo in photos) - 1)
    answers = [phone.put(one["url"], one["headers"], photo).status for one, photo in zip(signed, photos, strict=True)]
    assert answers == [200, 503]
    assert Upload.objects.get(pk=ids[1]).arrived == 0
    # The control: what has arrived may come again, and with room the other one is taken too.
    assert phone.put(signed[0]["url"], signed[0]["headers"], photos[0]).status == 200
    limit(settings, upload_bytes_per_address=sum(len(photo) for photo in photos))
    assert phone.put(signed[1]["url"], signed[1]["headers"], photos[1]).status == 200


@pytest.mark.parametrize("name", ["upload_bytes_per_address", "upload_bytes_per_campaign"])
def test_where_room_is_short_what_was_still_for_hours_makes_room(phone: Phone, settings: Any, name: str) -> None:
    """Bytes of which nobody had made anything closed a campaign for a day."""
    photos = [makers.jpeg((number, 8, 8)) for number in range(2)]
    ids = [phone.upload(photo) for photo in photos]
    limit(settings, **{name: sum(len(photo) for photo in photos)})
    still = Upload.objects.filter(pk=ids[0])
    still.update(touched_at=timezone.now() - ending.STILL + timedelta(minutes=5))
    assert phone.begin(CONTENT).status_code == 429  # the control: nobody who may come back in a moment
    Upload.objects.filter(pk__in=ids).update(touched_at=timezone.now() - ending.STILL)
    still.update(touched_at=timezone.now() - 2 * ending.STILL)
    apart = Phone(factories.campaign(factories.brand()))  # somebody who shares neither connection nor campaign
    apart.client = Client(REMOTE_ADDR=ELSEWHERE)
    theirs = apart.upload(makers.jpeg((9, 9, 9)))
    Upload.objects.filter(pk=theirs).update(touched_at=timezone.now() - 3 * ending.STILL)
    assert phone.begin(photos[0]).status_code == 201
    assert [phone.show(id_).status_code for id_ in ids] == [404, 200]  # no more than is needed
    assert apart.show(theirs).status_code == 200


def test_where_there_is_room_an_upload_has_its_day(phone: Phone, photo: bytes) -> None:
    id_ = phone.begin(photo).json()["id"]
    assert phone.send_part(id_, 1, split(photo, 5 * MIB)[0]).status == 200
    Upload.objects.filter(pk=id_).update(touched_at=timezone.now() - timedelta(hours=20))
    assert phone.begin(CONTENT).status_code == 201
    assert phone.show(id_).status_code == 200


def test_who_comes_back_to_a_still_upload_does_not_lose_it(phone: Phone, settings: Any, photo: bytes) -> None:
    id_ = phone.begin(photo).json()["id"]
    first, second = split(photo, 5 * MIB)[:2]
    assert phone.send_part(id_, 1, first).status == 200
    arrivals.ask(Upload.objects.get(pk=id_), at=timezone.now())
    Upload.objects.filter(pk=id_).update(touched_at=timezone.now() - timedelta(hours=20))
    limit(settings, upload_bytes_per_address=len(first))
    assert phone.sign(id_, 2, second).status_code == 429
    assert phone.show(id_).status_code == 200


def test_a_store_that_does_not_answer_gives_nothing_back(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    id_ = phone.begin(CONTENT).json()["id"]
    with monkeypatch.context() as down:
        down.setattr(multipart, "arrived", lambda *_: (_ for _ in ()).throw(storage.Unavailable("down")))
        assert later(id_, ending.SILENT)["silent"] == 0
    assert later(id_, ending.SILENT)["silent"] == 1


def test_one_upload_that_the_store_refuses_keeps_no_other_from_being_given_back(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused, other = (phone.begin(CONTENT).json()["id"] for _ in range(2))
    Upload.objects.filter(pk=refused).update(touched_at=timezone.now() - timedelta(hours=1))  # it is asked first
    secret, real = Upload.objects.get(pk=refused).object_key, multipart.arrived

    def arrived(key: str, handle: str) -> Any:
        if key == secret:
            raise storage.Refused("no", "AccessDenied")
        return real(key, handle)

    monkeypatch.setattr(multipart, "arrived", arrived)
    assert later(other, ending.SILENT)["silent"] == 1
    assert [Upload.objects.get(pk=id_).state for id_ in (refused, other)] == [Upload.State.OPEN, Upload.State.ABORTED]


def test_an_upload_that_was_never_opened_in_the_store_is_given_back_unasked(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = phone.begin(CONTENT).json()["id"]
    Upload.objects.filter(pk=id_).update(multipart_id="")

    def arrived(*_: object) -> Any:
        raise storage.Refused("a call without a handle", "ParamValidationError")

    monkeypatch.setattr(multipart, "arrived", arrived)
    assert later(id_, ending.SILENT)["silent"] == 1


def test_other_brands_are_not_asked_for_room(phone: Phone, settings: Any) -> None:
    """A campaign that is full says nothing to another one."""
    limit(settings, upload_bytes_per_campaign=len(CONTENT))
    phone.upload(CONTENT)
    other = Phone(factories.campaign(factories.brand()))
    assert (phone.begin(CONTENT).status_code, other.begin(CONTENT).status_code) == (429, 201)
