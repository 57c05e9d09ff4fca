"""Where objects live: one interface over the private folder and the private bucket of `STORAGES["objects"]`.

An object is written once and never changes: its key is made from its content. Nothing here decides who
may read it. Keys are checked strictly, so no name that a person sent can become a path.
"""

import hashlib
import io
import os
import re
import shutil
import tempfile
from base64 import b64encode
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.storage import FileSystemStorage, storages
from django.utils.http import content_disposition_header

from core import links
from core.store_answers import Answers
from core.store_errors import Missing, Refused, Unavailable, translated

__all__ = [
    "BadKey",
    "KeyTaken",
    "Missing",
    "Refused",
    "Unavailable",
    "checked",
    "delete",
    "exists",
    "fetch",
    "open",
    "put",
    "signed_url",
    "size",
    "translated",
]

CHUNK = 1024 * 1024
PART = 16 * CHUNK
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)+")
LONGEST_KEY = 200


class BadKey(ValueError):
    """The key could mean something else than an object of ours."""


class KeyTaken(Exception):
    """Other bytes are already there, and an object never changes."""


class Store(Protocol):
    """What both stores can do; the functions below say what each promises."""

    def put(self, key: str, file: IO[bytes], content_type: str) -> None: ...
    def open(self, key: str) -> IO[bytes]: ...
    def exists(self, key: str) -> bool: ...
    def delete(self, key: str) -> None: ...
    def size(self, key: str) -> int: ...
    def signed_url(self, key: str, seconds: int, answers: Answers) -> str | None: ...


def put(key: str, file: IO[bytes], content_type: str) -> None:
    """Store the whole file, or nothing. The same bytes again are fine, other bytes raise KeyTaken."""
    _store().put(checked(key), file, content_type)


def fetch(key: str, target: Path) -> None:
    """Copy the object to a local path, or raise Missing."""
    with open(key) as source, target.open("wb") as copy, translated(key):
        shutil.copyfileobj(source, copy, CHUNK)


def open(key: str) -> IO[bytes]:  # noqa: A001 the word everybody knows; always called as storage.open
    """Open the object for reading, or raise Missing."""
    return _store().open(checked(key))


def exists(key: str) -> bool:
    """Say whether the object is there."""
    return _store().exists(checked(key))


def delete(key: str) -> None:
    """Remove the object; one that is not there is fine."""
    _store().delete(checked(key))


def size(key: str) -> int:
    """Give the bytes of the object, or raise Missing."""
    return _store().size(checked(key))


def signed_url(
    key: str,
    *,
    seconds: int = 60,
    content_type: str | None = None,
    filename: str | None = None,
    caching: str | None = None,
) -> str | None:
    """Give an address that works for some seconds, or None on the folder: then the caller streams."""
    return _store().signed_url(checked(key), seconds, Answers(content_type, filename, caching))


def checked(key: str) -> str:
    if len(key) > LONGEST_KEY or not _KEY.fullmatch(key):
        raise BadKey(key)
    return key


def _store() -> Store:
    backend = storages["objects"]
    if isinstance(backend, FileSystemStorage):
        return Folder(Path(backend.location))
    return Bucket(backend)


def _digest(file: IO[bytes]) -> str:
    found = hashlib.sha256()
    while chunk := file.read(CHUNK):
        found.update(chunk)
    return found.hexdigest()


def _same(first: IO[bytes], second: IO[bytes]) -> bool:
    return _digest(first) == _digest(second)


