"""Two at once: completing, sending and beginning on the edge of the quota."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from submissions.models import Asset, Submission, Upload
from submissions.uploads import arrivals
from tests import factories
from tests.submissions import makers
from tests.submissions.uploads.conftest import Phone

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


@pytest.fixture
def phone(transactional_db: None, store: str, monkeypatch: pytest.MonkeyPatch) -> Phone:
    monkeypatch.setattr("core.nudge._send", lambda *_: None)
    return Phone(factories.campaign(factories.brand()))


def at_once(act: Callable[[Phone], Any], campaign: Any) -> list[int]:
    def one(_number: int) -> int:
        try:
            return int(act(Phone(campaign)).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(pool.map(one, range(AT_ONCE)))


def test_parallel_completes_are_one(phone: Phone, photo: bytes) -> None:
    id_ = phone.all_parts(photo)
    assert at_once(lambda other: other.complete(id_), phone.campaign) == [200] * AT_ONCE
    assert phone.submit(id_).status_code == 201


def test_parallel_sendings_use_an_upload_once(phone: Phone) -> None:
    id_ = phone.upload(makers.jpeg())
    assert at_once(lambda other: other.submit(id_), phone.campaign) == [201] + [422] * (AT_ONCE - 1)
    assert (Submission.objects.count(), Asset.objects.count()) == (1, 1)


def test_a_part_that_is_noted_in_parallel_is_charged_once(phone: Phone) -> None:
    content = makers.jpeg()
    id_ = phone.begin(content).json()["id"]
    assert phone.send_part(id_, 1, content).status == 200

    def note(_phone: Phone) -> Any:
        arrivals.note(Upload.objects.get(pk=id_), [1], at=timezone.now())
        return phone.show(id_)

    at_once(note, phone.campaign)
    assert Upload.objects.get(pk=id_).arrived == len(content)
