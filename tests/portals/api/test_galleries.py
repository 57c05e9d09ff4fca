"""Galleries, feeds, exports and rights through the API."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator

from accounts.models import ApiToken, AuditEntry, Membership
from campaigns.models import Campaign
from galleries.models import Export
from tests.portals.api.conftest import Caller, photo

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh_quotas() -> None:
    cache.clear()


@pytest.fixture
def approved(owner: Caller, visitor: Caller, campaign: Campaign) -> dict[str, Any]:
    return approve(owner, visitor.send(campaign).json())


def approve(owner: Caller, sent: dict[str, Any]) -> dict[str, Any]:
    version = owner.get(f"submissions/{sent['id']}/").json()["version"]
    assert owner.post(f"submissions/{sent['id']}/approve/", {"version": version}).status_code == 200
    return sent


@pytest.fixture
def gallery(owner: Caller, approved: dict[str, Any]) -> str:
    slug: str = owner.post("galleries/", {"title": "Best"}).json()["slug"]
    assert owner.call("put", f"galleries/{slug}/items/", {"submissions": [approved["id"]]}).status_code == 200
    assert owner.call("patch", f"galleries/{slug}/", {"published": True}).json()["published"] is True
    return slug


def test_public_gallery_shows_what_is_approved_and_allowed(
    owner: Caller, visitor: Caller, campaign: Campaign, gallery: str, approved: dict[str, Any]
) -> None:
    waiting = visitor.send(campaign, caption="Still waiting").json()
    owner.call("put", f"galleries/{gallery}/items/", {"submissions": [waiting["id"], approved["id"]]})
    shown = visitor.get(f"public/galleries/{gallery}/").json()
    assert [item["submission_id"] for item in shown["items"]] == [approved["id"]]
    assert set(shown["items"][0]) == {"submission_id", "asset_id", "kind", "caption", "credit", "alt", "media"}


def test_unpublished_foreign_and_missing_galleries_look_the_same(
    owner: Caller, stranger: Caller, visitor: Caller, gallery: str
) -> None:
    owner.call("patch", f"galleries/{gallery}/", {"published": False})
    hidden, missing = visitor.get(f"public/galleries/{gallery}/"), visitor.get("public/galleries/none/")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content
    for method, body in [("get", None), ("patch", {"title": "Mine"})]:
        assert stranger.call(method, f"galleries/{gallery}/", body).status_code == 404
    assert stranger.call("put", f"galleries/{gallery}/items/", {"submissions": []}).status_code == 404


def test_feeds_follow_the_gallery_and_answer_304(visitor: Caller, gallery: str, approved: dict[str, Any]) -> None:
    feed = visitor.get(f"public/galleries/{gallery}.json")
    assert feed.json()["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["_fanfare"]["submission_id"] for item in feed.json()["items"]] == [approved["id"]]
    assert "max-age=30" in feed.headers["Cache-Control"]
    same = visitor.get(f"public/galleries/{gallery}.json", If_None_Match=feed.headers["ETag"])
    kept = ("ETag", "Cache-Control", "Access-Control-Allow-Origin")
    assert (same.status_code, [same.headers[name] for name in kept]) == (304, [feed.headers[name] for name in kept])
    atom = visitor.get(f"public/galleries/{gallery}.atom")
    assert atom.headers["Content-Type"].startswith("application/atom+xml")
    assert b"<entry>" in atom.content


def test_export_carries_rights_and_stops_after_withdrawal(
    owner: Caller, visitor: Caller, gallery: str, approved: dict[str, Any]
) -> None:
    asked = owner.post("exports/", {"gallery": gallery, "use": {"channel": "brand_page"}, "format": "zip"})
    assert asked.status_code == 201, asked.content
    export = owner.get(f"exports/{asked.json()['id']}/").json()
    assert export["state"] == "ready", export
    link = export["download_url"].partition("/api/v1/")[2]
    archive = zipfile.ZipFile(io.BytesIO(b"".join(visitor.get(link).streaming_content)))
    assert "manifest.json" in archive.namelist()
    assert json.loads(archive.read("manifest.json"))
    forged = link.replace(link.split("/")[-2], link.split("/")[-2][:-3] + "abc")
    assert visitor.get(forged).status_code == 404
    token = approved["manage_url"].rpartition("/")[2]
    visitor.post(f"submissions/{approved['id']}/withdraw/", {}, Contributor_Token=token)
    assert visitor.get(link).status_code == 410
    assert visitor.get(f"public/galleries/{gallery}/").json()["items"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"use": {"channel": "moon"}}, "use"),
        ({"use": {"channel": "embed", "territory": "Germany"}}, "use"),
        ({"use": {"channel": "embed"}, "gallery": "none"}, "gallery"),
        ({"use": {"channel": "embed"}}, "gallery"),
        ({"use": {"channel": "embed"}, "filter": {"campaign": "\u0000"}}, "filter"),
        ({}, "use"),
    ],
)
def test_export_refuses_bad_requests_by_field(owner: Caller, body: dict[str, Any], field: str) -> None:
    response = owner.post("exports/", body)
    assert response.status_code == 422, response.content
    assert field in response.json()["errors"]


def test_rights_check_says_why_with_event_numbers(owner: Caller, stranger: Caller, approved: dict[str, Any]) -> None:
    asset = owner.get(f"submissions/{approved['id']}/").json()["assets"][0]["id"]
    allowed = owner.post("rights/check/", {"asset": asset, "use": {"channel": "brand_page"}}).json()
    assert allowed["allowed"] is True
    assert allowed["events"]
    assert allowed["evidence"] == {"takes": ["A", "B", "C", "D"], "given": ["D"]}
    refused = owner.post("rights/check/", {"asset": asset, "use": {"channel": "paid_ads"}}).json()
    assert refused["evidence"] == {"takes": ["A", "B"], "given": ["D"]}
    assert refused["allowed"] is False
    assert refused["reasons"][0]["sentence"]
    assert stranger.post("rights/check/", {"asset": asset, "use": {"channel": "brand_page"}}).status_code == 404
    history = owner.get(f"submissions/{approved['id']}/rights/").json()
    assert {"grant", "release"} <= {event["kind"] for event in history["events"]}


def test_token_scopes_limit_what_its_owner_may(brand: Any, approved: dict[str, Any], gallery: str) -> None:
    from tests import factories

    reader = Caller(factories.api_token(brand, scopes=("read",)))
    assert reader.get("submissions/").status_code == 200
    assert reader.post("galleries/", {"title": "No"}).status_code == 403
    assert reader.post("exports/", {"gallery": gallery, "use": {"channel": "embed"}}).status_code == 403
    assert reader.post(f"submissions/{approved['id']}/reopen/", {"version": 1}).status_code == 403


def test_a_token_that_only_exports_reads_its_own_exports_and_nothing_else(brand: Any, gallery: str) -> None:
    from tests import factories

    exporter = Caller(factories.api_token(brand, scopes=("export",)))
    body = {"gallery": gallery, "use": {"channel": "brand_page"}, "format": "zip"}
    others = Caller(factories.api_token(brand)).post("exports/", body).json()["id"]
    own = exporter.post("exports/", body).json()["id"]
    assert [row["id"] for row in exporter.get("exports/").json()["results"]] == [own]
    assert exporter.get(f"exports/{own}/").json()["download_url"]
    assert [exporter.get(path).status_code for path in (f"exports/{others}/", f"galleries/{gallery}/")] == [404, 403]
    assert exporter.post("exports/", {**body, "gallery": "none"}).status_code == 422
    reader = Caller(factories.api_token(brand, scopes=("read", "export")))
    assert {row["id"] for row in reader.get("exports/").json()["results"]} == {own, others}


def test_campaign_is_made_opened_and_closed(owner: Caller, visitor: Caller, stranger: Caller) -> None:
    terms = {"text": "You allow what you tick.", "summary": ["It stays yours."], "scopes": ["pages", "ads"]}
    body = {
        "title": "Autumn light",
        "hashtags": ["#AutumnLight", "autumnlight"],
        "questions": [{"key": "where", "label": "Where?", "kind": "short_text"}],
    }
    made = owner.post("campaigns/", body)
    assert made.status_code == 201, made.content
    slug = made.json()["slug"]
    assert made.json()["hashtags"] == ["autumnlight"]
    assert visitor.get(f"campaigns/{slug}/").status_code == 404
    assert owner.post(f"campaigns/{slug}/open/").status_code == 409
    assert owner.call("patch", f"campaigns/{slug}/", {"terms": terms}).json()["terms"]["version"] == 1
    assert owner.post(f"campaigns/{slug}/open/").json()["state"] == "live"
    assert [scope["key"] for scope in visitor.get(f"campaigns/{slug}/").json()["terms"]["scopes"]] == ["pages", "ads"]
    assert slug in [row["slug"] for row in visitor.get("campaigns/").json()["results"]]
    assert stranger.call("patch", f"campaigns/{slug}/", {"title": "Mine"}).status_code == 404
    assert owner.post(f"campaigns/{slug}/close/").json()["state"] == "closed"
    assert owner.post(f"campaigns/{slug}/close/").status_code == 409


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"accent": "red"},
        {"opens_at": "2026-05-02T00:00:00Z", "closes_at": "2026-05-01T00:00:00Z"},
        {"takes_photos": False, "takes_videos": False},
        {"hashtags": ["two words"]},
        {"terms": {"text": "only a text"}},
        {"questions": [{"label": "No key"}]},
        {"terms": {"text": "x", "summary": ["y"], "scopes": ["moon"]}},
        {"questions": [{"key": "q", "label": "Q", "kind": "choice", "options": []}]},
        {"title": "nul\u0000"},
    ],
)
def test_campaign_refuses_bad_fields(owner: Caller, campaign: Campaign, change: dict[str, Any]) -> None:
    response = owner.call("patch", f"campaigns/{campaign.slug}/", change)
    assert response.status_code == 422, response.content
    assert response.json()["errors"]


def test_hostile_name_is_cleaned(owner: Caller, visitor: Caller, campaign: Campaign) -> None:
    sent = visitor.send(campaign, [photo("../../x\r\n.jpg")]).json()
    name = owner.get(f"submissions/{sent['id']}/").json()["assets"][0]["filename"]
    assert not set(name) & set("/\\\r\n\x00")


def test_schema_and_docs_open_for_everybody_and_are_made_once(
    visitor: Caller, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = visitor.client.get("/api/schema/")
    monkeypatch.delattr(SchemaGenerator, "parse")
    again, page = visitor.client.get("/api/schema/"), visitor.client.get("/api/docs/")
    assert (first.status_code, again.content, page.status_code) == (200, first.content, 200)
    assert b"/api/v1/campaigns/" in first.content
    assert b"/api/v1/campaigns/" in page.content


def ready(owner: Caller, gallery: str) -> tuple[Export, str]:
    """An export that was not fetched yet, and the address it is fetched from."""
    body = {"gallery": gallery, "use": {"channel": "brand_page"}, "format": "zip"}
    export = owner.get(f"exports/{owner.post('exports/', body).json()['id']}/").json()
    return Export.objects.get(pk=export["id"]), export["download_url"].partition("/api/v1/")[2]


def test_asking_whether_a_file_is_there_is_no_download(owner: Caller, visitor: Caller, gallery: str) -> None:
    export, link = ready(owner, gallery)
    asked = visitor.call("head", link)
    assert (asked.status_code, asked.headers["Content-Type"]) == (200, "application/zip")
    assert int(asked.headers["Content-Length"]) == export.bytes
    assert "attachment" in asked.headers["Content-Disposition"]
    export.refresh_from_db()
    assert export.downloaded_at is None
    assert not AuditEntry.objects.filter(action="export.downloaded").exists()
    assert len(b"".join(visitor.get(link).streaming_content)) == export.bytes  # the control
    export.refresh_from_db()
    assert export.downloaded_at is not None


def test_asking_for_what_may_not_be_fetched_is_refused_too(
    owner: Caller, visitor: Caller, gallery: str, approved: dict[str, Any]
) -> None:
    _export, link = ready(owner, gallery)
    token = approved["manage_url"].rpartition("/")[2]
    visitor.post(f"submissions/{approved['id']}/withdraw/", {}, Contributor_Token=token)
    assert visitor.call("head", link).status_code == 410
    assert visitor.call("head", link.replace("/download/", "/download/x")).status_code == 404


@pytest.mark.parametrize("change", ["revoked", "other scopes", "expired", "no member any more"])
def test_a_link_ends_with_the_token_that_asked_for_it(
    owner: Caller, visitor: Caller, gallery: str, change: str
) -> None:
    _export, link = ready(owner, gallery)
    assert visitor.call("head", link).status_code == 200
    token = ApiToken.objects.get()
    past = timezone.now() - timedelta(minutes=1)
    if change == "revoked":
        ApiToken.objects.update(revoked_at=past)
    elif change == "other scopes":
        ApiToken.objects.update(scopes=["read"])
    elif change == "expired":
        ApiToken.objects.update(expires_at=past)
    else:
        Membership.objects.filter(user=token.user).delete()
    assert {visitor.call("head", link).status_code, visitor.get(link).status_code} <= {403, 404}
