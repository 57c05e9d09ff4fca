"""What the API's views share: who asks, versions, pages and idempotency. No rules of its own."""

import hashlib
import json
import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils.translation import gettext as _
from rest_framework import exceptions, negotiation, permissions
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actors import Actor
from core import keyset
from outbox import services as outbox_services
from portals import addresses, shared, uploads
from portals.api import problems
from portals.api.authentication import ANONYMOUS, Caller, contributor

if TYPE_CHECKING:
    from accounts.models import Brand

Row = TypeVar("Row", bound=models.Model)
PAGE_SIZE, PAGE_LIMIT = 50, 200


class OneAnswer(negotiation.DefaultContentNegotiation):
    """Each address has one form of answer, so `Accept` decides nothing: a feed reader asks for feeds, not for JSON."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class ApiView(APIView):
    """A view that anyone may call; members are asked for in the method, by `member`."""

    permission_classes = [permissions.AllowAny]
    content_negotiation_class = OneAnswer

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """What a token opens is kept by nobody; what is public says so itself."""
        finished = super().finalize_response(request, response, *args, **kwargs)
        finished.headers.setdefault("Cache-Control", "private, no-store")
        return finished

    def caller(self) -> Caller:
        """Who calls; a visitor without a token has no brand."""
        user: object = self.request.user
        return user if isinstance(user, Caller) else ANONYMOUS

    def member(self, needs: shared.Needs) -> "tuple[Actor, Brand]":
        """The member and the token's brand. Raises 401 without a token, 403 when role or scope are too small."""
        caller = self.caller()
        if caller.brand is None:
            raise exceptions.NotAuthenticated
        if not needs(caller.actor, caller.brand.pk):
            raise exceptions.PermissionDenied
        return caller.actor, caller.brand


def found(thing: "Row | None") -> Row:
    """The object, or the 404 that foreign and missing ones share."""
    if thing is None:
        raise exceptions.NotFound
    return thing


def expected_version(request: Request) -> int:
    """The version the caller saw: `If-Match: "3"` or the field `version`. Raises 428 when missing."""
    header = request.headers.get("If-Match", "")
    raw = header or (request.data.get("version") if isinstance(request.data, dict) else None)
    if raw is None or raw == "":
        raise problems.Problem(
            428, "version_missing", _('Send the version you saw, as If-Match: "n" or as the field version.')
        )
    match = re.fullmatch(r'(?:W/)?"?(\d{1,9})"?', str(raw).strip())
    if match is None:
        raise problems.invalid({"version": [_("This is not a version number.")]})
    return int(match.group(1))


def page(
    request: Request, queryset: "models.QuerySet[Row]", order: Sequence[str], show: Callable[[Row], dict[str, Any]]
) -> Response:
    """One page of a list: `{"results", "next"}` and a Link header."""
    try:
        size = min(max(int(request.query_params.get("page_size", PAGE_SIZE)), 1), PAGE_LIMIT)
    except ValueError as error:
        raise problems.invalid({"page_size": [_("This is not a number.")]}) from error
    try:
        part = keyset.page(queryset, order=order, cursor=request.query_params.get("cursor") or None, size=size)
    except keyset.BadCursor as error:
        raise problems.invalid(
            {"cursor": [_("Follow the address in “next”; this cursor is not one of ours.")]}
        ) from error
    following = _with_cursor(request, part.next) if part.next else None
    headers = {"Link": f'<{following}>; rel="next"'} if following else {}
    return Response({"results": [show(row) for row in part.items], "next": following}, headers=headers)


def _with_cursor(request: Request, cursor: str) -> str:
    query = request.query_params.copy()
    query["cursor"] = cursor
    return addresses.absolute(f"{request.path}?{query.urlencode()}")


Handler = Callable[..., Response]


