"""What strangers and mistakes send to the API: a clear refusal, never an error of ours, never another's answer."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actors import SYSTEM, Actor
from accounts.models import Brand, User
from accounts.roles import Role, Scope
from accounts.services import create_token, remove_member
from campaigns.models import Campaign
from core import storage
from galleries.models import Export
from tests import factories
from tests.portals.api.conftest import Caller

pytestmark = pytest.mark.django_db
DEEP = b"[" * 100_000
SURROGATE = b'{"use": {"channel": "print"}, "filter": {"campaign": "\\ud800"}}'
JSON = "application/json"


def token(brand: Brand, member: Actor, *scopes: Scope) -> str:
    """A token of this person with these scopes."""
    person = User.objects.get(pk=member.user_id or 0)
    _row, secret = create_token(brand=brand, user=person, name="t", scopes=scopes, by=SYSTEM, at=factories.NOW)
    return secret


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (DEEP, JSON, 400),
        (b'{"a":' * 100_000, JSON, 400),
        (b"[" * 40 + b"]" * 40, JSON, 400),
        (SURROGATE, JSON, 400),
        (b'{"\\ud800": 1}', JSON, 400),
        (b'{"format": NaN}', JSON, 400),
        (b"\xff\xfe", JSON, 400),
        (b'"' + b"x" * 2_100_000 + b'"', JSON, 413),
    ],
)
def test_an_odd_body_is_refused_with_a_problem(owner: Caller, body: bytes, content_type: str, status: int) -> None:
    answer = owner.client.generic("POST", "/api/v1/exports/", body, content_type=content_type, headers=owner.headers)

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-14:00", "2026-01-01T00:00:00"])
def test_a_time_that_no_calendar_has_is_refused(owner: Caller, moment: str) -> None:
    answer = owner.client.get("/api/v1/submissions/", {"since": moment}, headers=owner.headers)

    assert answer.status_code == 422


def test_the_accept_header_decides_nothing(owner: Caller) -> None:
    slug = owner.post("galleries/", {"title": "Lake", "published": True}).json()["slug"]

    answers = [
        Client().get(f"/api/v1/public/galleries/{slug}.{form}", headers={"Accept": kind})
        for form, kind in (("atom", "application/atom+xml"), ("json", "application/feed+json"))
    ]

    assert [answer.status_code for answer in answers] == [200, 200]


def test_another_person_gets_no_earlier_answer(campaign: Campaign, visitor: Caller) -> None:
    """The same connection, key and body, but not the contributor's token: found by nobody."""
    sent = visitor.send(campaign).json()
    token = sent["manage_url"].rpartition("/")[2]
    address = f"submissions/{sent['id']}/withdraw/"

    first = visitor.post(address, {}, Contributor_Token=token, Idempotency_Key="1")
    again = visitor.post(address, {}, Contributor_Token=token, Idempotency_Key="1")
    stranger = visitor.post(address, {}, Contributor_Token="x" * 43, Idempotency_Key="1")

    assert [answer.status_code for answer in (first, again, stranger)] == [200, 200, 404]


def test_a_smaller_token_gets_no_answer_of_a_larger_one(brand: Brand) -> None:
    person = factories.member(brand)
    large, small = (Caller(token(brand, person, scope)) for scope in (Scope.EXPORT, Scope.READ))
    body: dict[str, Any] = {"use": {"channel": "print"}, "filter": {"campaign": factories.campaign(brand).slug}}

    first = large.post("exports/", body, Idempotency_Key="1")
    other = small.post("exports/", body, Idempotency_Key="1")

    assert (first.status_code, other.status_code) == (201, 403)


def test_who_has_left_can_fetch_nothing_by_an_old_address(brand: Brand) -> None:
    member = factories.member(brand, Role.MARKETER)
    caller = Caller(token(brand, member, Scope.READ, Scope.EXPORT))
    export = _ready(brand)
    address = caller.get(f"exports/{export.pk}/").json()["download_url"]
    path = "/" + address.split("/", 3)[3]
    fetched: Any = Client().get(path)
    assert b"".join(fetched.streaming_content) == b"zip"

    remove_member(brand=brand, user_id=member.user_id or 0, by=factories.member(brand), at=factories.NOW)

    assert Client().get(path).status_code == 404


def _ready(brand: Brand) -> Export:
    key = f"{brand.pk}/export/file.zip"
    storage.put(key, ContentFile(b"zip"), "application/zip")
    return Export.objects.create(
        brand=brand,
        filter={"campaign": "x"},
        use={"channel": "print", "territory": "*", "edits": False, "ai": False},
        state="ready",
        key=key,
        bytes=3,
        sha256="0" * 64,
        due_at=factories.NOW,
        created_at=factories.NOW,
    )


def test_a_list_of_exports_costs_the_same_for_one_and_for_three(
    brand: Brand, owner: Caller, django_assert_num_queries: Any
) -> None:
    _ready(brand)
    with CaptureQueriesContext(connection) as one:
        assert len(owner.get("exports/").json()["results"]) == 1
    _ready(brand), _ready(brand)
    with django_assert_num_queries(len(one)):
        assert len(owner.get("exports/").json()["results"]) == 3


def test_what_a_token_opens_is_kept_by_no_cache(brand: Brand, owner: Caller) -> None:
    shown = owner.get(f"exports/{_ready(brand).pk}/")
    fetched: Any = Client().get("/" + shown.json()["download_url"].split("/", 3)[3])

    assert b"".join(fetched.streaming_content) == b"zip"
    assert {answer.headers["Cache-Control"] for answer in (shown, fetched)} == {"private, no-store"}


def test_a_file_that_is_away_is_said_so(brand: Brand, owner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    export = _ready(brand)
    address = owner.get(f"exports/{export.pk}/").json()["download_url"]
    path = "/" + address.split("/", 3)[3]

    def away(key: str) -> None:
        raise storage.Unavailable(key)

    monkeypatch.setattr(storage, "open", away)

    assert Client().get(path).status_code == 503


def test_an_address_is_checked_as_it_is_kept(campaign: Campaign, visitor: Caller) -> None:
    """A domain that only becomes wrong when it is written in small letters is refused, not stumbled over."""
    cache.clear()

    answer = visitor.send(campaign, email="a@" + "İ" * 60 + ".com")

    assert answer.status_code == 422
    assert "email" in json.loads(answer.content)["errors"]


def test_a_campaign_lives_in_years_that_pages_can_say(owner: Caller) -> None:
    answer = owner.post("campaigns/", {"title": "Far away", "opens_at": "9999-12-31T23:00:00Z"})

    assert answer.status_code == 422