class Folder:
    """The private folder of one machine."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, key: str, file: IO[bytes], content_type: str) -> None:
        """Write beside, then link: a reader sees the whole object or none."""
        del content_type  # our rows keep it
        with translated(key):
            path = self._root / key
            path.parent.mkdir(parents=True, exist_ok=True)
            # A key cannot begin with a dot, so nobody can ask for a half-written file.
            folder = self._root / ".incoming"
            folder.mkdir(mode=0o700, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=folder) as incoming:
                if file.seekable():
                    file.seek(0)
                shutil.copyfileobj(file, incoming, CHUNK)
                incoming.flush()
                os.fsync(incoming.fileno())
                whole = Path(incoming.name)
                links.link(whole, path, renew=lambda: self._renew(whole, path))
                links.sync(path.parent)

    def _renew(self, incoming: Path, path: Path) -> None:
        """Make it young again: who writes it once more is about to name it in a row."""
        with incoming.open("rb") as new, path.open("rb") as old:
            if not _same(new, old):
                raise KeyTaken(path.name)
        os.utime(path)

    def open(self, key: str) -> IO[bytes]:
        """Open for reading."""
        with translated(key):
            return (self._root / key).open("rb")

    def exists(self, key: str) -> bool:
        """Say whether it is there."""
        return (self._root / key).is_file()

    def delete(self, key: str) -> None:
        """Remove it, if it is there."""
        with translated(key):
            (self._root / key).unlink(missing_ok=True)

    def size(self, key: str) -> int:
        """Bytes on disk."""
        with translated(key):
            return (self._root / key).stat().st_size

    def signed_url(self, key: str, seconds: int, answers: Answers) -> None:
        """A folder has no addresses."""
        del key, seconds, answers


class Bucket:
    """A private bucket of S3 or anything that speaks it, reached through django-storages' client."""

    def __init__(self, backend: Any) -> None:
        self._client = backend.connection.meta.client
        self._bucket = backend.bucket_name

    def put(self, key: str, file: IO[bytes], content_type: str) -> None:
        """Each request carries the MD5 of its bytes: every S3 checks it, so a damaged upload is refused."""
        with translated(key):
            if file.seekable():
                file.seek(0)
            # An empty type would make some stores answer 500.
            kind = content_type or "application/octet-stream"
            if self.exists(key) and self._renewed(key, file, kind):
                return
            first = self._part(file)
            if len(first) < PART:
                self._client.put_object(
                    Bucket=self._bucket, Key=key, Body=first, ContentType=kind, ContentMD5=_md5(first)
                )
            else:
                self._put_parts(key, kind, first, file)

    def _part(self, file: IO[bytes]) -> bytes:
        """Read one full part; streams may give less than asked for."""
        buffer = io.BytesIO()
        while buffer.tell() < PART and (chunk := file.read(PART - buffer.tell())):
            buffer.write(chunk)
        return buffer.getvalue()

    def _put_parts(self, key: str, content_type: str, first: bytes, file: IO[bytes]) -> None:
        target = {"Bucket": self._bucket, "Key": key}
        upload = self._client.create_multipart_upload(**target, ContentType=content_type)["UploadId"]
        parts: list[dict[str, Any]] = []
        try:
            body = first
            while body:
                number = len(parts) + 1
                answer = self._client.upload_part(
                    **target, UploadId=upload, PartNumber=number, Body=body, ContentMD5=_md5(body)
                )
                parts.append({"PartNumber": number, "ETag": answer["ETag"]})
                body = self._part(file)
            self._client.complete_multipart_upload(**target, UploadId=upload, MultipartUpload={"Parts": parts})
        except BaseException:
            # Parts that nobody completes are invisible and billed.
            with suppress(ClientError, BotoCoreError):
                self._client.abort_multipart_upload(**target, UploadId=upload)
            raise

    def _renewed(self, key: str, file: IO[bytes], kind: str) -> bool:
        """Copy the same bytes onto themselves: young again, as in the folder. False when they went away meanwhile."""
        source = {"Bucket": self._bucket, "Key": key}
        try:
            with translated(key):
                if not _same(file, self.open(key)):
                    raise KeyTaken(key)
                self._client.copy_object(**source, CopySource=source, ContentType=kind, MetadataDirective="REPLACE")
        except Missing:
            if not file.seekable():
                raise Unavailable(key) from None
            file.seek(0)
            return False
        return True

    def open(self, key: str) -> IO[bytes]:
        """Open for reading, as a stream that cannot seek."""
        with translated(key):
            body: IO[bytes] = self._client.get_object(Bucket=self._bucket, Key=key)["Body"]
            return body

    def exists(self, key: str) -> bool:
        """Say whether it is there."""
        try:
            self.size(key)
        except Missing:
            return False
        return True

    def delete(self, key: str) -> None:
        """Remove it, if it is there."""
        with translated(key):
            self._client.delete_object(Bucket=self._bucket, Key=key)

    def size(self, key: str) -> int:
        """Bytes in the bucket."""
        with translated(key):
            return int(self._client.head_object(Bucket=self._bucket, Key=key)["ContentLength"])

    def signed_url(self, key: str, seconds: int, answers: Answers) -> str | None:
        """Sign a GET, with the type, the name and the time to keep it that the browser shall see."""
        wanted = {"Bucket": self._bucket, "Key": key}
        if answers.content_type:
            wanted["ResponseContentType"] = answers.content_type
        if answers.filename:
            wanted["ResponseContentDisposition"] = str(content_disposition_header(True, answers.filename))
        if answers.caching:
            wanted["ResponseCacheControl"] = answers.caching
        url: str = self._client.generate_presigned_url("get_object", Params=wanted, ExpiresIn=seconds)
        return url


def _md5(body: bytes) -> str:
    return b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode()
