"""Where uploads are measured: a database, a web process and a campaign, on the folder or on a local S3 that checks."""

import hashlib
import os
import shutil
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.core import strict_s3
from tests.fault import proxy, web
from tests.fault.phone import Phone

if TYPE_CHECKING:
    from campaigns.models import Campaign

DATABASE = "bench_uploads"
WORKERS = 2  # as `manage.py up` starts them


@dataclass
class Place:
    """One store, ready to take uploads."""

    store: str
    folder: Path
    environment: dict[str, str]
    server: web.Web
    campaign: "Campaign"
    network: proxy.Proxy | None
    bucket: Any  # boto3's client of the local S3, or None

    def phone(self) -> Phone:
        """A fan's browser; through the bad net where there is one."""
        through = self.network is not None and self.store == "folder"
        return Phone(self.network.url if through and self.network else self.server.url, self.campaign.slug)

    def content_of(self, upload_id: str) -> bytes:
        """The joined object of an upload that was completed."""
        from submissions.models import Upload

        key = Upload.objects.get(pk=upload_id).object_key
        if self.bucket is None:
            return (self.folder / "objects" / key).read_bytes()
        body: bytes = self.bucket.get_object(Bucket=strict_s3.BUCKET, Key=key)["Body"].read()
        return body

    def clear(self) -> None:
        """Forget what was uploaded."""
        from django.utils import timezone

        from submissions.models import Upload

        for upload in Upload.objects.all():
            if self.bucket is None:
                (self.folder / "objects" / upload.object_key).unlink(missing_ok=True)
            else:
                self.bucket.delete_object(Bucket=strict_s3.BUCKET, Key=upload.object_key)
        Upload.objects.update(state="aborted", cleared_at=timezone.now())


@contextmanager
def opened(folder: Path, store: str, *, through_bad_net: bool = False) -> Iterator[Place]:
    """Start everything that one store needs, in an empty folder."""
    from tests import factories

    folder = folder / store
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    environment = _environment(folder)
    with ExitStack() as stack:
        port, network, bucket = web.free_port(), None, None
        if store == "bucket":
            server_s3 = stack.enter_context(strict_s3.running())
            bucket = _client(server_s3.url)
            bucket.create_bucket(Bucket=strict_s3.BUCKET)
            address = server_s3.url
            if through_bad_net:
                network = stack.enter_context(proxy.running(address))
                address = network.url
            environment |= _bucket_at(address)
        elif through_bad_net:
            network = stack.enter_context(proxy.running(f"http://127.0.0.1:{port}"))
        site = network.url if network is not None and store == "folder" else f"http://127.0.0.1:{port}"
        environment |= {"SITE_URL": site}
        server = stack.enter_context(web.running(environment, log=folder / "web.log", port=port, workers=WORKERS))
        yield Place(store, folder, environment, server, factories.campaign(), network, bucket)


def _environment(folder: Path) -> dict[str, str]:
    from django.conf import settings
    from django.db import connection

    address = urlsplit(settings.DATABASE_URL)._replace(path=f"/{connection.settings_dict['NAME']}")
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "ugc_platform.settings",
        "DATABASE_URL": address.geturl(),
        "DATA_DIR": str(folder.resolve()),
        "CELERY_BROKER_URL": "memory://",
        "FANFARE_MODE": "embedded",
        "SECRET_KEY": settings.SECRET_KEY,
        "LOG_LEVEL": "ERROR",
    }


def _bucket_at(address: str) -> dict[str, str]:
    return {
        "S3_BUCKET": strict_s3.BUCKET,
        "S3_ENDPOINT_URL": address,
        "S3_REGION": strict_s3.REGION,
        "S3_ACCESS_KEY_ID": strict_s3.KEY_ID,
        "S3_SECRET_ACCESS_KEY": strict_s3.SECRET,
    }


def _client(address: str) -> Any:
    import boto3
    from botocore.config import Config

    return boto3.client(
        "s3",
        endpoint_url=address,
        region_name=strict_s3.REGION,
        aws_access_key_id=strict_s3.KEY_ID,
        aws_secret_access_key=strict_s3.SECRET,
        config=Config(request_checksum_calculation="when_required", signature_version="s3v4"),
    )


Send = Callable[[bytes], None]


@contextmanager
def plain_put(place: Place) -> Iterator[Send]:
    """The peer: the same bytes in one PUT to the same store, which compares their SHA-256 as it does with a part."""
    from tests.fault.phone import put

    if place.bucket is None:
        log, bare = place.folder / "plain.log", "benchmarks.uploads.plain"
        with ExitStack() as stack:
            server = stack.enter_context(
                web.running(place.environment, log=log, application=bare, worker_class=web.PLAIN_CLASS, workers=WORKERS)
            )
            url = server.url
            if place.network is not None:
                line = stack.enter_context(proxy.running(url))
                line.rate, url = place.network.rate, line.url
            yield lambda content: _need(put(f"{url}/film", _headers(content), content))
        return

    signer = place.bucket if place.network is None else _client(place.network.url)

    def to_bucket(content: bytes) -> None:
        headers = _headers(content)
        asked = {"Bucket": strict_s3.BUCKET, "Key": "plain/film", "ContentType": headers["Content-Type"]}
        checked = asked | {"ChecksumSHA256": headers["x-amz-checksum-sha256"]}
        _need(put(signer.generate_presigned_url("put_object", Params=checked), headers, content))

    yield to_bucket


def _headers(content: bytes) -> dict[str, str]:
    checksum = b64encode(hashlib.sha256(content).digest()).decode()
    return {"Content-Type": "video/mp4", "x-amz-checksum-sha256": checksum}


def _need(status: int) -> None:
    if status != 200:
        raise RuntimeError(f"the plain PUT was answered with {status}")
