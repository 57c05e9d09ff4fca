"""How much a request may carry, asked before a byte of it is read: before parsing, hashing and any upload handler.

Each door that takes more than a form without files says so beside its view. What did not arrive whole is told here,
too, because the web server knows no languages.
"""

from collections.abc import Callable
from math import ceil
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from core import request_notes
from portals import documents, form_answers, shared

View = TypeVar("View", bound=Callable[..., Any])
CODES = {408: "late", 411: "length_missing", 413: "too_large", 503: "busy"}


def takes(limit: Callable[[], int], *, members_only: bool = False) -> Callable[[View], View]:
    """Decorate a view, or a class of views; of nobody but members, where only they may send so much."""

    def mark(view: View) -> View:
        view.takes_bytes = limit  # type: ignore[attr-defined]  # both are read below
        view.members_only = members_only  # type: ignore[attr-defined]
        return view

    return mark


def plain() -> int:
    """A form without files, or JSON."""
    limit: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return limit


def sending() -> int:
    """A form with a fan's files; what does not fit is sent in parts."""
    limit: int = settings.MEDIA_LIMITS["max_form_bytes"]
    return limit


def picture(file_bytes: int) -> Callable[[], int]:
    """A form with one picture of so many bytes."""
    return lambda: file_bytes + plain()


def limit_at(path: str) -> int:
    """How many bytes the door at this address takes. Touches neither database nor request."""
    limit: Callable[[], int] = getattr(_view(path), "takes_bytes", plain)
    return limit()


def _view(path: str) -> object:
    try:
        view = resolve(path).func
    except Resolver404:
        return None
    return getattr(view, "cls", view)  # DRF hides the class that was decorated


def too_large() -> str:
    """The sentence to 413, whoever notices."""
    return _("This is more than a request may hold.")


def seconds_arriving(request: HttpRequest) -> int:
    """How long the request was on its way in, as far as the web server says: a slow one is not older than it was."""
    began: float | None = request.META.get(request_notes.BEGAN)
    return max(0, ceil(shared.now().timestamp() - began)) if began is not None else 0


class BodyLimits:
    """Middleware: stands before everything that reads a body, the check of the CSRF token included.

    It follows those that say who asks, which read no body.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return _refusal(request) or self.get_response(request)


def _refusal(request: HttpRequest) -> HttpResponse | None:
    if "Transfer-Encoding" in request.headers:
        # Django reads nothing then, and would take the request for an empty one.
        return _answer(request, 411, _("Please say in Content-Length how long this is."))
    if _length(request) > _allowed(request):
        return _answer(request, 413, too_large())
    missing = request.META.get(request_notes.MISSING)
    if missing == request_notes.LATE:
        return _answer(request, 408, _("This arrived so slowly that we stopped waiting. Please try again."))
    if missing == request_notes.BUSY:
        sentence = _("So much is arriving at this moment that we cannot take this, too. Please try again in a minute.")
        return _answer(request, 503, sentence)
    return None


def _length(request: HttpRequest) -> int:
    said = request.headers.get("Content-Length", "")
    return int(said) if said.isdecimal() else 0


def _allowed(request: HttpRequest) -> int:
    if _length(request) > plain() and getattr(_view(request.path_info), "members_only", False):
        return limit_at(request.path_info) if request.user.is_authenticated else plain()
    return limit_at(request.path_info)


def _answer(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    answer: HttpResponse
    if documents.suit(request):
        body = documents.document(status, CODES[status], sentence)
        answer = JsonResponse(body, status=status, content_type=documents.CONTENT_TYPE)
    elif request.headers.get("Accept", "") == "application/json":
        answer = JsonResponse(form_answers.refusal({"": [sentence]}), status=status)
    elif status == 413:
        answer = render(request, "413.html", status=status)
    else:
        answer = render(request, "unread.html", {"status": status, "sentence": sentence}, status=status)
    answer.headers["Cache-Control"] = "no-store"
    if status == 503:
        answer.headers["Retry-After"] = str(request_notes.BUSY_SECONDS)
    return answer
