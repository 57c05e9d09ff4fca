"""Parts in a private bucket: S3's own multipart upload, with addresses that are signed for one part and its bytes.

Not every store knows SHA-256 in every call. Which ones this one does is learnt from its refusals; what it then does not
compare is compared here at the join, and by the worker that reads the whole.
"""

import logging
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import IO, Any, TypeVar

from core import storage, store_errors
from core.multipart.values import Arrived, Mismatch, NotHere, Part, Signed, Stored, Unfinished

logger = logging.getLogger(__name__)
GONE = store_errors.GONE | {"NoSuchUpload"}
NOT_THESE = frozenset({"InvalidPart", "InvalidPartOrder", "EntityTooSmall", "BadDigest"})
# How a store says that it does not know a word of ours, or misses one.
NOT_UNDERSTOOD = frozenset({"MalformedXML", "InvalidRequest", "InvalidArgument", "NotImplemented"})
Found = TypeVar("Found")

# The calls (endpoint, bucket, name) that are made without checksums; every process learns it by itself, and again.
_plain: set[tuple[str, str, str]] = set()


class BucketParts:
    """The bucket's half of `core.multipart`."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def begin(self, key: str, content_type: str) -> str:
        """With SHA-256 as its checksum, the store itself compares each part."""

        def create(checksums: bool) -> str:
            more = {"ChecksumAlgorithm": "SHA256"} if checksums else {}
            with storage.translated(key):
                answer = self._client.create_multipart_upload(
                    Bucket=self._bucket, Key=key, ContentType=content_type, **more
                )
            return str(answer["UploadId"])

        return self._understood("begin", create)

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
        with storage.translated(key, gone=GONE):
            pages = self._client.get_paginator("list_parts").paginate(Bucket=self._bucket, Key=key, UploadId=handle)
            return [
                Arrived(part["PartNumber"], part["Size"], _hex(part.get("ChecksumSHA256", "")), part["ETag"])
                for page in pages
                for part in page.get("Parts", [])
            ]

    def join(self, key: str, handle: str, parts: Sequence[Arrived]) -> None:
        """Complete it; who comes second finds the object."""

        def complete(checksums: bool) -> None:
            wanted = {"Parts": [_named(part, checksums) for part in parts]}
            with storage.translated(key, gone=GONE):
                self._client.complete_multipart_upload(
                    Bucket=self._bucket, Key=key, UploadId=handle, MultipartUpload=wanted
                )

        try:
            self._understood("join", complete)
        except storage.Missing:
            storage.size(key)  # raises Missing when nobody has joined it
        except storage.Unavailable as error:
            if error.code in NOT_THESE:
                raise Mismatch(key) from error
            raise
        self._check_joined(key, parts)

    def _check_joined(self, key: str, parts: Sequence[Arrived]) -> None:
        """Without checksums nobody but us sees whether the whole is as long as its parts; the worker hashes it."""
        if self._call("join") in _plain and storage.size(key) != sum(part.size for part in parts):
            storage.delete(key)
            raise Mismatch(key)

    def _understood(self, name: str, call: Callable[[bool], Found]) -> Found:
        """Call with checksums, or without where the store does not know them: the other way when it refuses one."""
        place = self._call(name)
        checksums = place not in _plain
        try:
            return call(checksums)
        except storage.Refused as refused:
            if refused.code not in NOT_UNDERSTOOD:
                raise
            found = call(not checksums)
        (_plain.add if checksums else _plain.discard)(place)
        logger.warning(
            "the store takes %s %s checksums: so it is from now on", name, "without" if checksums else "with"
        )
        return found

    def _call(self, name: str) -> tuple[str, str, str]:
        return str(self._client.meta.endpoint_url), self._bucket, name

    def abort(self, key: str, handle: str) -> None:
        """Throw the parts away."""
        with suppress(storage.Missing), storage.translated(key, gone=GONE):
            self._client.abort_multipart_upload(Bucket=self._bucket, Key=key, UploadId=handle)

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


def _named(part: Arrived, checksums: bool) -> dict[str, Any]:
    checksum = {"ChecksumSHA256": b64encode(bytes.fromhex(part.sha256)).decode()} if checksums else {}
    return {"PartNumber": part.number, "ETag": part.tag, **checksum}
