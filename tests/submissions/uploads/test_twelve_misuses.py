"""The twelve misuses of signed uploads, as one table: each is refused on both stores, nothing of it arrives, and what
an honest phone does next goes through. `test_misuse.py` goes further into each of them."""

import hashlib
import uuid
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.core import signing
from django.utils import timezone

from core import storage
from submissions.models import Submission, Upload
from tests import factories
from tests.submissions import makers
from tests.submissions.uploads.conftest import Phone

pytestmark = pytest.mark.usefixtures("nobody_comes")

CONTENT = makers.jpeg()
OTHER = bytes(reversed(CONTENT))
REFUSED = range(400, 500)


@dataclass
class Case:
    """An upload that was begun, with the signed address of its only part, and the means to misuse them."""

    phone: Phone
    settings: Any
    elapse: Callable[[timedelta], Any]
    id: str = ""
    url: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.id = self.phone.begin(CONTENT).json()["id"]
        self.url, self.headers = self.signed(self.id)

    @property
    def at_gateway(self) -> bool:
        return "/uploads/parts/" in self.url

    def signed(self, id_: str, number: int = 1, part: bytes = CONTENT) -> tuple[str, dict[str, str]]:
        answer = self.phone.sign(id_, number, part)
        assert answer.status_code == 200, answer.content
        return answer.json()["url"], answer.json()["headers"]

    def put(self, url: str = "", headers: dict[str, str] | None = None, body: bytes = CONTENT) -> int:
        return self.phone.put(url or self.url, self.headers if headers is None else headers, body).status

    def readdressed(self, old: Any, new: Any) -> str:
        """The same signature over something else: another value in the gateway's token, or in the bucket's address."""
        if not self.at_gateway:
            assert str(old) in self.url
            return self.url.replace(str(old), str(new), 1)
        token = self.url.rstrip("/").rsplit("/", 1)[1]
        said, signature = token.split(":", 1)
        values = signing.JSONSerializer().loads(signing.b64_decode(said.encode()))
        plain = old.partition("=")[2] if isinstance(old, str) and "=" in old else old
        wanted = new.partition("=")[2] if isinstance(new, str) and "=" in new else new
        forged = [type(value)(wanted) if str(value) == str(plain) else value for value in values]
        assert forged != values
        return self.url.replace(
            token, f"{signing.b64_encode(signing.JSONSerializer().dumps(forged)).decode()}:{signature}"
        )


def forged_size(case: Case) -> list[int]:
    return [case.put(body=body) for body in (CONTENT + b"more", CONTENT[:-1], b"")]


def forged_type(case: Case) -> list[int]:
    """Declared as a photo; the content tells."""
    page = b"<html><script>alert(1)</script></html>"
    id_ = case.phone.all_parts(page)
    refused = case.phone.complete(id_).status_code
    assert Upload.objects.get(pk=id_).state == "aborted"
    return [refused, case.phone.submit(id_).status_code]


def forged_key(case: Case) -> list[int]:
    other = case.phone.begin(CONTENT).json()["id"]
    mine, theirs = (Upload.objects.get(pk=pk).object_key for pk in (case.id, other))
    status = case.put(case.readdressed(mine, theirs))
    assert case.phone.show(other).json()["parts"] == []
    return [status]


def forged_part_number(case: Case) -> list[int]:
    status = case.put(case.readdressed("partNumber=1", "partNumber=2"))
    return [status, *(case.phone.sign(case.id, number, CONTENT).status_code for number in (0, 2, 10_001))]


def forged_checksum(case: Case) -> list[int]:
    name = "x-amz-checksum-sha256"
    forged = case.headers | {name: b64encode(hashlib.sha256(OTHER).digest()).decode()}
    return [case.put(body=OTHER), case.put(headers=forged, body=OTHER), case.put(headers=forged)]


def expired(case: Case) -> list[int]:
    with case.elapse(timedelta(seconds=301)):
        return [case.put()]


