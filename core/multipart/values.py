"""The values that both stores speak of: parts as promised, parts as they arrived, objects as they lie there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Protocol


class Mismatch(Exception):
    """These are not the bytes that were promised."""


class NotHere(Exception):
    """This store takes parts by signed address only."""


@dataclass(frozen=True)
class Part:
    """One part as it was promised; `sha256` is hexadecimal."""

    number: int
    size: int
    sha256: str


@dataclass(frozen=True)
class Arrived:
    """One part as the store has it. `sha256` is empty where a store does not tell, `tag` is the store's own word."""

    number: int
    size: int
    sha256: str
    tag: str = ""


@dataclass(frozen=True)
class Signed:
    """Where to PUT a part, and the headers that belong to it."""

    url: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Stored:
    """An object and when it was last written."""

    key: str
    size: int
    at: datetime


@dataclass(frozen=True)
class Unfinished:
    """An upload in parts that is still open in the store."""

    key: str
    handle: str
    at: datetime


class PartStore(Protocol):
    """What both stores can do; `core.multipart` says what each promises."""

    def begin(self, key: str, content_type: str) -> str: ...
    def sign(self, key: str, handle: str, part: Part, seconds: int) -> Signed | None: ...
    def write(self, key: str, handle: str, part: Part, source: IO[bytes]) -> None: ...
    def arrived(self, key: str, handle: str) -> list[Arrived]: ...
    def join(self, key: str, handle: str, parts: Sequence[Arrived]) -> None: ...
    def abort(self, key: str, handle: str) -> None: ...
    def copy(self, source: str, target: str, content_type: str) -> None: ...
    def read(self, key: str, start: int, stop: int) -> bytes: ...
    def listing(self, under: str) -> Iterator[Stored]: ...
    def unfinished(self) -> Iterator[Unfinished]: ...
    def discard(self, key: str, before: datetime) -> bool: ...
    def tidy(self, before: datetime) -> int: ...
