"""Reads multipart bodies so that no file is lost for its name: one called `..`, one whose name is in raw Latin-1.

Django passes over both without a word. This is the extension point that it offers for it: an upload handler may do the
parsing, and does it here by Django's own parser.
"""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler
from django.http.multipartparser import MultiPartParser

UNNAMED = "file"
# Headers of a part that are longer are no headers; Django reads no more of them either.
MOST_HEADER_BYTES = 1024
CHUNK = 64 * 1024


class Parser(MultiPartParser):
    """Django's parser; what would be no name becomes a plain one."""

    def sanitize_file_name(self, file_name: str) -> str:
        """Return the last part of the name, as Django does, or ours where nothing is left."""
        return super().sanitize_file_name(file_name) or UNNAMED

    IE_sanitize = sanitize_file_name


def parsed(stream: Any, meta: Any, boundary: bytes, handlers: list[FileUploadHandler], encoding: str | None) -> Any:
    """Parse a body; call it from `handle_raw_input`, with handlers that answer nothing to that call."""
    body: Any = NamesInUtf8(stream, boundary)  # it can be read, which is all that the parser does with it
    return Parser(meta, body, handlers, encoding).parse()


class NamesInUtf8:
    """A stream whose parts' headers are UTF-8: bytes that are not are taken for Latin-1, as browsers of old meant them.

    Files pass through untouched. It looks for the headers where the parser will: behind each boundary.
    """

    def __init__(self, stream: Any, boundary: bytes) -> None:
        self._stream = stream
        self._mark = b"--" + boundary
        self._raw = b""
        self._ready = b""
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        """Return at least a byte unless the stream has ended, and no more than asked for."""
        while not self._ended and (size < 0 or len(self._ready) < size):
            piece = self._stream.read(CHUNK)
            self._ended = not piece
            self._raw += piece
            self._ready += self._settled()
        wanted = len(self._ready) if size < 0 else size
        out, self._ready = self._ready[:wanted], self._ready[wanted:]
        return out

    def _settled(self) -> bytes:
        """Take from what arrived as much as can be judged."""
        out, taken = [], 0
        while (at := self._raw.find(self._mark, taken)) >= 0:
            start = at + len(self._mark)
            latest = start + MOST_HEADER_BYTES
            end = self._raw.find(b"\r\n\r\n", start, latest)
            if end < 0 and not self._ended and len(self._raw) < latest:
                break  # the headers may still come
            end = max(start, end)
            out.append(self._raw[taken:start] + _in_utf8(self._raw[start:end]))
            taken = end
        if at < 0:  # what is left may end with the beginning of a boundary
            at = len(self._raw) if self._ended else max(taken, len(self._raw) - len(self._mark) + 1)
        out.append(self._raw[taken:at])
        self._raw = self._raw[at:]
        return b"".join(out)


def _in_utf8(headers: bytes) -> bytes:
    try:
        headers.decode()
    except UnicodeDecodeError:
        return headers.decode("latin-1").encode()
    return headers
