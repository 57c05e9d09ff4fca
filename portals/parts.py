"""Reads multipart bodies so that no file is lost for its name: one called `..`, one whose name is in raw Latin-1.

Django passes over both without a word. This is the extension point that it offers for it: an upload handler may do the
parsing, and does it here by Django's own parser. It is the first of `FILE_UPLOAD_HANDLERS`, so it holds for every form.
"""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http.multipartparser import MultiPartParser

UNNAMED = "file"
# Headers of a part that are longer are no headers; Django reads no more of them either.
MOST_HEADER_BYTES = 1024
CHUNK = 64 * 1024


class AnyName(FileUploadHandler):
    """Has the body parsed so that no file is passed over for its name; keeps nothing itself."""

    parsing = False

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803  # Django's signature
        content_length: int,
        boundary: Any,  # bytes, whatever the stubs say
        encoding: str | None = None,
    ) -> Any:
        """Parse the body; the inner parser asks again, and then goes on by itself."""
        if self.parsing or self.request is None:
            return None
        self.parsing = True
        # It can be read, which is all that the parser does with it.
        body: Any = NamesInUtf8(input_data, boundary)
        return Parser(META, body, list(self.request.upload_handlers), encoding).parse()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Let the bytes pass to the next handler."""
        return raw_data

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":  # Django's signature
        """Leave the file to the next handler."""
        return None


class Parser(MultiPartParser):
    """Django's parser; what would be no name becomes a plain one.

    Django's guide does not name these two methods: `tests/portals/test_parts.py` sends such names through whatever
    Django is installed.
    """

    def sanitize_file_name(self, file_name: str) -> str:
        """Return the last part of the name, as Django does, or ours where nothing is left."""
        return super().sanitize_file_name(file_name) or UNNAMED

    IE_sanitize = sanitize_file_name


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
