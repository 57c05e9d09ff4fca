"""Problem documents (RFC 9457): what the API answers where something is wrong, with a plain sentence and never long."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

CONTENT_TYPE = "application/problem+json"
# Who sent a wrong request knows what they sent.
MOST_ERRORS = 20
LONGEST_SENTENCE = 500


def suit(request: HttpRequest) -> bool:
    """Whether a program asks, which reads these, and not a person with a browser."""
    return request.path_info.startswith("/api/")


def document(code: int, name: str, detail: str, **members: Any) -> dict[str, Any]:
    """The body of a problem."""
    return {
        "type": f"/api/docs/#{name}",
        "title": _title(code),
        "status": code,
        "code": name,
        "detail": bounded(detail),
        **{member: bounded(value) if member == "errors" else value for member, value in members.items()},
    }


def bounded(value: Any) -> Any:
    """The same, with the first few errors of many and no endless sentence or name."""
    if isinstance(value, str):
        return value if len(value) <= LONGEST_SENTENCE else f"{value[: LONGEST_SENTENCE - 1]}…"
    if isinstance(value, Mapping):
        first = list(value.items())[:MOST_ERRORS]
        return {bounded(str(name)): bounded(part) for name, part in first}
    if isinstance(value, list | tuple):
        return [bounded(part) for part in value[:MOST_ERRORS]]
    return value


def _title(code: int) -> str:
    titles = {
        400: _("The request could not be read"),
        401: _("Sign in with a token"),
        403: _("Not allowed"),
        404: _("Not found"),
        405: _("Not possible here"),
        408: _("Too slow"),
        409: _("Something changed meanwhile"),
        410: _("No longer there"),
        411: _("Say how long it is"),
        413: _("Too large"),
        415: _("This format is not understood"),
        422: _("Not acceptable yet"),
        428: _("Say which version you saw"),
        429: _("Too many requests"),
        502: _("Something has to be repaired"),
        503: _("Not just now"),
    }
    return titles.get(code, _("Error"))
