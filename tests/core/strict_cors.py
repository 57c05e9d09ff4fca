"""The bucket's rules for browsers, applied as S3 does: moto alone lets every page do everything.

Preflights are answered or refused, and a page reads only what a rule allows.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

ACCOUNT = "123456789012"
Start = Callable[..., Any]


@dataclass(frozen=True)
class Asked:
    """One request that came with an origin, as browsers send it."""

    method: str
    origin: str
    length: int


@dataclass
class Browsers:
    """WSGI around the gate. A test may hold parts: they get lost, and nobody says so until let go.

    From part `hold_from` on they are held by themselves, so that no part overtakes the wish to hold it.
    """

    inner: Callable[..., Iterable[bytes]]
    asked: list[Asked] = field(default_factory=list)
    flowing: threading.Event = field(default_factory=threading.Event)
    hold_from: int = 0

    def __post_init__(self) -> None:
        self.flowing.set()

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        origin, method = environ.get("HTTP_ORIGIN", ""), environ["REQUEST_METHOD"]
        if origin:
            self.asked.append(Asked(method, origin, int(environ.get("CONTENT_LENGTH") or 0)))
        if method == "OPTIONS":
            return _preflight(environ, origin, start_response)
        if origin and method == "PUT" and self.hold_from and len(self.parts()) >= self.hold_from:
            self.flowing.clear()
            self.hold_from = 0
        if origin and method == "PUT" and not self.flowing.is_set():
            self.flowing.wait(30)
            start_response("503 Slow Down", [("Content-Length", "0")])
            return [b""]
        rule = _rule(environ["PATH_INFO"], origin, method, [])

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            own = [pair for pair in headers if not pair[0].lower().startswith("access-control-")]
            return start_response(status, [*own, *_allowing(rule, origin, method)], *rest)

        return self.inner(environ, start)

    def parts(self) -> list[int]:
        """The lengths of what browsers sent."""
        return [one.length for one in self.asked if one.method == "PUT"]


def _preflight(environ: dict[str, Any], origin: str, start_response: Start) -> Iterable[bytes]:
    method = environ.get("HTTP_ACCESS_CONTROL_REQUEST_METHOD", "")
    wanted = [name.strip().lower() for name in environ.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS", "").split(",")]
    rule = _rule(environ["PATH_INFO"], origin, method, [name for name in wanted if name])
    more = [("Access-Control-Allow-Headers", ", ".join(wanted))] if rule else []
    status = "200 OK" if rule else "403 Forbidden"
    start_response(status, [("Content-Length", "0"), *_allowing(rule, origin, method), *more])
    return [b""]


def _rule(path: str, origin: str, method: str, headers: list[str]) -> Any:
    """The first rule that fits; none without an origin."""
    from moto.s3.models import s3_backends

    bucket = s3_backends[ACCOUNT]["aws"].buckets.get(path.split("/")[1])
    for rule in bucket.cors if bucket and origin else []:
        if not any(fnmatchcase(origin, allowed) for allowed in rule.allowed_origins):
            continue
        allowed = [name.lower() for name in rule.allowed_headers or []]
        if method in rule.allowed_methods and all(any(fnmatchcase(name, one) for one in allowed) for name in headers):
            return rule
    return None


def _allowing(rule: Any, origin: str, method: str) -> list[tuple[str, str]]:
    if rule is None:
        return []
    exposed = [("Access-Control-Expose-Headers", ", ".join(rule.exposed_headers))] if rule.exposed_headers else []
    return [
        ("Access-Control-Allow-Origin", origin),
        ("Access-Control-Allow-Methods", method),
        ("Vary", "Origin"),
        *exposed,
    ]
