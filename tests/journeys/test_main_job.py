"""The main job through the API, as another system would run it: from a phone to an export, and back."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from PIL import Image

from tests.journeys import media
from tests.journeys.platform import Api, Platform, last_segment, unique, until

pytestmark = [pytest.mark.journey, pytest.mark.services]
TERMS = {
    "locale": "en",
    "text": "You keep your rights. You allow us to show your work as ticked below.",
    "summary": ["It stays yours.", "We show it where you allow it.", "You can take it back at any time."],
    "scopes": ["pages", "social", "ads", "edits"],
}


@pytest.fixture(scope="module")
def api(platform: Platform) -> Api:
    return Api(platform, platform.found_brand(unique("story")))


@pytest.fixture(scope="module")
def campaign(api: Api) -> str:
    slug: str = api.call("POST", "campaigns/", json={"title": "A story", "terms": TERMS}, expect=201).json()["slug"]
    api.call("POST", f"campaigns/{slug}/open/")
    return slug


def send(platform: Platform, campaign: str, name: str, content: bytes, **fields: Any) -> dict[str, Any]:
    visitor = Api(platform)
    terms: Any = visitor.get(f"campaigns/{campaign}/")["terms"]
    values = {
        "caption": "Seen today",
        "name": "Story Teller",
        "terms_version": terms["version"],
        "accept": "true",
        "age_confirmed": "true",
        "scopes": ["pages"],
        "people": "nobody",
        "music": "none",
        **fields,
    }
    sent: dict[str, Any] = visitor.call(
        "POST", f"campaigns/{campaign}/submissions/", data=values, files=[("files", (name, content))], expect=201
    ).json()
    return sent


def status(platform: Platform, sent: dict[str, Any]) -> dict[str, Any]:
    token = last_segment(sent["manage_url"])
    return Api(platform).get(f"submissions/{sent['id']}/status/", headers={"Contributor-Token": token})


def wait_for(platform: Platform, sent: dict[str, Any], state: str, seconds: float = 60) -> None:
    until(lambda: status(platform, sent)["state"] == state, seconds, f"{sent['id']} is {state}")


def decide(api: Api, sent: dict[str, Any], verdict: str, **said: Any) -> None:
    version = api.get(f"submissions/{sent['id']}/")["version"]
    api.call("POST", f"submissions/{sent['id']}/{verdict}/", json=said, headers={"If-Match": f'"{version}"'})


def exported(api: Api, gallery: str) -> dict[str, Any]:
    asked = {"gallery": gallery, "use": {"channel": "brand_page"}, "format": "zip"}
    export = api.call("POST", "exports/", json=asked, expect=201).json()
    until(lambda: api.get(f"exports/{export['id']}/")["state"] in ("ready", "failed"), 120, "the export is ready")
    done = api.get(f"exports/{export['id']}/")
    assert done["state"] == "ready", done
    return done


def public_bytes(gallery: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Every file of a public gallery as a visitor's browser gets it."""
    for item in gallery["items"]:
        for file in item["media"]:
            response = requests.get(file["url"], timeout=30)
            assert response.status_code == 200, file["url"]
            # Between list and picture the public rendition may have taken the place of the review's.
            assert response.headers["Content-Type"].partition("/")[0] == file["content_type"].partition("/")[0]
            yield file["url"], response.content


def assert_bare(name: str, content: bytes, facts: tuple[bytes, ...]) -> None:
    for fact in facts:
        assert fact not in content, f"{fact!r} left the house in {name}"
    if name.rpartition(".")[2] in ("jpg", "jpeg", "webp", "avif"):
        image = Image.open(io.BytesIO(content))
        assert not image.getexif().get_ifd(0x8825), name
        assert "comment" not in image.info, name


