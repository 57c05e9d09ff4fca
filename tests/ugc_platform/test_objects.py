"""The description of the object store, and what a browser may load from it."""

from dataclasses import replace
from typing import Any

import boto3
import pytest

from ugc_platform import browser_policy, objects

BUCKET = objects.Bucket("fanfare", "https://s3.example:9000/x", "eu-west-1", "key", "secret", "auto")


def test_origin_is_where_signed_links_lead() -> None:
    assert BUCKET.origin == "https://s3.example:9000"
    assert replace(BUCKET, addressing="virtual").origin == "https://fanfare.s3.example:9000"
    assert replace(BUCKET, endpoint="").origin == "https://fanfare.s3.eu-west-1.amazonaws.com"


@pytest.mark.parametrize(
    ("name", "endpoint", "region", "addressing", "origin"),
    [
        ("fanfare", "", "eu-west-1", "auto", "https://fanfare.s3.eu-west-1.amazonaws.com"),
        ("fanfare", "", "us-east-1", "auto", "https://fanfare.s3.us-east-1.amazonaws.com"),
        ("fanfare", "", "us-east-1", "path", "https://s3.us-east-1.amazonaws.com"),
        ("fan.fare", "", "eu-west-1", "auto", "https://s3.eu-west-1.amazonaws.com"),
        ("fanfare", "", "cn-north-1", "auto", "https://fanfare.s3.cn-north-1.amazonaws.com.cn"),
        ("fanfare", "https://s3.example:9000", "us-east-1", "auto", "https://s3.example:9000"),
        ("fanfare", "https://s3.example", "us-east-1", "virtual", "https://fanfare.s3.example"),
    ],
)
def test_the_policy_names_the_host_that_is_really_signed_for(
    name: str, endpoint: str, region: str, addressing: Any, origin: str
) -> None:
    described = objects.Bucket(name, endpoint, region, "key", "secret", addressing)
    options = described.storage(link_seconds=60)["OPTIONS"]
    client = boto3.client(
        "s3",
        endpoint_url=options["endpoint_url"],
        region_name=region,
        aws_access_key_id="key",
        aws_secret_access_key="secret",
        config=options["client_config"],
    )
    signed = client.generate_presigned_url("get_object", Params={"Bucket": name, "Key": "a/b"})
    assert (described.origin, signed[: len(origin) + 1]) == (origin, f"{origin}/")


def test_bucket_is_private_and_links_are_short_lived() -> None:
    options = BUCKET.storage(link_seconds=60)["OPTIONS"]

    assert (options["default_acl"], options["querystring_auth"], options["querystring_expire"]) == (None, True, 60)
    assert options["client_config"].request_checksum_calculation == "when_required"


def test_policy_allows_no_inline_and_no_foreign_script() -> None:
    directives = browser_policy.strict(objects_from=BUCKET.origin)["DIRECTIVES"]

    flat = [str(source) for sources in directives.values() for source in sources]
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "data:"} & set(flat)
    assert directives["img-src"] == ["'self'", "blob:", "https://s3.example:9000"]
    assert "https://s3.example:9000" not in directives["script-src"]
