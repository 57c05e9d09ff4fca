"""A local S3 for tests: moto keeps the objects, a strict gate before it refuses what the real one would refuse.

moto alone accepts tampered signatures, expired links, unsigned requests and damaged bodies.
"""

import hashlib
import hmac
import io
import threading
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, quote

from werkzeug.serving import WSGIRequestHandler, make_server

from tests.core.strict_cors import Browsers

KEY_ID, SECRET, REGION, BUCKET = "fanfare-tests", "a-secret-only-for-tests", "us-east-1", "private"
Start = Callable[..., Any]


class RefusedRequest(Exception):
    """What the real S3 would answer: status and code."""

    def __init__(self, status: str, code: str) -> None:
        self.status, self.code = status, code
        super().__init__(code)


@dataclass(frozen=True)
class Request:
    """The parts of a request that a signature covers."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    body: bytes

    @classmethod
    def read(cls, environ: dict[str, Any]) -> "Request":
        path, _, query = environ["RAW_URI"].partition("?")
        headers = {
            name.removeprefix("HTTP_").replace("_", "-").lower(): value
            for name, value in environ.items()
            if name.startswith("HTTP_") or name in {"CONTENT_TYPE", "CONTENT_LENGTH"}
        }
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length)
        if len(body) != length:
            raise RefusedRequest("400 Bad Request", "IncompleteBody")
        return cls(environ["REQUEST_METHOD"], path, parse_qsl(query, keep_blank_values=True), headers, body)


class Gate:
    """WSGI in front of moto. `later` may be moved by a test to let links expire.

    `knows` makes it one of the others: "etag" refuses any word but number and ETag in the join, keeps no checksum and
    tells none; "nothing" refuses a checksum's name already at the beginning; "checksums" insists on them in the join.
    `refuses` names calls (method, word in the query) and the answer to them.
    """

    def __init__(self, inner: Callable[..., Iterable[bytes]]) -> None:
        self._inner = inner
        self.later = timedelta()
        self.knows = ""
        self.refuses: dict[tuple[str, str], tuple[str, str]] = {}
        self.refused: list[str] = []

    def reset(self) -> None:
        """As it was in the beginning."""
        self.later, self.knows = timedelta(), ""
        self.refuses.clear()
        self.refused.clear()

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        try:
            request = Request.read(environ)
            self._check_signature(request)
            _check_body(request)
            self._check_words(request)
        except RefusedRequest as refused:
            self.refused.append(refused.code)
            answer = f"<Error><Code>{refused.code}</Code></Error>".encode()
            start_response(refused.status, [("Content-Type", "application/xml"), ("Content-Length", str(len(answer)))])
            return [answer]
        if self.knows == "etag":
            environ = {name: value for name, value in environ.items() if "CHECKSUM" not in name}
        return self._inner({**environ, "wsgi.input": io.BytesIO(request.body)}, start_response)

    def _check_words(self, request: Request) -> None:
        names = {name for name, _ in request.query}
        for (method, word), (status, code) in self.refuses.items():
            if request.method == method and (word in names or not word):
                raise RefusedRequest(status, code)
        joins = request.method == "POST" and "uploadId" in names
        if joins and self.knows == "etag" and b"Checksum" in request.body:
            raise RefusedRequest("400 Bad Request", "MalformedXML")
        if joins and self.knows == "checksums" and b"Checksum" not in request.body:
            raise RefusedRequest("400 Bad Request", "InvalidRequest")
        if self.knows == "nothing" and "x-amz-checksum-algorithm" in request.headers:
            raise RefusedRequest("501 Not Implemented", "NotImplemented")

    def _check_signature(self, request: Request) -> None:
        query = dict(request.query)
        if "X-Amz-Signature" in query:
            self._check_link(request, query)
            return
        kind, _, rest = request.headers.get("authorization", "").partition(" ")
        if kind != "AWS4-HMAC-SHA256":
            raise RefusedRequest("403 Forbidden", "AccessDenied")
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        signed = parts["SignedHeaders"].split(";")
        if "host" not in signed or "x-amz-content-sha256" not in signed:
            raise RefusedRequest("403 Forbidden", "AccessDenied")
        self._check_age(request.headers["x-amz-date"], timedelta(minutes=15))
        payload = request.headers["x-amz-content-sha256"]
        expected = _signature(request, request.query, signed, payload, request.headers["x-amz-date"])
        _compare(expected, parts["Signature"], parts["Credential"])

    def _check_link(self, request: Request, query: dict[str, str]) -> None:
        self._check_age(query["X-Amz-Date"], timedelta(seconds=int(query["X-Amz-Expires"])))
        covered = [pair for pair in request.query if pair[0] != "X-Amz-Signature"]
        signed = query["X-Amz-SignedHeaders"].split(";")
        expected = _signature(request, covered, signed, "UNSIGNED-PAYLOAD", query["X-Amz-Date"])
        _compare(expected, query["X-Amz-Signature"], query["X-Amz-Credential"])

    def _check_age(self, stamp: str, most: timedelta) -> None:
        age = datetime.now(UTC) + self.later - datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        if not timedelta(minutes=-15) <= age <= most:
            raise RefusedRequest("403 Forbidden", "AccessDenied")


def _check_body(request: Request) -> None:
    payload = request.headers.get("x-amz-content-sha256", "UNSIGNED-PAYLOAD")
    if payload.startswith("STREAMING-"):
        raise RefusedRequest("501 Not Implemented", "NotImplemented")
    if payload != "UNSIGNED-PAYLOAD" and hashlib.sha256(request.body).hexdigest() != payload:
        raise RefusedRequest("400 Bad Request", "XAmzContentSHA256Mismatch")
    md5 = request.headers.get("content-md5")
    if md5 is not None and b64encode(hashlib.md5(request.body).digest()).decode() != md5:
        raise RefusedRequest("400 Bad Request", "BadDigest")
    sha256 = request.headers.get("x-amz-checksum-sha256")
    if sha256 is not None and b64encode(hashlib.sha256(request.body).digest()).decode() != sha256:
        raise RefusedRequest("400 Bad Request", "BadDigest")
    names = {name for name, _ in request.query}
    if request.method == "PUT" and request.path.count("/") > 1 and not names and "content-type" not in request.headers:
        raise RefusedRequest("400 Bad Request", "MissingContentType")


def _compare(expected: str, given: str, credential: str) -> None:
    if not credential.startswith(f"{KEY_ID}/"):
        raise RefusedRequest("403 Forbidden", "InvalidAccessKeyId")
    if not hmac.compare_digest(expected, given):
        raise RefusedRequest("403 Forbidden", "SignatureDoesNotMatch")


def _signature(request: Request, query: list[tuple[str, str]], signed: list[str], payload: str, stamp: str) -> str:
    """Signature version 4, written from the specification and not from boto."""
    sorted_query = "&".join(sorted(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in query))
    headers = "".join(f"{name}:{' '.join(request.headers.get(name, '').split())}\n" for name in signed)
    canonical = "\n".join([request.method, request.path, sorted_query, headers, ";".join(signed), payload])
    scope = f"{stamp[:8]}/{REGION}/s3/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = f"AWS4{SECRET}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class StrictS3:
    """The running server."""

    url: str
    gate: Gate
    browsers: Browsers


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing of each request: a table of figures would drown in them."""


@contextmanager
def running() -> Iterator[StrictS3]:
    """Serve on a free port of this machine until the block ends."""
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

    gate = Gate(DomainDispatcherApplication(create_backend_app))
    browsers = Browsers(gate)
    server = make_server("127.0.0.1", 0, browsers, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield StrictS3(f"http://127.0.0.1:{server.server_port}", gate, browsers)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
