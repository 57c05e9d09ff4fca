"""A small application for a real web server: it says how much of a body came, or why none did."""

from collections.abc import Callable, Iterable
from typing import Any

from ugc_platform.web import worker

MOST = 50_000_000
worker.most = lambda _path: MOST


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Read all there is, as far as it is taken."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    why = environ.get(worker.MISSING)
    if why or length > MOST:
        said = f"cut {length}{f' {why}' if why else ''}"
    else:
        said = f"whole {len(environ['wsgi.input'].read(length))}"
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(said)))])
    return [said.encode()]
