"""Writes a ZIP to disk piece by piece: no file and no archive is ever held in memory."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED

from zipstream import ZipStream

CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Entry:
    """One file on disk and its name in the archive. The file is removed once it is inside."""

    name: str
    path: Path


@dataclass(frozen=True)
class Written:
    """A finished archive."""

    bytes: int
    sha256: str


class _Hashed:
    """Writes and hashes in one pass."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self._digest = hashlib.sha256()
        self.bytes = 0

    def write(self, chunks: Iterable[bytes]) -> None:
        for chunk in chunks:
            self._target.write(chunk)
            self._digest.update(chunk)
            self.bytes += len(chunk)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def write(target: Path, entries: Iterable[Entry], tail: Callable[[], dict[str, bytes]]) -> Written:
    """Write the entries in order, then the small files that `tail` gives once all entries are known.

    Pictures and videos are stored as they are: they do not get smaller.
    """
    stream = ZipStream(compress_type=ZIP_STORED)
    with target.open("wb") as file:
        out = _Hashed(file)
        for entry in entries:
            stream.add(_chunks(entry.path), entry.name)
            out.write(stream.all_files())
            entry.path.unlink()
        for name, content in tail().items():
            stream.add(content, name, compress_type=ZIP_DEFLATED)
        out.write(stream.finalize())
    return Written(bytes=out.bytes, sha256=out.sha256)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
