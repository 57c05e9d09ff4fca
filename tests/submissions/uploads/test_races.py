"""Two at once: completing, sending and beginning on the edge of the quota."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from core import multipart
from submissions.models import Asset, Submission, Upload
from submissions.uploads import arrivals
from tests import factories
from tests.submissions import makers
from tests.submissions.uploads.conftest import Phone

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


@pytest.fixture
def phone(transactional_db: None, store: str, nobody_comes: None) -> Phone:
    return Phone(factories.campaign(factories.brand()))


def at_once(act: Callable[[Phone], Any], campaign: Any) -> list[int]:
    def one(_number: int) -> int:
        try:
            return int(act(Phone(campaign)).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(pool.map(one, range(AT_ONCE)))


def test_parallel_completes_are_one(phone: Phone, photo: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of them copied the whole file."""
    joins: list[str] = []
    join = multipart.join

    def noted(key: str, *more: Any) -> None:
        joins.append(key)
        join(key, *more)

    monkeypatch.setattr(multipart, "join", noted)
    id_ = phone.all_parts(photo)
    answers = at_once(lambda other: other.complete(id_), phone.campaign)
    assert 200 in answers
    assert set(answers) <= {200, 409}
    assert len(joins) == 1
    assert phone.complete(id_).status_code == 200
    assert phone.submit(id_).status_code == 201


def test_who_completes_while_another_joins_is_told_to_ask_again(
    phone: Phone, photo: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = phone.all_parts(photo)
    others: list[Any] = []
    join = multipart.join

    def meanwhile(*what: Any) -> None:
        monkeypatch.setattr(multipart, "join", join)

        def ask() -> None:
            try:
                others.extend([phone.complete(id_), phone.client.post(f"/uploads/{id_}/")])
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as pool:
            pool.submit(ask).result(30)
        join(*what)

    monkeypatch.setattr(multipart, "join", meanwhile)
    assert phone.complete(id_).status_code == 200
    assert [(other.status_code, other.headers["Retry-After"]) for other in others] == [(409, "2"), (503, "10")]
    assert others[0].json()["code"] == "in_progress"
    assert phone.complete(id_).status_code == 200  # the control: nobody joins any more


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
