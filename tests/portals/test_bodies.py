"""How much each door takes is asked before a byte of a body is read; the answer is a sentence, as page or as JSON."""

import io
from contextlib import suppress
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import User
from campaigns.models import Campaign
from core import request_notes
from portals import bodies
from submissions.uploads import services as uploads_services
from tests import factories

pytestmark = pytest.mark.django_db
PLAIN = 2 * 1024 * 1024
FORMS = "multipart/form-data; boundary=x"
# Every door that takes more than a form without files: a new one is a decision.
LARGE = {
    "fans:submit": 2_000_000_000, "fans:another": 2_000_000_000, "api:send": 2_000_000_000,
    "media:upload-part": 5 * 1024 * 1024, "marketers:hero": 20_000_000 + PLAIN, "marketers:logo": 5_000_000 + PLAIN,
}  # fmt: skip


class Read(Exception):
    """Somebody read it."""


class Unread(io.BytesIO):
    """A body that nobody may read."""

    def read(self, *_args: Any) -> bytes:
        raise Read

    readline = read


def post(path: str, size: int | str, *, client: Client | None = None, kind: str = FORMS, **more: Any) -> Any:
    sent = {"CONTENT_LENGTH": str(size), "CONTENT_TYPE": kind, "wsgi.input": Unread(), **more}
    return (client or Client()).generic("POST", path, b"", **sent)


def views(resolver: URLResolver, space: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            found |= views(pattern, f"{pattern.namespace or space.rstrip(':')}:" if pattern.namespace or space else "")
        elif isinstance(pattern, URLPattern) and pattern.name:
            found[f"{space}{pattern.name}"] = getattr(pattern.callback, "cls", pattern.callback)
    return found


def test_these_doors_take_more_than_a_form() -> None:
    said = {name: getattr(view, "takes_bytes", bodies.plain)() for name, view in views(get_resolver()).items()}
    assert {name: most for name, most in said.items() if most > PLAIN} == LARGE
    assert LARGE["media:upload-part"] == uploads_services.largest_part()


@pytest.fixture
def campaign() -> Campaign:
    return factories.campaign(factories.brand())


def doors(campaign: Campaign) -> dict[str, int]:
    api = f"/api/v1/campaigns/{campaign.slug}"
    return {
        f"/c/{campaign.slug}/submit/": 2_000_000_000,
        f"{api}/submissions/": 2_000_000_000,
        "/uploads/parts/any/": 5 * 1024 * 1024,
        f"{api}/uploads/": PLAIN,
        "/api/v1/exports/": PLAIN,
        "/accounts/login/": PLAIN,
        "/find/any/": PLAIN,
        "/no/such/page/": PLAIN,
        f"/studio/{campaign.brand.slug}/settings/logo/": PLAIN,
    }


def test_more_than_a_door_takes_is_refused_unread(campaign: Campaign) -> None:
    for path, most in doors(campaign).items():
        answer = post(path, most + 1)
        assert answer.status_code == 413, path
        assert "<h1>These files are too large together</h1>" in answer.content.decode() or path.startswith("/api/")


def test_what_a_door_takes_is_not_refused_for_its_length(campaign: Campaign) -> None:
    """The control: at the limit somebody begins to read, or has another reason not to."""
    for path, most in doors(campaign).items():
        with suppress(Read):
            assert post(path, most).status_code != 413, path


def test_a_picture_of_a_brand_is_taken_of_members_only(campaign: Campaign) -> None:
    path = f"/studio/{campaign.brand.slug}/settings/logo/"
    member = Client()
    member.force_login(User.objects.get(pk=factories.member(campaign.brand).user_id or 0))
    assert post(path, 4_000_000).status_code == 413
    with pytest.raises(Read):
        post(path, 4_000_000, client=member)
    assert post(path, 5_000_000 + PLAIN + 1, client=member).status_code == 413


def test_a_refusal_of_the_api_is_a_problem_document(campaign: Campaign) -> None:
    answer = post(f"/api/v1/campaigns/{campaign.slug}/submissions/", 2_000_000_001, HTTP_IDEMPOTENCY_KEY="any")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "/api/docs/#too_large",
        "title": "Too large",
        "status": 413,
        "code": "too_large",
        "detail": "This is more than a request may hold.",
    }


def test_a_form_s_script_is_told_in_its_own_shape(campaign: Campaign) -> None:
    answer = post(f"/c/{campaign.slug}/submit/", 2_000_000_001, HTTP_ACCEPT="application/json")
    assert (answer.status_code, answer.json()["errors"]) == (413, {"": ["This is more than a request may hold."]})


@pytest.mark.parametrize(("why", "status", "sentence"), [
    (request_notes.LATE, 408, "This arrived so slowly that we stopped waiting."),
    (request_notes.BUSY, 503, "So much is arriving at this moment"),
])  # fmt: skip
@pytest.mark.parametrize("path", ["/accounts/login/", "/api/v1/exports/"])
def test_what_did_not_arrive_is_told(path: str, why: str, status: int, sentence: str) -> None:
    more: dict[str, Any] = {request_notes.MISSING: why}
    answer = post(path, 10, **more)
    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert answer.headers.get("Retry-After") == ("60" if status == 503 else None)


def test_no_visitor_can_say_that(campaign: Campaign) -> None:
    """The control: a header becomes another name."""
    answer = Client().post("/api/v1/exports/", headers={"fanfare.missing": "late", "fanfare-missing": "late"})
    assert answer.status_code == 401


def test_a_body_of_unknown_length_is_asked_for_its_length() -> None:
    answer = Client().post("/api/v1/exports/", headers={"Transfer-Encoding": "chunked"})
    assert (answer.status_code, answer.json()["code"]) == (411, "length_missing")


def test_the_limit_of_forms_is_a_setting() -> None:
    assert settings.MEDIA_DEFAULTS["max_form_bytes"] == 2_000_000_000
