"""Every limit of a sending says the same with an Idempotency-Key as without one; strangers' bodies are not hashed."""

import io
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from campaigns.models import Campaign
from outbox.models import IdempotencyKey
from portals.api import base
from submissions.models import Submission
from tests import factories
from tests.portals.api.conftest import Caller, photo
from tests.submissions import makers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("alone")]
MOST_BYTES = 200_000


@pytest.fixture
def campaign(db: None) -> Campaign:
    campaign = factories.campaign(factories.brand(), takes_videos=False)
    campaign.max_photo_bytes = MOST_BYTES
    campaign.save(update_fields=["max_photo_bytes"])
    return campaign


def photos(count: int) -> list[Any]:
    return [photo(f"{number}.jpg", makers.jpeg((number, 9, 9))) for number in range(count)]


def too_large() -> Any:
    return SimpleUploadedFile("large.jpg", makers.jpeg() + b"\0" * MOST_BYTES)


LIMITS: list[tuple[str, Callable[[], dict[str, Any]], int]] = [
    ("eleven files", lambda: {"files": photos(11)}, 422),
    ("more files than Django counts", lambda: {"files": photos(21)}, 422),
    ("a hundred and one files", lambda: {"files": photos(101)}, 413),
    ("one file too large", lambda: {"files": [too_large()]}, 422),
    ("a good file before one too large", lambda: {"files": [*photos(1), too_large()]}, 422),
    ("one too large before a good file", lambda: {"files": [too_large(), *photos(1)]}, 422),
    ("no file", lambda: {"files": []}, 422),
    ("an empty file", lambda: {"files": [SimpleUploadedFile("none.jpg", b"")]}, 422),
    ("an empty file too many", lambda: {"files": [*photos(10), SimpleUploadedFile("none.jpg", b"")]}, 422),
    ("nothing we take", lambda: {"files": [photo("page.jpg", b"<html>")]}, 422),
    ("a long caption", lambda: {"caption": "x" * 2001}, 422),
    ("a long name", lambda: {"name": "x" * 81}, 422),
    ("long words", lambda: {"caption": "x" * 2_200_000}, 413),
    ("too many fields", lambda: {"scopes": ["pages"] * 501}, 413),
    ("too many scopes", lambda: {"scopes": ["pages"] * 21}, 422),
    ("too many people", lambda: {"persons": str([{"name": f"{n}"} for n in range(11)]).replace("'", '"')}, 422),
    ("no consent", lambda: {"accept": "false"}, 422),
]


@pytest.mark.parametrize(("what", "said", "status"), LIMITS, ids=[name for name, _said, _status in LIMITS])
def test_a_limit_says_the_same_with_a_key(
    visitor: Caller, campaign: Campaign, what: str, said: Callable[[], dict[str, Any]], status: int
) -> None:
    answers = [visitor.send(campaign, **said(), key=key) for key in ("", str(uuid.uuid4()))]
    assert [answer.status_code for answer in answers] == [status, status], what
    assert answers[0].json() == answers[1].json()
    assert answers[0]["Content-Type"] == "application/problem+json"
    assert Submission.objects.count() == 0
    assert not IdempotencyKey.objects.exists()  # nothing was done: the key is free


def test_eleven_files_are_told_the_limit(visitor: Caller, campaign: Campaign) -> None:
    answer = visitor.send(campaign, files=photos(11), key="eleven")
    assert answer.json()["files"] == [
        {"index": 10, "name": "10.jpg", "code": "too_many", "message": "Please send at most 10 files at once."}
    ]
    # The control: ten are taken, once.
    taken, again = (visitor.send(campaign, files=photos(10), key="eleven") for _ in range(2))
    assert (taken.status_code, again.status_code) == (201, 201)
    assert taken.json() == again.json()
    assert Submission.objects.count() == 1


class Body(io.BytesIO):
    """Notices whether anybody reads it."""

    touched = False

    def read(self, *args: Any) -> bytes:
        self.touched = True
        return super().read(*args)


CLOSED_DOORS = [
    ("campaigns/", 401), ("galleries/", 401), ("exports/", 401), (f"submissions/{uuid.UUID(int=1)}/approve/", 401),
    (f"submissions/{uuid.UUID(int=1)}/reject/", 401), (f"submissions/{uuid.UUID(int=1)}/reopen/", 401),
    (f"submissions/{uuid.UUID(int=1)}/withdraw/", 404),
]  # fmt: skip


def call(path: str, body: Body, size: int, **headers: str) -> Any:
    """A request whose body is this."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    sent: dict[str, Any] = {
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
        "CONTENT_LENGTH": str(size),
        "wsgi.input": body,
    }
    return Client().generic("POST", f"/api/v1/{path}", b"", headers=given, **sent)


@pytest.mark.parametrize(("path", "status"), CLOSED_DOORS)
@pytest.mark.parametrize("key", ["", "any"])
def test_a_stranger_is_refused_before_the_body_is_read(path: str, status: int, key: str) -> None:
    body = Body(b"--x\r\n" * 10)
    answer = call(path, body, 50, **({"Idempotency-Key": key} if key else {}))
    assert answer.status_code == status
    assert not body.touched


def test_a_member_s_body_is_read_and_hashed(owner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    hashed: list[object] = []
    real = base._body_hash

    def noted(request: Any) -> str:
        hashed.append(request)
        return real(request)

    monkeypatch.setattr(base, "_body_hash", noted)
    assert owner.post("galleries/", {"title": "Best of"}, Idempotency_Key="one").status_code == 201
    assert len(hashed) == 1
    assert Caller().post("galleries/", {"title": "Best of"}, Idempotency_Key="one").status_code == 401
    assert len(hashed) == 1
