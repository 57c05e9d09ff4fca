"""An upload in parts in the words of S3: what has arrived, complete, give up.

Browsers send with a client that speaks S3 and reads XML; the calls of the API do the same in JSON. Who knows the id
may go on with the upload, as there. Where the store refuses for good, the code `StoreRefused` tells the page to send
its files with the form.
"""

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core import storage
from portals import quotas, shared
from submissions.uploads import queries as uploads_queries, services as uploads_services

if TYPE_CHECKING:
    from submissions.models import Upload


@csrf_exempt  # no cookie counts here: only the id does
@require_http_methods(["GET", "POST", "DELETE"])
def upload(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    """ListParts, CompleteMultipartUpload and AbortMultipartUpload of one upload."""
    acts: dict[str | None, Callable[[uuid.UUID], HttpResponse]] = {"GET": _listed, "POST": _completed}
    try:
        return _paused(request, id) or acts.get(request.method, _aborted)(id)
    except uploads_services.Unknown:
        return _refused(404, "NoSuchUpload", "")
    except uploads_services.Over as error:
        return _refused(409, "OperationAborted", str(error))
    except uploads_services.Incomplete as error:
        return _refused(400, "InvalidPart", str(error))
    except uploads_services.NotUsable as error:
        return _refused(422, error.code, str(error))
    except ValidationError as error:
        return _refused(422, "invalid", " ".join(error.messages))
    except storage.Refused:
        return _refused(424, "StoreRefused", "")
    except (uploads_services.Joining, storage.Unavailable):
        return _refused(503, "SlowDown", "", {"Retry-After": "10"})


def _paused(request: HttpRequest, id_: uuid.UUID) -> HttpResponse | None:
    """Giving up is free; everything else may ask the store."""
    if request.method == "DELETE":
        return None
    counted = quotas.upload_calls(uploads_queries.get(id_, shared.now()))
    if (pause := quotas.spend(request, counted)) is None:
        return None
    return _refused(429, "SlowDown", pause, {"Retry-After": str(quotas.seconds_left(counted))})


def _listed(id_: uuid.UUID) -> HttpResponse:
    found = uploads_queries.get(id_, shared.now())
    if found is None:
        raise uploads_services.Unknown(str(id_))
    parts = "".join(
        f'<Part><PartNumber>{part.number}</PartNumber><ETag>"{part.sha256[:32]}"</ETag><Size>{part.size}</Size></Part>'
        for part in uploads_queries.received(found)
    )
    return _said(f"<ListPartsResult><UploadId>{found.pk}</UploadId>{parts}</ListPartsResult>")


def _completed(id_: uuid.UUID) -> HttpResponse:
    done: Upload = uploads_services.complete(upload_id=id_, at=shared.now())
    named = f"<Location>/uploads/{done.pk}/</Location><Key>{done.pk}</Key>"
    return _said(f"<CompleteMultipartUploadResult>{named}</CompleteMultipartUploadResult>")


def _aborted(id_: uuid.UUID) -> HttpResponse:
    uploads_services.abort(upload_id=id_, at=shared.now())
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})


def _refused(status: int, code: str, sentence: str, headers: dict[str, str] | None = None) -> HttpResponse:
    xml = f"<Error><Code>{escape(code)}</Code><Message>{escape(sentence)}</Message></Error>"
    return _said(xml, status, headers)


def _said(xml: str, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(
        f'<?xml version="1.0" encoding="UTF-8"?>\n{xml}',
        status=status,
        content_type="application/xml",
        headers={"Cache-Control": "no-store", "X-Robots-Tag": "noindex", **(headers or {})},
    )
