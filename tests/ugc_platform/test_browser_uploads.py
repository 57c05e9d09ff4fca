"""The doctor's look at the bucket's rules for browsers: the guide's own rule is enough, each line of it is needed."""

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from core import multipart, storage
from tests.core.conftest import bucket, client, s3_server
from tests.core.strict_s3 import BUCKET, StrictS3
from ugc_platform import browser_uploads, doctor

__all__ = ["bucket", "client", "s3_server"]
SITE = "https://fans.example.com"
GUIDE = Path(browser_uploads.__file__).parents[1] / "docs" / "operators.md"
WRONG_PLACES: dict[str, Any] = {"AllowedOrigins": ["https://other.example"], "AllowedMethods": ["GET"]}


def rule(site: str = SITE) -> dict[str, Any]:
    """The rule that the guide tells operators to set, for this site."""
    text = GUIDE.read_text().split("```json\n")[1].split("```")[0]
    found: dict[str, Any] = json.loads(text.replace(SITE, site))
    return found


def barrier(store: StrictS3, site: str = SITE) -> browser_uploads.Barrier | None:
    # moto speaks http only; that an https page refuses it is asked below.
    http = site.replace("https:", "http:")
    return browser_uploads.barrier(site=http, connects=["'self'", store.url])


def test_the_rule_of_the_guide_is_enough_and_nothing_is_left_behind(bucket: StrictS3, client: Any) -> None:
    client.put_bucket_cors(Bucket=BUCKET, CORSConfiguration=rule("http://fans.example.com"))
    assert barrier(bucket) is None
    assert (list(multipart.unfinished()), list(multipart.listing())) == ([], [])


def test_a_store_that_knows_fewer_words_is_well(bucket: StrictS3, client: Any) -> None:
    client.put_bucket_cors(Bucket=BUCKET, CORSConfiguration=rule("http://fans.example.com"))
    bucket.gate.knows = "etag"
    assert barrier(bucket) is None
    assert bucket.gate.refused == ["MalformedXML"]


@pytest.mark.parametrize("call", [("POST", "uploadId"), ("GET", "")])
def test_a_store_that_refuses_a_later_step_is_told_with_its_word(
    bucket: StrictS3, client: Any, call: tuple[str, str]
) -> None:
    """Begin, sign and send worked there, and fans waited for ever."""
    client.put_bucket_cors(Bucket=BUCKET, CORSConfiguration=rule("http://fans.example.com"))
    bucket.gate.refuses[call] = ("400 Bad Request", "InvalidPolicy")
    found = barrier(bucket)
    assert found is not None
    assert re.match("The store does not join, read or delete: .*InvalidPolicy", found.says)


def test_a_store_that_gives_nothing_up_is_refusing(bucket: StrictS3, client: Any) -> None:
    client.put_bucket_cors(Bucket=BUCKET, CORSConfiguration=rule("http://fans.example.com"))
    bucket.gate.refuses["DELETE", ""] = ("403 Forbidden", "AccessDenied")
    with pytest.raises(storage.Refused, match="AccessDenied"):
        barrier(bucket)


def test_a_store_that_takes_no_parts_at_all_is_ill(bucket: StrictS3, settings: Any) -> None:
    settings.S3_BUCKET = BUCKET
    bucket.gate.refuses["POST", "uploads"] = ("501 Not Implemented", "NotImplemented")
    with pytest.raises(doctor.CheckFailed, match="NotImplemented"):
        doctor.uploads()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("AllowedOrigins", "takes nothing from pages"),
        ("AllowedMethods", "takes nothing from pages"),
        ("AllowedHeaders", "takes nothing from pages"),
        ("ExposeHeaders", "does not expose ETag"),
    ],
)
def test_each_line_of_it_is_needed(bucket: StrictS3, client: Any, line: str, told: str) -> None:
    wrong = deepcopy(rule("http://fans.example.com"))
    wrong["CORSRules"][0][line] = WRONG_PLACES.get(line, [])
    client.put_bucket_cors(Bucket=BUCKET, CORSConfiguration=wrong)
    found = barrier(bucket)
    assert found is not None
    assert told in found.says
    assert (
        found.advice == "Give the bucket the CORS rule in docs/operators.md, with the origin http://fans.example.com."
    )


@pytest.mark.parametrize(
    ("methods", "headers", "told"),
    [
        ("GET", "*", "The bucket's CORS rule does not allow PUT."),
        ("GET, PUT", "Content-Type", "The bucket's CORS rule does not allow the headers x-amz-checksum-sha256."),
        ("PUT", "content-type, x-amz-checksum-sha256", None),
    ],
)
def test_a_store_that_names_what_it_allows_is_told_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, methods: str, headers: str, told: str | None
) -> None:
    """S3 refuses the whole question; other stores answer with what they would take."""
    answer = {
        "access-control-allow-origin": "*",
        "access-control-allow-methods": methods,
        "access-control-allow-headers": headers,
    }
    monkeypatch.setattr(browser_uploads, "_answer", lambda _request: answer)
    needed = {"Content-Type": "image/jpeg", "x-amz-checksum-sha256": "x"}
    found = browser_uploads._asked(multipart.Signed("https://store.example/part", needed), SITE)
    assert (found.says if found else None) == told


def test_the_doctor_tells_of_a_bucket_without_rules(bucket: StrictS3, settings: Any) -> None:
    settings.S3_BUCKET, settings.SITE_URL = BUCKET, "http://fans.example.com"
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {"connect-src": ["'self'", bucket.url]}}
    with pytest.raises(doctor.CheckFailed, match="takes nothing from pages of http://fans"):
        doctor.uploads()


def test_addresses_that_no_page_may_ask_are_told(bucket: StrictS3) -> None:
    foreign = browser_uploads.barrier(site="http://fans.example.com", connects=["'self'"])
    assert foreign is not None
    assert f"may not ask {bucket.url}" in foreign.says
    mixed = browser_uploads.barrier(site=SITE, connects=[bucket.url])
    assert mixed is not None
    assert "on an https page" in mixed.says


def test_a_folder_needs_no_rules() -> None:
    assert doctor.uploads() == "files come through this site"


@pytest.mark.parametrize("site", ["HTTP://Fans.example.COM", "http://fans.example.com:80"])
def test_a_site_is_asked_for_as_browsers_name_it(bucket: StrictS3, client: Any, site: str) -> None:
    client.put_bucket_cors(Bucket=BUCKET, CORSConfiguration=rule("http://fans.example.com"))
    assert browser_uploads.barrier(site=site, connects=["'self'", bucket.url]) is None
