"""A small application for a real web server: it says how much of a body came, or why none did."""

import tempfile
from collections.abc import Callable, Iterable
from typing import Any

from core import request_notes
from ugc_platform.web import connection

MOST = 50_000_000
LARGE, PIECE = 32 * 1024 * 1024, 64 * 1024
connection.limit_at = lambda path: MOST


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Read all there is, as far as it is taken."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    why = environ.get(request_notes.MISSING)
    if why or length > MOST:
        said = f"cut {length}{f' {why}' if why else ''}"
    elif environ["PATH_INFO"] == "/large":
        start_response("200 OK", [("Content-Length", str(LARGE))])
        return (bytes(PIECE) for _ in range(LARGE // PIECE))
    elif environ["PATH_INFO"] == "/file":
        start_response("200 OK", [("Content-Length", str(LARGE))])
        kept = tempfile.TemporaryFile()  # noqa: SIM115  # the server closes it
        kept.truncate(LARGE)
        wrapped: Iterable[bytes] = environ["wsgi.file_wrapper"](kept)
        return wrapped
    else:
        said = f"whole {len(environ['wsgi.input'].read(length))}"
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(said)))])
    return [said.encode()]
