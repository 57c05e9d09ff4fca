"""Large files in parts, on both stores: begin, sign a part, list what arrived, join, give up; and what else is stored.

A part's size and SHA-256 are fixed before it is sent, and the store refuses other bytes. Who may do it is decided
above; handles and keys never come from outside.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO

from django.core.files.storage import FileSystemStorage, storages

from core import storage
from core.multipart.bucket import BucketParts
from core.multipart.folder import FolderParts
from core.multipart.values import Arrived, Mismatch, NotHere, Part, PartStore, Signed, Stored, Unfinished

__all__ = [
    "Arrived",
    "Mismatch",
    "NotHere",
    "Part",
    "Signed",
    "Stored",
    "Unfinished",
    "abort",
    "arrived",
    "begin",
    "copy",
    "join",
    "listing",
    "read",
    "sign",
    "tidy",
    "unfinished",
    "write",
]


def begin(key: str, content_type: str) -> str:
    """Open an upload in parts to this key and return its handle. Raises storage.Unavailable, as all of these do."""
    return _store().begin(storage.checked(key), content_type)


def sign(key: str, handle: str, part: Part, *, seconds: int) -> Signed | None:
    """Return an address that takes exactly this part; None on the folder, where `write` takes it."""
    return _store().sign(storage.checked(key), handle, part, seconds)


def write(key: str, handle: str, part: Part, source: IO[bytes]) -> None:
    """Take one part on the folder: whole and with its SHA-256, or not at all. Raises Mismatch, Missing, NotHere."""
    _store().write(storage.checked(key), handle, part, source)


def arrived(key: str, handle: str) -> list[Arrived]:
    """List what is there. Raises storage.Missing when the upload was joined or given up."""
    return _store().arrived(storage.checked(key), handle)


def join(key: str, handle: str, parts: Sequence[Arrived]) -> None:
    """Make the object of these parts; joining again is fine. Raises Mismatch, and Missing when there is nothing."""
    _store().join(storage.checked(key), handle, parts)


def abort(key: str, handle: str) -> None:
    """Throw the parts away; an upload that is not there is fine."""
    _store().abort(storage.checked(key), handle)


def copy(source: str, target: str, content_type: str) -> None:
    """Give the object a second key inside the store. Doing it again renews its age. Raises storage.Missing."""
    _store().copy(storage.checked(source), storage.checked(target), content_type)


def read(key: str, start: int, stop: int) -> bytes:
    """Read the bytes from `start` up to `stop`. Raises storage.Missing."""
    return _store().read(storage.checked(key), start, stop)


def listing(under: str = "") -> Iterator[Stored]:
    """Walk over every object there is, or over those whose keys begin with `under/`."""
    return _store().listing(storage.checked(under) if under else "")


def unfinished() -> Iterator[Unfinished]:
    """Walk over every upload in parts that was neither joined nor given up."""
    return _store().unfinished()


def discard(key: str, before: datetime) -> bool:
    """Remove an object unless it was written, or written once more, since this moment; whether it is gone."""
    return _store().discard(storage.checked(key), before)


def tidy(before: datetime) -> int:
    """Remove what writers that died before this moment left beside the objects; how many. Buckets have none."""
    return _store().tidy(before)


def _store() -> PartStore:
    backend = storages["objects"]
    if isinstance(backend, FileSystemStorage):
        return FolderParts(Path(backend.location))
    return BucketParts(backend.connection.meta.client, backend.bucket_name)  # type: ignore[attr-defined]
