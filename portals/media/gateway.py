"""The gateway for parts of uploads where the store is a folder: it speaks as a bucket does.

The address carries the signature; number, length and checksum are under it. Bytes go to the disk in small pieces.
"""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core import multipart, storage
from portals import addresses, bodies, shared
from submissions.uploads import services as uploads_services

CHECKSUM = "x-amz-checksum-sha256"


@bodies.takes(uploads_services.largest_part)
@csrf_exempt  # no cookie counts here: only the signed address does
@require_http_methods(["PUT"])
def part(request: HttpRequest, signed: str) -> HttpResponse:
    """Take one part, whole and with the promised checksum, or not at all."""
    # The address has to be good when the part sets out, as at a bucket.
    seconds = uploads_services.PART_SECONDS + bodies.seconds_arriving(request)
    found = addresses.part_of(signed, seconds=seconds)
    if found is None:
        return _answer(403, "AccessDenied")
    object_key, number, size, sha256 = found
    promised = multipart.Part(number, size, sha256)
    if request.headers.get(CHECKSUM) != addresses.part_headers(sha256)[CHECKSUM] or request.headers.get(
        "Content-Length"
    ) != str(size):
        return _answer(403, "SignatureDoesNotMatch")
    return _taken(request, object_key, promised)


def _taken(request: HttpRequest, object_key: str, promised: multipart.Part) -> HttpResponse:
    try:
        uploads_services.write_part(object_key=object_key, part=promised, source=request, at=shared.now())  # type: ignore[arg-type]  # a request reads like a file
    except multipart.Mismatch:
        return _answer(400, "BadDigest")
    except (uploads_services.Unknown, storage.Missing, multipart.NotHere):
        return _answer(404, "NoSuchUpload")
    except uploads_services.TooMuch:
        return _answer(503, "SlowDown", {"Retry-After": "60"})
    except storage.Refused:
        return _answer(424, "StoreRefused")
    except storage.Unavailable:
        return _answer(503, "SlowDown", {"Retry-After": "10"})
    return _answer(200, "", {"ETag": f'"{promised.sha256[:32]}"'})


def _answer(status: int, code: str, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(
        code, status=status, content_type="text/plain", headers={"Cache-Control": "no-store", **(headers or {})}
    )