def idempotent(
    *, known: Callable[[ApiView], object], still_true: Callable[[Any], None] | None = None
) -> Callable[[Handler], Handler]:
    """Honour `Idempotency-Key` on a POST: the same request again gets the first answer.

    `known` refuses whom the handler would refuse: nobody's body is read and hashed for a stranger.
    `still_true` looks at a first answer before it is given again, and raises when it no longer holds.
    """

    def decorate(handler: Handler) -> Handler:
        @wraps(handler)
        def wrapped(view: ApiView, request: Request, *args: Any, **kwargs: Any) -> Response:
            key = request.headers.get("Idempotency-Key")
            if key is None:
                return handler(view, request, *args, **kwargs)
            known(view)
            begun = _begin(view, request, key)
            if isinstance(begun, outbox_services.Replay):
                return _replayed(begun, still_true)
            return _once(begun, lambda: handler(view, request, *args, **kwargs))

        return wrapped

    return decorate


def anyone(_view: ApiView) -> None:
    """For doors that need no token."""


def a_member(needs: shared.Needs) -> Callable[[ApiView], object]:
    """For doors of members: 401 without a token, 403 when role or scope are too small."""
    return lambda view: view.member(needs)


def a_contributor(view: ApiView) -> object:
    """For doors of contributors: 404 without a link's token."""
    return contributor(view.request)


def _replayed(first: outbox_services.Replay, still_true: Callable[[Any], None] | None) -> Response:
    answer = json.loads(first.answer)
    if still_true is not None:
        still_true(answer)
    return Response(answer, status=first.status, headers={"Idempotent-Replay": "true"})


def _once(begun: outbox_services.Begun, answer: Callable[[], Response]) -> Response:
    try:
        response = answer()
    except BaseException:
        # Whatever happened, no answer was given: the caller may try the same key again.
        outbox_services.release(begun=begun)
        raise
    outbox_services.finish(begun=begun, status=response.status_code, answer=_plain(response.data))
    return response


def _begin(view: ApiView, request: Request, key: str) -> outbox_services.Begun | outbox_services.Replay:
    if not re.fullmatch(r"[\x21-\x7e]{1,255}", key):
        raise problems.invalid({"Idempotency-Key": [_("Use 1 to 255 visible characters, for instance a UUID.")]})
    try:
        return outbox_services.begin(
            caller=caller_name(view, request),
            key=key,
            path=request.path,
            body_hash=_body_hash(request),
            fence=uuid.uuid4(),
            at=shared.now(),
        )
    except outbox_services.OtherBody as error:
        raise problems.invalid({"Idempotency-Key": [_("This key was used for another request.")]}) from error
    except outbox_services.InProgress as error:
        raise problems.Problem(
            409,
            "in_progress",
            _("The same request is being worked on. Try again in a moment."),
            headers={"Retry-After": str(error.retry_after)},
        ) from error


def caller_name(view: ApiView, request: Request) -> str:
    """A pseudonymous name of the caller, bound to its token or address: nobody gets another one's answer again."""
    caller = view.caller()
    if caller.brand is not None:
        return f"{caller.brand.pk}:{caller.actor.token_id or caller.actor.reference}"
    secret = request.headers.get("Contributor-Token", "")
    held = hashlib.sha256(secret.encode()).hexdigest()[:32] if secret else ""
    return shared.visitor_key(request, purpose=f"idempotency:{held}")


def form_key(view: ApiView, request: Request) -> uuid.UUID | None:
    """An Idempotency-Key as a form key: even after a crash in between, the database keeps the effect single."""
    key = request.headers.get("Idempotency-Key")
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{caller_name(view, request)} {request.path} {key}") if key else None


def _plain(data: Any) -> bytes:
    rendered: bytes = JSONRenderer().render(data)
    return rendered or b"null"


def _body_hash(request: Request) -> str:
    digest = hashlib.sha256()
    for piece in _pieces(request.data):
        digest.update(len(piece).to_bytes(8, "big") + piece)
    return digest.hexdigest()


def _pieces(data: Any) -> Iterator[bytes]:
    """The body's fields and files in a canonical order; files are read once and rewound."""
    if hasattr(data, "lists"):
        for name, values in sorted(data.lists()):
            yield name.encode()
            for value in values:
                yield uploads.content_hash(value) if isinstance(value, UploadedFile) else str(value).encode()
    else:
        yield json.dumps(data, sort_keys=True).encode()