def other_session_or_campaign(case: Case) -> list[int]:
    """An id is bound to its campaign, and a guessed one opens nothing."""
    guessed, stranger = str(uuid.uuid4()), Phone(factories.campaign(factories.brand()))
    used = case.phone.upload(makers.jpeg((1, 2, 3)))
    statuses = [stranger.submit(used).status_code, case.phone.show(guessed).status_code]
    return [*statuses, case.phone.sign(guessed, 1, CONTENT).status_code, case.phone.complete(guessed).status_code]


def over_quota(case: Case) -> list[int]:
    limits = case.settings.MEDIA_LIMITS
    arrived = case.phone.upload(makers.jpeg((5, 5, 5)))
    statuses = []
    for name in ("upload_bytes_per_address", "upload_bytes_per_campaign"):
        case.settings.MEDIA_LIMITS = limits | {name: 2 * len(CONTENT) - 1}
        statuses.append(case.phone.begin(CONTENT).status_code)
        statuses.append(case.phone.sign(case.id, 1, CONTENT).status_code)
    case.settings.MEDIA_LIMITS = limits
    assert case.phone.drop(arrived).status_code == 204
    return statuses


def replay_after_complete(case: Case) -> list[int]:
    content = makers.jpeg((7, 7, 7))
    id_ = case.phone.begin(content).json()["id"]
    url, headers = case.signed(id_, part=content)
    assert case.put(url, headers, content) == 200
    assert case.phone.complete(id_).status_code == 200
    again = case.put(url, headers, content)
    with storage.open(Upload.objects.get(pk=id_).object_key) as kept:
        assert kept.read() == content
    # moto has no word for an upload that is over and breaks instead of answering 404
    return [404 if again == 500 and not case.at_gateway else again, case.phone.sign(id_, 1, content).status_code]


def tampered_signature(case: Case) -> list[int]:
    end = case.url.rstrip("/")
    flipped = end[:-1] + ("A" if end[-1] != "A" else "B") + case.url[len(end) :]
    without = case.url.replace("Signature=", "Sig=") if not case.at_gateway else end.rsplit(":", 1)[0] + "/"
    return [case.put(flipped), case.put(without)]


def different_method(case: Case) -> list[int]:
    if not case.at_gateway:
        return [requests.request(method, case.url, timeout=10).status_code for method in ("GET", "POST", "DELETE")]
    path = urlsplit(case.url).path
    return [getattr(case.phone.client, method)(path).status_code for method in ("get", "post", "delete", "patch")]


def missing_header(case: Case) -> list[int]:
    return [
        case.put(headers={n: v for n, v in case.headers.items() if not n.startswith("x-amz")}),
        case.put(headers={}),
    ]


MISUSES: list[Callable[[Case], list[int]]] = [
    forged_size, forged_type, forged_key, forged_part_number, forged_checksum, expired, other_session_or_campaign,
    over_quota, replay_after_complete, tampered_signature, different_method, missing_header,
]  # fmt: skip


@pytest.fixture
def case(
    phone: Phone, settings: Any, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, store: str
) -> Case:
    @contextmanager
    def elapse(time: timedelta) -> Iterator[None]:
        if store == "bucket":
            gate = request.getfixturevalue("bucket").gate
            gate.later = time
            yield
            gate.later = timedelta()
            return
        later = (timezone.now() + time).timestamp()
        with monkeypatch.context() as patched:
            patched.setattr("django.core.signing.time.time", lambda: later)
            yield

    return Case(phone, settings, elapse)


def test_there_are_twelve() -> None:
    assert len({misuse.__name__ for misuse in MISUSES}) == 12


@pytest.mark.parametrize("misuse", MISUSES, ids=lambda misuse: misuse.__name__)
def test_a_misuse_is_refused_and_the_honest_phone_goes_on(case: Case, misuse: Callable[[Case], list[int]]) -> None:
    statuses = misuse(case)
    assert statuses
    assert [status for status in statuses if status not in REFUSED] == []
    assert case.phone.show(case.id).json()["parts"] == []
    assert case.phone.complete(case.id).status_code == 409
    assert Submission.objects.count() == 0
    # The negative control: what was falsified goes through when it is not.
    assert case.put() == 200
    assert case.phone.complete(case.id).status_code == 200
    assert case.phone.submit(case.id).status_code == 201
