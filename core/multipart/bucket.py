"""Parts in a private bucket: S3's own multipart upload, with addresses that are signed for one part and its bytes."""

from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import IO, Any

from botocore.exceptions import ClientError

from core import storage
from core.multipart.values import Arrived, Mismatch, NotHere, Part, Signed, Stored, Unfinished

GONE = frozenset({"NoSuchUpload", "404", "NoSuchKey"})
NOT_THESE = frozenset({"InvalidPart", "InvalidPartOrder", "EntityTooSmall", "BadDigest"})


class BucketParts:
    """The bucket's half of `core.multipart`."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def begin(self, key: str, content_type: str) -> str:
        """With SHA-256 as its checksum, the store itself compares each part."""
        with storage.translated(key):
            answer = self._client.create_multipart_upload(
                Bucket=self._bucket, Key=key, ContentType=content_type, ChecksumAlgorithm="SHA256"
            )
        return str(answer["UploadId"])

    def sign(self, key: str, handle: str, part: Part, seconds: int) -> Signed:
        """Key, upload, number, length and checksum are all under the signature."""
        checksum = b64encode(bytes.fromhex(part.sha256)).decode()
        url = self._client.generate_presigned_url(
            "upload_part",
            Params={
                "Bucket": self._bucket,
                "Key": key,
                "UploadId": handle,
                "PartNumber": part.number,
                "ChecksumSHA256": checksum,
                "ContentLength": part.size,
            },
            ExpiresIn=seconds,
        )
        return Signed(url, {"x-amz-checksum-sha256": checksum, "Content-Type": "application/octet-stream"})

    def write(self, key: str, handle: str, part: Part, source: IO[bytes]) -> None:
        """Bytes do not pass through us."""
        raise NotHere(key)

    def arrived(self, key: str, handle: str) -> list[Arrived]:
        """List the parts, with their checksums where the store tells them."""
        try:
            with storage.translated(key):
                pages = self._client.get_paginator("list_parts").paginate(Bucket=self._bucket, Key=key, UploadId=handle)
                return [
                    Arrived(part["PartNumber"], part["Size"], _hex(part.get("ChecksumSHA256", "")), part["ETag"])
                    for page in pages
                    for part in page.get("Parts", [])
                ]
        except storage.Unavailable as error:
            if _code(error) in GONE:
                raise storage.Missing(key) from error
            raise

    def join(self, key: str, handle: str, parts: Sequence[Arrived]) -> None:
        """Complete it; who comes second finds the object."""
        wanted = [
            {
                "PartNumber": part.number,
                "ETag": part.tag,
                "ChecksumSHA256": b64encode(bytes.fromhex(part.sha256)).decode(),
            }
            for part in parts
        ]
        try:
            with storage.translated(key):
                self._client.complete_multipart_upload(
                    Bucket=self._bucket, Key=key, UploadId=handle, MultipartUpload={"Parts": wanted}
                )
        except storage.Unavailable as error:
            if _code(error) in NOT_THESE:
                raise Mismatch(key) from error
            if _code(error) not in GONE:
                raise
            storage.size(key)  # raises Missing when nobody has joined it

    def abort(self, key: str, handle: str) -> None:
        """Throw the parts away."""
        with suppress(storage.Missing):
            try:
                with storage.translated(key):
                    self._client.abort_multipart_upload(Bucket=self._bucket, Key=key, UploadId=handle)
            except storage.Unavailable as error:
                if _code(error) not in GONE:
                    raise

    def copy(self, source: str, target: str, content_type: str) -> None:
        """Copy inside the store, in one step up to 5 GB."""
        with storage.translated(source):
            self._client.copy_object(
                Bucket=self._bucket,
                Key=target,
                CopySource={"Bucket": self._bucket, "Key": source},
                ContentType=content_type,
                MetadataDirective="REPLACE",
            )

    def read(self, key: str, start: int, stop: int) -> bytes:
        """Read a stretch."""
        with storage.translated(key):
            answer = self._client.get_object(Bucket=self._bucket, Key=key, Range=f"bytes={start}-{stop - 1}")
            body: bytes = answer["Body"].read()
            return body

    def listing(self, under: str) -> Iterator[Stored]:
        """List the bucket, or what lies under a folder of it, page by page."""
        wanted = {"Bucket": self._bucket} | ({"Prefix": f"{under}/"} if under else {})
        with storage.translated(""):
            for page in self._client.get_paginator("list_objects_v2").paginate(**wanted):
                for found in page.get("Contents", []):
                    yield Stored(found["Key"], found["Size"], found["LastModified"])

    def unfinished(self) -> Iterator[Unfinished]:
        """List the open multipart uploads."""
        with storage.translated(""):
            for page in self._client.get_paginator("list_multipart_uploads").paginate(Bucket=self._bucket):
                for found in page.get("Uploads", []):
                    yield Unfinished(found["Key"], found["UploadId"], found["Initiated"])

    def discard(self, key: str, before: datetime) -> bool:
        """Look once more right before the removal: a store has no removal that depends on an object's age."""
        with suppress(storage.Missing), storage.translated(key):
            if self._client.head_object(Bucket=self._bucket, Key=key)["LastModified"] > before:
                return False
            self._client.delete_object(Bucket=self._bucket, Key=key)
        return True

    def tidy(self, before: datetime) -> int:
        """A part or an object is in a bucket whole or not at all."""
        del before
        return 0


def _hex(checksum: str) -> str:
    return b64decode(checksum).hex() if checksum else ""


def _code(error: storage.Unavailable) -> str:
    cause = error.__cause__
    return str(cause.response.get("Error", {}).get("Code", "")) if isinstance(cause, ClientError) else ""
