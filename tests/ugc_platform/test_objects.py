"""The description of the object store, and what a browser may load from it."""

from dataclasses import replace

from ugc_platform import browser_policy, objects

BUCKET = objects.Bucket("fanfare", "https://s3.example:9000/x", "eu-west-1", "key", "secret", "auto")


def test_origin_is_where_signed_links_lead() -> None:
    assert BUCKET.origin == "https://s3.example:9000"
    assert replace(BUCKET, addressing="virtual").origin == "https://fanfare.s3.example:9000"
    assert replace(BUCKET, endpoint="").origin == "https://fanfare.s3.eu-west-1.amazonaws.com"


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
