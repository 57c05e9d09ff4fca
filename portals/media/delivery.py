"""Sends one stored object: validators, byte ranges and the headers that keep a file from acting as a page.

Decides nothing: who calls has already asked whether this may be seen.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Protocol, TypeVar

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.cache import get_conditional_response

from core import storage

CHUNK = 64 * 1024
PUBLIC = "public, max-age=60"
# A redirect leads to a link that lives 60 s: kept for half of that, it never leads nowhere.
PUBLIC_REDIRECT = "public, max-age=30"
PRIVATE = "private, no-store"
LINK_SECONDS = 60
# A browser may be so slow between keeping the way to a link and following it.
_MARGIN = 10
# What a brand chose for its own page, under an address that changes with the picture.
DECORATION = "public, max-age=86400"

Answer = TypeVar("Answer", bound=HttpResponseBase)
_RANGE = re.compile(r"^bytes=(\d{0,18})-(\d{0,18})$")
_KEPT = re.compile(r"private, max-age=(\d+)")
_EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/png": "png",
    "image/gif": "gif",
    "video/mp4": "mp4",
    "video/webm": "webm",
}

_STARTS: dict[str, Callable[[bytes], bool]] = {
    "image/jpeg": lambda start: start.startswith(b"\xff\xd8\xff"),
    "image/webp": lambda start: start[:4] == b"RIFF" and start[8:12] == b"WEBP",
    "image/avif": lambda start: start[4:12] == b"ftypavif",
    "image/png": lambda start: start.startswith(b"\x89PNG"),
}


@dataclass(frozen=True)
class Stored:
    """What is known about the object: its key, type, size and a validator that changes with the content."""

    key: str
    content_type: str
    size: int
    etag: str
    name: str


class RenditionLike(Protocol):
    """The part of a rendition that is needed to send it."""

    key: str
    content_type: str
    bytes: int
    sha256: str
    spec: str


def stored(rendition: RenditionLike) -> Stored:
    """Describe a rendition for sending; the file name says nothing about who sent it."""
    extension = _EXTENSIONS.get(rendition.content_type, "bin")
    return Stored(
        key=rendition.key,
        content_type=rendition.content_type,
        size=rendition.bytes,
        etag=f'"{rendition.sha256[:32]}"',
        name=f"{rendition.spec}.{extension}",
    )


def decoration(key: str) -> Stored:
    """Describe a picture that a brand shows on its own page; only pictures are answered. Raises Missing."""
    with storage.open(key) as file:
        start = file.read(16)
    content_type = next((kind for kind, known in _STARTS.items() if known(start)), "application/octet-stream")
    etag = hashlib.sha256(key.encode()).hexdigest()[:32]
    name = f"picture.{_EXTENSIONS.get(content_type, 'bin')}"
    return Stored(key=key, content_type=content_type, size=storage.size(key), etag=f'"{etag}"', name=name)


def kept_by_them(seconds: int) -> str:
    """The browser of who was given the address may keep the file as long as the address lives; nobody else may."""
    return f"private, max-age={seconds}"


def deliver(request: HttpRequest, found: Stored, *, caching: str, signed_links: bool = True) -> HttpResponseBase:
    """Answer with the object, a part of it, 304, or a redirect to a signed link where the store has such."""
    unchanged = get_conditional_response(request, etag=found.etag)
    if unchanged is not None:
        return _dressed(unchanged, found, caching)
    link = _link(found, caching) if signed_links else None
    if link is not None:
        return guarded(HttpResponseRedirect(link), _redirect(caching))
    return _dressed(_streamed(request, found), found, caching)


def _link(found: Stored, caching: str) -> str | None:
    """Signed for as long as the file may be kept by who asks, which is what their address still lives."""
    if not caching.startswith("private"):
        return storage.signed_url(found.key, seconds=LINK_SECONDS, content_type=found.content_type)
    seconds = _seconds(caching) or LINK_SECONDS
    return storage.signed_url(found.key, seconds=seconds, content_type=found.content_type, caching=caching)


def _redirect(caching: str) -> str:
    """How long the way to the link may be kept: less than the link lives, so that it never leads nowhere.

    Each link is an address of its own to a browser, which would fetch the file again: it has to stay the same.
    """
    if seconds := _seconds(caching):
        return kept_by_them(max(seconds - _MARGIN, 0))
    return PRIVATE if caching.startswith("private") else PUBLIC_REDIRECT


def _seconds(caching: str) -> int:
    """For how long who asks may keep it; 0 where nobody may, or everybody."""
    told = _KEPT.fullmatch(caching)
    return int(told[1]) if told else 0


def _streamed(request: HttpRequest, found: Stored) -> HttpResponseBase:
    asked = _asked_range(request, found)
    if asked == ():
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{found.size}"})
    start, stop = asked or (0, found.size)
    headers = {"Content-Length": str(stop - start)}
    if asked:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{found.size}"
    status = 206 if asked else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    return _Sent(_Part(storage.open(found.key), start, stop), status=status, headers=headers)


def _asked_range(request: HttpRequest, found: Stored) -> tuple[()] | tuple[int, int] | None:
    """The half-open range, () when it cannot be satisfied, None when the whole object is meant.

    Several ranges at once are answered with the whole object, as RFC 9110 allows.
    """
    match = _RANGE.match(request.headers.get("Range", "").strip())
    if match is None or request.headers.get("If-Range", found.etag) != found.etag:
        return None
    first, last = match.groups()
    if not first:
        length = min(int(last or 0), found.size)
        return (found.size - length, found.size) if length else ()
    start, stop = int(first), min(int(last) + 1 if last else found.size, found.size)
    if last and int(last) < int(first):
        return None
    return (start, stop) if start < found.size else ()


def _dressed(response: HttpResponseBase, found: Stored, caching: str) -> HttpResponseBase:
    """Say what it is and that it is only that: no scripts, no frames, no guessing of types."""
    if response.status_code in {200, 206}:
        response.headers["Content-Type"] = found.content_type
        response.headers["Content-Disposition"] = f'inline; filename="{found.name}"'
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = found.etag
    return guarded(response, caching)


def guarded(response: Answer, caching: str) -> Answer:
    """Say how long it may be kept, and that it may do nothing."""
    response.headers["Cache-Control"] = caching
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    private = caching.startswith("private")
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin" if private else "cross-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _skip(file: IO[bytes], count: int) -> None:
    """Go forward, also in a stream that cannot seek."""
    if file.seekable():
        file.seek(count)
        return
    while count > 0 and (chunk := file.read(min(CHUNK, count))):
        count -= len(chunk)


class _Part:
    """Bytes `start` to `stop` of an open file; the response closes it, also when nothing was read.

    It has no `tell` on purpose: Django would take the length of the whole file. With `fileno` a web server can send a
    file of the folder as it is, without copying what a slow reader does not take yet.
    """

    def __init__(self, file: IO[bytes], start: int, stop: int) -> None:
        self._file = file
        self._left = stop - start
        if start:
            _skip(file, start)

    def read(self, size: int) -> bytes:
        """The next bytes, at most so many; none at the end."""
        chunk = self._file.read(min(size, self._left)) if self._left > 0 else b""
        self._left -= len(chunk)
        return chunk

    def fileno(self) -> int:
        """The file itself, at its first byte as long as nothing was read. Raises AttributeError, OSError."""
        return self._file.fileno()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


class _Sent(FileResponse):
    """In pieces that are worth a step, where no web server sends the file itself."""

    block_size = CHUNK
