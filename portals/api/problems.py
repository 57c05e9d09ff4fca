"""Every error of the API is an RFC 9457 problem document with a plain sentence."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
    ValidationError,
)
from django.db import DatabaseError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import set_rollback

from accounts import permissions as accounts_permissions
from core import storage
from galleries import services as galleries_services
from moderation import services as moderation_services
from portals import bodies, quotas, words
from portals.documents import CONTENT_TYPE, document
from submissions import (
    intake as submissions_intake,
    lifecycle as submissions_lifecycle,
    services as submissions_services,
)


class Problem(exceptions.APIException):
    """An error with members of its own beside the usual ones."""

    def __init__(
        self,
        status_code: int,
        code: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(detail, code)
        self.status_code = status_code
        self.headers = dict(headers or {})
        self.members = members


def stale(current: int, detail: str) -> Problem:
    """409: somebody was faster."""
    return Problem(status.HTTP_409_CONFLICT, "stale", detail, headers={"ETag": f'"{current}"'}, version=current)


def conflict(detail: str) -> Problem:
    """409: the state does not allow it."""
    return Problem(status.HTTP_409_CONFLICT, "conflict", detail)


def too_large() -> Problem:
    """413: more bytes, fields or files than a request may hold."""
    return Problem(413, bodies.CODES[413], bodies.too_large())


def invalid(errors: Mapping[str, Any], detail: str = "") -> Problem:
    """422: the request was understood, its content was not acceptable."""
    sentence = detail or _("Some fields need your attention.")
    return Problem(status.HTTP_422_UNPROCESSABLE_ENTITY, "invalid", sentence, errors=dict(errors))


def no_storage(error: storage.Unavailable, passing: str) -> Problem:
    """503 while the store is away; 502 where it refuses: then asking again changes nothing."""
    sentence = words.store_trouble(error, passing)
    if isinstance(error, storage.Refused):
        return Problem(status.HTTP_502_BAD_GATEWAY, "store_refused", sentence)
    return Problem(503, "unavailable", sentence, headers={"Retry-After": "60"})


def within(request: Request, *counted: quotas.Quota) -> None:
    """Count one; 429 with a sentence when it is too many."""
    if sentence := quotas.spend(request._request, *counted):  # noqa: SLF001 -- DRF hides the address
        raise too_many(sentence, counted[0])


def with_room(request: Request, *counted: quotas.Quota) -> None:
    """The same 429 where the limit is reached already; nothing is counted before it succeeded."""
    if sentence := quotas.over(request._request, *counted):  # noqa: SLF001 -- DRF hides the address
        raise too_many(sentence, counted[0])


def too_many(sentence: str, quota: quotas.Quota) -> Problem:
    """429, and when the counting begins anew."""
    return Problem(429, "too_many", sentence, headers={"Retry-After": str(quotas.seconds_left(quota))})


@contextmanager
def from_fields() -> Iterator[None]:
    """A service's ValidationError as 422 with an error per field."""
    try:
        yield
    except ValidationError as error:
        errors = error.message_dict if hasattr(error, "error_dict") else {"non_field_errors": error.messages}
        raise invalid(errors) from error


@contextmanager
def from_intake() -> Iterator[None]:
    """A refused sending as 422, with an error per field and per file; nothing was created."""
    try:
        yield
    except submissions_intake.Refused as refused:
        files = [
            {"index": file.index, "name": file.name, "code": file.code, "message": str(file.message)}
            for file in refused.files
        ]
        raise Problem(
            422, "invalid", _("Nothing was sent. Please look at what is marked."), errors=refused.errors, files=files
        ) from refused
    except storage.Unavailable as error:
        raise no_storage(error, _("We cannot take pictures for the moment. Please try again in a minute.")) from error


@contextmanager
def from_no_room(sentence: str | None, quota: quotas.Quota) -> Iterator[None]:
    """429 where a limit was reached and the sending is a new one."""
    try:
        yield
    except submissions_intake.NoRoom as error:
        raise too_many(sentence or "", quota) from error


@contextmanager
def from_moves() -> Iterator[None]:
    """Refused moves and stale versions as 409; fields as 422."""
    try:
        with from_fields():
            yield
    except (moderation_services.Stale, submissions_services.Stale) as error:
        raise stale(error.current, str(error)) from error
    except submissions_lifecycle.MoveRefused as error:
        raise conflict(str(error)) from error
    except submissions_services.UnknownAssets as error:
        raise invalid({"assets": [str(error)]}) from error
    except submissions_services.NothingLeft as error:
        raise invalid({"exclude": [str(error)]}) from error


@contextmanager
def from_exports() -> Iterator[None]:
    """Too many exports at once as 429; fields as 422."""
    try:
        with from_fields():
            yield
    except galleries_services.TooMany as error:
        raise Problem(429, "too_many_exports", str(error), headers={"Retry-After": "30"}) from error


def handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: one shape for all errors; None lets Django answer 500."""
    known = _known(error)
    if known is None:
        return None
    set_rollback()
    body, code, headers = _answer(known)
    return Response(body, status=code, headers=headers, content_type=CONTENT_TYPE)


def _known(error: Exception) -> exceptions.APIException | None:
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, PermissionDenied | accounts_permissions.Denied):
        return exceptions.PermissionDenied()
    if isinstance(error, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return too_large()
    if isinstance(error, SuspiciousOperation):
        return exceptions.ParseError()
    if isinstance(error, storage.Unavailable):
        return no_storage(error, _("Our storage does not answer just now."))
    if isinstance(error, storage.Missing):
        return exceptions.NotFound()
    if isinstance(error, DatabaseError) and not isinstance(error, exceptions.APIException):
        return None
    return error if isinstance(error, exceptions.APIException) else None


def _answer(error: exceptions.APIException) -> tuple[dict[str, Any], int, dict[str, str]]:
    headers: dict[str, str] = {}
    if header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    if isinstance(error, Problem):
        headers.update(error.headers)
        return (
            document(error.status_code, _code(error), str(error.detail), **error.members),
            error.status_code,
            headers,
        )
    if isinstance(error, exceptions.ValidationError):
        errors = _flat(error.detail)
        return document(422, "invalid", _("Some fields need your attention."), errors=errors), 422, headers
    return document(error.status_code, _code(error), str(error.detail)), error.status_code, headers


def _code(error: exceptions.APIException) -> str:
    codes = error.get_codes()
    return codes if isinstance(codes, str) else "error"


def _flat(detail: Any) -> dict[str, Any]:
    if isinstance(detail, Mapping):
        return {str(field): value for field, value in detail.items()}
    return {"non_field_errors": detail}
