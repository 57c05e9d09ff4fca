"""Uploads in parts: begin, sign a part, see what arrived, complete, give up. The id is the key to all of it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns import queries as campaigns_queries
from core import storage
from portals import addresses, quotas, shared
from portals.api import base, problems
from portals.api.serializers import uploads as shapes
from submissions.uploads import queries as uploads_queries, services as uploads_services

if TYPE_CHECKING:
    from submissions.models import Upload


@contextmanager
def _answered() -> Iterator[None]:
    """What the services refuse, as problems; an id that is unknown, expired or given up is missing."""
    try:
        with problems.from_fields():
            yield
    except uploads_services.Unknown as error:
        raise exceptions.NotFound from error
    except (uploads_services.Over, uploads_services.OtherBytes) as error:
        raise problems.conflict(str(error)) from error
    except (uploads_services.Incomplete, uploads_services.Joining) as error:
        raise _not_yet(error) from error
    except uploads_services.NotUsable as error:
        raise problems.Problem(422, error.code, str(error), errors={"content": [str(error)]}) from error
    except uploads_services.TooMuch as error:
        raise problems.Problem(429, "too_much", str(error), headers={"Retry-After": "60"}) from error
    except storage.Refused as error:
        sentence = _("Files cannot be sent in parts here at the moment. Please send them with the submission itself.")
        raise problems.Problem(502, "store_refused", sentence) from error
    except storage.Unavailable as error:
        passing = _("We cannot take pictures for the moment. Please try again in a minute.")
        raise problems.no_storage(error, passing) from error


def _not_yet(error: uploads_services.Incomplete | uploads_services.Joining) -> problems.Problem:
    if isinstance(error, uploads_services.Incomplete):
        return problems.Problem(409, "incomplete", str(error), missing=error.numbers)
    sentence = _("The same request is being worked on. Try again in a moment.")
    return problems.Problem(409, "in_progress", sentence, headers={"Retry-After": "2"})


def _asked(shape: Any, request: Request) -> dict[str, Any]:
    said = shape(data=request.data)
    said.is_valid(raise_exception=True)
    values: dict[str, Any] = said.validated_data
    return values


def _found(request: Request, id_: uuid.UUID) -> "Upload":
    """The upload, with this call counted. Raises 404, and 429 where there were too many."""
    found = uploads_queries.get(id_, shared.now())
    problems.within(request, quotas.upload_calls(found))
    return base.found(found)


def _shown(upload: "Upload") -> Response:
    with _answered():
        there = uploads_queries.received(upload)
    return Response(
        {
            "id": str(upload.pk),
            "state": upload.state,
            "size": upload.size,
            "part_size": upload.part_size,
            "expires_at": upload.expires_at,
            "parts": [{"number": part.number, "size": part.size, "sha256": part.sha256} for part in there],
        }
    )


class Begin(base.ApiView):
    """Announce a file to send in parts, without an account."""

    @extend_schema(request=shapes.UploadBegun, responses={201: shapes.UploadOpened}, operation_id="uploads_begin")
    def post(self, request: Request, slug: str) -> Response:
        campaign = base.found(campaigns_queries.public(slug, shared.now()))
        counted = quotas.uploads(campaign)
        problems.within(request, quotas.tries(counted, campaign))
        problems.with_room(request, counted)
        values = _asked(shapes.UploadBegun, request)
        plain = request._request  # noqa: SLF001 -- DRF hides the address
        sender = shared.visitor_key(plain, purpose="uploads")
        with _answered():
            upload = uploads_services.begin(campaign=campaign, sender=sender, at=shared.now(), **values)
        quotas.spend(plain, counted)
        body = {"id": str(upload.pk), "part_size": upload.part_size, "expires_at": upload.expires_at}
        return Response(body, status=status.HTTP_201_CREATED)


class One(base.ApiView):
    """How far an upload is, and its end before its time."""

    @extend_schema(responses=shapes.UploadShown, operation_id="uploads_show")
    def get(self, request: Request, id: uuid.UUID) -> Response:
        return _shown(_found(request, id))

    @extend_schema(responses={204: None}, operation_id="uploads_abort")
    def delete(self, request: Request, id: uuid.UUID) -> Response:
        with _answered():
            uploads_services.abort(upload_id=id, at=shared.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class Parts(base.ApiView):
    """Get an address for one part."""

    @extend_schema(request=shapes.PartWanted, responses=shapes.PartSigned, operation_id="uploads_sign_part")
    def post(self, request: Request, id: uuid.UUID) -> Response:
        _found(request, id)
        values = _asked(shapes.PartWanted, request)
        with _answered():
            promise = uploads_services.sign_part(upload_id=id, at=shared.now(), **values)
        part, signed = promise.part, promise.signed
        if signed is not None:
            return Response({"url": signed.url, "headers": signed.headers})
        url = addresses.part_url(promise.object_key, part.number, part.size, part.sha256)
        return Response({"url": url, "headers": addresses.part_headers(part.sha256)})


class Complete(base.ApiView):
    """Join the parts, once all have arrived. Completing again answers the same."""

    @extend_schema(request=None, responses=shapes.UploadShown, operation_id="uploads_complete")
    def post(self, request: Request, id: uuid.UUID) -> Response:
        _found(request, id)
        with _answered():
            upload = uploads_services.complete(upload_id=id, at=shared.now())
        return _shown(upload)
