"""The peer: the same application whose pages name one file of each picture and announce nothing ahead."""

import gzip
import re
from collections.abc import Iterable
from typing import Any

from ugc_platform.wsgi import application as whole

TAKEN_OUT = (
    re.compile(rb'<link rel="(?:module)?preload"[^>]*>'),
    re.compile(rb"<source [^>]*>"),
    re.compile(rb' (?:srcset|sizes|fetchpriority)="[^"]*"'),
)


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer as the whole application does; pages without their hints, compressed in the same way."""
    takes_gzip = "gzip" in environ.pop("HTTP_ACCEPT_ENCODING", "")
    if environ["PATH_INFO"].startswith("/static/"):
        environ["HTTP_ACCEPT_ENCODING"] = "gzip" if takes_gzip else ""
        return whole(environ, start_response)
    told: list[Any] = []
    body = whole(environ, lambda status, headers, *more: told.extend((status, headers)))
    status, headers = told
    if not dict(headers).get("Content-Type", "").startswith("text/html"):
        start_response(status, headers)
        return body
    page = b"".join(body)
    for hint in TAKEN_OUT:
        page = hint.sub(b"", page)
    kept = [(name, value) for name, value in headers if name not in ("Content-Length", "Content-Encoding")]
    packed = gzip.compress(page, 6) if takes_gzip else page
    kept += [("Content-Length", str(len(packed))), *([("Content-Encoding", "gzip")] if takes_gzip else [])]
    start_response(status, kept)
    return [packed]
