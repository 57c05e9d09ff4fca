"""Both stores, each as the product's own settings describe it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from django.conf import settings
from django.test import override_settings

from core.multipart import bucket as multipart_bucket
from tests.core import strict_s3
from tests.core.strict_s3 import BUCKET, KEY_ID, REGION, SECRET, StrictS3
from ugc_platform import objects


@pytest.fixture(scope="session")
def s3_server() -> Iterator[StrictS3]:
    with strict_s3.running() as server:
        yield server


@pytest.fixture
def client(s3_server: StrictS3) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=s3_server.url,
        region_name=REGION,
        aws_access_key_id=KEY_ID,
        aws_secret_access_key=SECRET,
        config=Config(request_checksum_calculation="when_required"),
    )


def described(server: StrictS3, **other: str) -> objects.Bucket:
    """The bucket as the settings describe one."""
    named = {"endpoint": server.url, "access_key": KEY_ID, "secret_key": SECRET, **other}
    return objects.Bucket(name=BUCKET, region=REGION, addressing="auto", **named)


@contextmanager
def stored_in(description: dict[str, Any]) -> Iterator[None]:
    """Keep objects there while the block runs."""
    with override_settings(STORAGES=settings.STORAGES | {"objects": description}):
        yield


@pytest.fixture
def bucket(s3_server: StrictS3, client: Any) -> Iterator[StrictS3]:
    """An empty private bucket as the store."""
    client.create_bucket(Bucket=BUCKET)
    s3_server.gate.reset()
    multipart_bucket._plain.clear()
    with stored_in(described(s3_server).storage(link_seconds=60)):
        yield s3_server
    s3_server.gate.reset()
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET):
        for found in page.get("Contents", []):
            client.delete_object(Bucket=BUCKET, Key=found["Key"])
    client.delete_bucket(Bucket=BUCKET)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """An empty private folder as the store."""
    place = tmp_path / "objects"
    with stored_in(objects.folder(place)):
        yield place


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest) -> str:
    """Each store in turn: a test that asks for it holds on both."""
    request.getfixturevalue(request.param)
    return str(request.param)
