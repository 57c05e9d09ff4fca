"""What anybody may read is compressed by the application; what carries a secret goes out as it is."""

import gzip
import re
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts import services as accounts_services
from accounts.roles import Role
from campaigns.models import Campaign
from galleries import services as galleries_services
from portals import compression
from tests import factories
from tests.galleries import stage
from tests.portals import rooms

BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd"}


@pytest.fixture
def campaign(db: None) -> Campaign:
    return factories.campaign(title="Morning light")


def address(name: str, **names: Any) -> str:
    return reverse(f"fans:{name}", kwargs=names)


def gallery(campaign: Campaign) -> str:
    by = factories.owner(campaign.brand)
    made = galleries_services.create(brand=campaign.brand, title="Aurora", by=by, at=timezone.now())
    return galleries_services.publish(gallery=made, by=by, at=timezone.now()).slug


def test_public_pages_and_feeds_are_compressed(client: Client, campaign: Campaign) -> None:
    slug = gallery(campaign)
    for path in (
        "/",
        address("campaign", slug=campaign.slug),
        address("terms", slug=campaign.slug),
        address("gallery", slug=slug),
    ):
        plain, packed = client.get(path), client.get(path, headers=BROWSER)
        assert "Content-Encoding" not in plain.headers, path
        assert packed.headers["Content-Encoding"] == "gzip", path
        assert {"Accept-Encoding", "Cookie"} <= {one.strip() for one in packed.headers["Vary"].split(",")}
        assert "Accept-Encoding" in plain.headers["Vary"]
        text = gzip.decompress(packed.content)
        assert text.startswith(b"<!doctype html>")
        assert len(packed.content) < 0.5 * len(text), path


def test_pages_with_a_secret_or_a_token_are_not(client: Client, campaign: Campaign) -> None:
    waiting = stage.waiting(campaign, at=timezone.now())
    token = accounts_services.issue_contributor_token(contributor=waiting.contributor, at=timezone.now())
    paths = [
        address("me", token=token),
        address("another", token=token, slug=campaign.slug),
        address("receipt", token=token, submission=waiting.pk),
        address("find", slug=campaign.slug),
        reverse("account_login"),
    ]
    for path in paths:
        answer = client.get(path, headers=BROWSER)
        assert (path, answer.status_code) == (path, 200)
        assert "Content-Encoding" not in answer.headers, path
    member = rooms.signed_in(campaign.brand, Role.OWNER)
    answer = member.get(reverse("marketers:library", kwargs={"brand": campaign.brand.slug}), headers=BROWSER)
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


def test_the_sending_page_compresses_itself_with_another_length_and_token_each_time(
    client: Client, campaign: Campaign
) -> None:
    answers = [client.get(address("submit", slug=campaign.slug), headers=BROWSER) for _ in range(8)]
    assert {answer.headers["Content-Encoding"] for answer in answers} == {"gzip"}
    pages = [gzip.decompress(answer.content).decode() for answer in answers]
    tokens = {token for page in pages for token in re.findall(r'csrfmiddlewaretoken" value="(\w+)', page)}
    assert len(tokens) == 8
    assert len({len(answer.content) for answer in answers}) > 1


def answered(response: HttpResponse, **asked: Any) -> HttpResponse:
    request: HttpRequest = RequestFactory().get("/", headers=BROWSER | asked)
    made = compression.CompressionMiddleware(lambda _request: response)(request)
    assert isinstance(made, HttpResponse)
    return made


PAGE = "<!doctype html>" + "<p>light</p>" * 200


@pytest.mark.parametrize("accepted", ["", "br", "deflate, br", "identity"])
def test_who_does_not_take_gzip_gets_none(accepted: str) -> None:
    answer = answered(HttpResponse(PAGE), **{"Accept-Encoding": accepted})
    assert answer.content == PAGE.encode()
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_what_is_private_small_packed_or_of_another_kind_stays_as_it_is() -> None:
    cookie = HttpResponse(PAGE)
    cookie.set_cookie("csrftoken", "secret")
    for response in (
        cookie,
        HttpResponse(PAGE, headers={"Cache-Control": "private"}),
        HttpResponse(PAGE, headers={"Cache-Control": "max-age=0, no-store"}),
        HttpResponse("<p>short</p>"),
        HttpResponse(PAGE, content_type="image/svg+xml"),
        HttpResponse(PAGE, headers={"Content-Encoding": "br"}),
    ):
        before = response.content
        assert answered(response).content == before


def test_the_same_content_in_other_bytes_has_a_weak_tag_and_its_own_length() -> None:
    response = HttpResponse(PAGE, headers={"ETag": '"one"', "Content-Length": str(len(PAGE))})
    answer = answered(response)
    assert answer.headers["ETag"] == 'W/"one"'
    assert answer.headers["Content-Length"] == str(len(answer.content))
    assert gzip.decompress(answer.content) == PAGE.encode()
