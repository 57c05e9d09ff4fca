"""Parts in the private folder of one machine.

Each upload has a folder of its own whose files are named after number and checksum: a part is there whole or not at
all, and sending it again changes nothing.
"""

import hashlib
import os
import re
import shutil
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from core import links, storage
from core.faults import faultpoint
from core.multipart.values import Arrived, Mismatch, Part, Stored, Unfinished

CHUNK = 256 * 1024
# Keys cannot begin with a dot, so nobody can ask for what lies here.
PARTS, INCOMING, NAME, GONE = ".parts", ".incoming", "key", ".gone-"
_PART = re.compile(r"(\d{1,5})-([0-9a-f]{64})")


class FolderParts:
    """The folder's half of `core.multipart`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def begin(self, key: str, content_type: str) -> str:
        """Make the upload's folder; the file in it says for which key."""
        del content_type  # our rows keep it
        handle = uuid.uuid4().hex
        with storage.translated(key):
            folder = self._root / PARTS / handle
            folder.mkdir(parents=True, mode=0o700)
            (folder / NAME).write_text(key, "ascii")
        return handle

    def sign(self, key: str, handle: str, part: Part, seconds: int) -> None:
        """A folder has no addresses: the gateway signs its own."""
        del key, handle, part, seconds

    def write(self, key: str, handle: str, part: Part, source: IO[bytes]) -> None:
        """Write beside, check, rename. An upload that ended meanwhile has no folder any more: Missing."""
        folder = self._root / PARTS / handle
        target = folder / f"{part.number}-{part.sha256}"
        with storage.translated(key):
            if target.exists():
                return
            if not folder.is_dir():
                raise storage.Missing(key)
            with tempfile.NamedTemporaryFile(dir=self._incoming(), delete=False) as beside:
                try:
                    _copy_checked(source, beside, part)
                    beside.flush()
                    os.fsync(beside.fileno())
                    faultpoint("before_part_rename")
                    Path(beside.name).replace(target)
                except BaseException:
                    Path(beside.name).unlink(missing_ok=True)
                    raise
        faultpoint("after_part_put")

    def arrived(self, key: str, handle: str) -> list[Arrived]:
        """List the whole parts."""
        with storage.translated(key):
            found = [
                Arrived(int(match[1]), path.stat().st_size, match[2], path.name)
                for path in (self._root / PARTS / handle).iterdir()
                if (match := _PART.fullmatch(path.name))
            ]
        return sorted(found, key=lambda part: part.number)

    def join(self, key: str, handle: str, parts: Sequence[Arrived]) -> None:
        """Append one to the other inside the kernel; nothing is hashed again, and the worker checks the whole."""
        path = self._root / key
        try:
            with storage.translated(key):
                if not path.exists():
                    self._join(path, self._root / PARTS / handle, parts)
        except storage.Missing:
            # Two may join at once, and the first one throws the parts away.
            if not path.exists():
                raise
        self.abort(key, handle)

    def _join(self, path: Path, folder: Path, parts: Sequence[Arrived]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._incoming()) as whole:
            for part in parts:
                _append(folder / part.tag, whole, part.size)
            whole.flush()
            os.fsync(whole.fileno())
            faultpoint("inside_join")
            # Who joins at the same time makes the same bytes, and the first name stays.
            with suppress(FileExistsError):
                path.hardlink_to(whole.name)
        links.sync(path.parent)

    def abort(self, key: str, handle: str) -> None:
        """Rename the folder away first, so that a part on its way finds nothing to land in."""
        folder = self._root / PARTS / handle
        gone = folder.with_name(f"{GONE}{handle}")
        with storage.translated(key):
            with suppress(FileNotFoundError):
                folder.rename(gone)
            faultpoint("inside_abort")
            shutil.rmtree(gone, ignore_errors=True)

    def copy(self, source: str, target: str, content_type: str) -> None:
        """Link: objects never change, so two names may share the bytes."""
        del content_type
        path = self._root / target
        with storage.translated(source):
            path.parent.mkdir(parents=True, exist_ok=True)
            links.link(self._root / source, path, renew=lambda: os.utime(path))
            os.utime(path)  # a new name has the age of the bytes
            links.sync(path.parent)

    def read(self, key: str, start: int, stop: int) -> bytes:
        """Read a stretch."""
        with storage.translated(key), (self._root / key).open("rb") as file:
            file.seek(start)
            return file.read(max(0, stop - start))

    def listing(self, under: str) -> Iterator[Stored]:
        """Walk the folder, or one in it; what begins with a dot is no object."""
        for path in sorted(self._root.glob(f"{under}/**/*" if under else "[!.]*/**/*")):
            with suppress(FileNotFoundError):
                if path.is_file():
                    found = path.stat()
                    yield Stored(path.relative_to(self._root).as_posix(), found.st_size, _moment(found.st_mtime))

    def unfinished(self) -> Iterator[Unfinished]:
        """Walk the folders of parts."""
        for path in sorted((self._root / PARTS).glob(f"*/{NAME}")):
            with suppress(FileNotFoundError):
                yield Unfinished(path.read_text("ascii"), path.parent.name, _moment(path.stat().st_mtime))

    def discard(self, key: str, before: datetime) -> bool:
        """Set it aside first: whoever writes it now makes a new one, and what turns out to be young comes back."""
        aside = self._incoming() / f"{GONE}{uuid.uuid4().hex}"
        path = self._root / key
        with storage.translated(key), suppress(FileNotFoundError):
            # What is young already is not touched: only what becomes so in this instant has to come back.
            if _moment(path.stat().st_mtime) > before:
                return False
            path.rename(aside)
            if young := _moment(aside.stat().st_mtime) > before:
                with suppress(FileExistsError):
                    path.hardlink_to(aside)
            aside.unlink()
            return not young
        return True

    def tidy(self, before: datetime) -> int:
        """A killed process leaves a file that was not whole yet, or a folder of parts that was being thrown away."""
        left = [*(self._root / INCOMING).glob("*"), *(self._root / PARTS).glob(f"{GONE}*")]
        removed = 0
        for path in left:
            with suppress(FileNotFoundError):
                if _moment(path.stat().st_mtime) < before:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
                    removed += 1
        return removed

    def _incoming(self) -> Path:
        folder = self._root / INCOMING
        folder.mkdir(parents=True, mode=0o700, exist_ok=True)
        return folder


def _copy_checked(source: IO[bytes], target: IO[bytes], part: Part) -> None:
    """Copy exactly as many bytes as promised, in small pieces, and compare their checksum."""
    found, left = hashlib.sha256(), part.size
    while left > 0 and (chunk := source.read(min(CHUNK, left))):
        found.update(chunk)
        target.write(chunk)
        left -= len(chunk)
    if left or found.hexdigest() != part.sha256:
        raise Mismatch(f"part {part.number}: {left} bytes are missing" if left else f"part {part.number}: checksum")


def _append(source: Path, target: IO[bytes], size: int) -> None:
    with source.open("rb") as part:
        left = size
        while left > 0 and (done := os.copy_file_range(part.fileno(), target.fileno(), left)):
            left -= done
        if left:
            raise Mismatch(f"{source.name} lost {left} bytes")


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