def test_main_job_from_phone_to_export_and_withdrawal(platform: Platform, api: Api, campaign: str) -> None:
    originals = {"photo.jpg": media.phone_jpeg(), "IMG_0001.HEIC": media.iphone_heic(), "clip.MOV": media.phone_mov()}
    facts = tuple({fact for original in originals.values() for fact in media.facts_of(original)})
    sent = {name: send(platform, campaign, name, content) for name, content in originals.items()}
    for one in sent.values():
        wait_for(platform, one, "awaiting_review")

    decide(api, sent["photo.jpg"], "approve")
    decide(api, sent["clip.MOV"], "approve")
    decide(api, sent["IMG_0001.HEIC"], "reject", reason="quality", note="A little too dark.")
    rejected = status(platform, sent["IMG_0001.HEIC"])
    assert rejected["reasons"][0]["code"] == "quality"
    assert rejected["reasons"][0]["note"] == "A little too dark."

    slug = api.call("POST", "galleries/", json={"title": "Best of the story"}, expect=201).json()["slug"]
    ids = [one["id"] for one in sent.values()]
    api.call("PUT", f"galleries/{slug}/items/", json={"submissions": ids})
    Api(platform).call("GET", f"public/galleries/{slug}/", expect=404)
    api.call("PATCH", f"galleries/{slug}/", json={"published": True})

    shown: Any = Api(platform).get(f"public/galleries/{slug}/")
    approved = {sent["photo.jpg"]["id"], sent["clip.MOV"]["id"]}
    assert {item["submission_id"] for item in shown["items"]} == approved
    files = dict(public_bytes(shown))
    assert files
    for address, content in files.items():
        assert_bare(address, content, facts)

    export = exported(api, slug)
    archive = zipfile.ZipFile(io.BytesIO(requests.get(export["download_url"], timeout=60).content))
    assert archive.testzip() is None
    manifest = json.loads(archive.read("manifest.json"))
    rows = manifest["rows"]
    assert {row["submission_id"] for row in rows} == approved
    for row in rows:
        content = archive.read(row["file"])
        assert hashlib.sha256(content).hexdigest() == row["sha256"]
        assert row["terms_version"] == 1
        assert row["evidence_grade"] == "D", "another system says that they agreed: we showed nobody anything"
        assert_bare(row["file"], content, facts)
    table = list(csv.DictReader(io.StringIO(archive.read("manifest.csv").decode("utf-8-sig"))))
    assert {row["file"] for row in table} == {row["file"] for row in rows}
    assert {entry["submission_id"] for entry in export["refused"]} == {sent["IMG_0001.HEIC"]["id"]}

    gone = sent["photo.jpg"]
    addresses = [
        file["url"] for item in shown["items"] if item["submission_id"] == gone["id"] for file in item["media"]
    ]
    token = last_segment(gone["manage_url"])
    withdrawn = Api(platform).call(
        "POST", f"submissions/{gone['id']}/withdraw/", json={}, headers={"Contributor-Token": token}
    )
    assert withdrawn.json()["state"] == "withdrawn"
    assert_gone(platform, api, slug, gone, addresses, export)


def assert_gone(
    platform: Platform, api: Api, slug: str, gone: dict[str, Any], addresses: list[str], export: dict[str, Any]
) -> None:
    pages = [
        f"{platform.address}/g/{slug}/",
        f"{platform.address}/api/v1/public/galleries/{slug}.json",
        f"{platform.address}/api/v1/public/galleries/{slug}.atom",
    ]
    keys = {address.split("/m/")[1].split("/")[0] for address in addresses}

    def everywhere() -> bool:
        texts = [requests.get(page, timeout=30).text for page in pages]
        served = [requests.get(address, timeout=30).status_code for address in addresses]
        return all(key not in text for key in keys for text in texts) and set(served) == {404}

    until(everywhere, 60, "the withdrawn photo is gone from page, feeds and media addresses")
    assert requests.get(export["download_url"], timeout=30).status_code == 410
    again = exported(api, slug)
    archive = zipfile.ZipFile(io.BytesIO(requests.get(again["download_url"], timeout=60).content))
    manifest = json.loads(archive.read("manifest.json"))
    rows = manifest["rows"]
    assert gone["id"] not in {row["submission_id"] for row in rows}
    assert gone["id"] in {entry["submission_id"] for entry in again["refused"]}
    answer = api.call(
        "POST", "rights/check/", json={"asset": assets_of(api, gone)[0], "use": {"channel": "brand_page"}}
    ).json()
    assert answer["allowed"] is False


def assets_of(api: Api, sent: dict[str, Any]) -> list[str]:
    whole: Any = api.get(f"submissions/{sent['id']}/")
    return [asset["id"] for asset in whole["assets"]]


HOSTILE = {
    "empty.jpg": b"",
    "truncated.jpg": media.jpeg_with_gps()[:900],
    "page.jpg": b"<!doctype html><script>alert(1)</script>" * 20,
    "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "archive.jpg": b"PK\x03\x04" + b"\0" * 500,
    "list.mp4": b"#EXTM3U\nhttp://127.0.0.1:9/secret\n",
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_file_is_refused_with_a_sentence_or_ends_unusable(platform: Platform, campaign: str, name: str) -> None:
    visitor = Api(platform)
    values = {"terms_version": "1", "accept": "true", "age_confirmed": "true", "scopes": ["pages"]}
    response = visitor.session.post(
        f"{visitor.root}/campaigns/{campaign}/submissions/",
        data=values,
        files=[("files", (name, HOSTILE[name]))],
        timeout=60,
    )
    assert response.status_code in (201, 422), response.text
    if response.status_code == 422:
        assert response.json()["files"][0]["message"]
    else:
        wait_for(platform, response.json(), "unusable")
        assert status(platform, response.json())["assets"][0]["reason"]["sentence"]


@pytest.mark.parametrize("name", ["../../etc/passwd.jpg", "a\x00b.jpg", "con.jpg", "ü" * 300 + ".jpg", "  .jpg"])
def test_hostile_name_is_only_a_name(platform: Platform, api: Api, campaign: str, name: str) -> None:
    sent = send(platform, campaign, name, media.jpeg_with_gps())
    wait_for(platform, sent, "awaiting_review")
    whole: Any = api.get(f"submissions/{sent['id']}/")
    assert "/" not in whole["assets"][0]["filename"]
    assert "\x00" not in whole["assets"][0]["filename"]
