"""Reads JSON as the API takes it: UTF-8, of a bounded length and depth, only text that can be written down again."""

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import parsers
from rest_framework.exceptions import ParseError
from rest_framework.utils import json as strict_json

from portals.api import problems

DEEPEST = 32


class JsonParser(parsers.JSONParser):
    """DRF's parser reads however much comes, recurses as deep as it is told and lets halves of characters pass."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the parsed body. Raises ParseError or Problem."""
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(most + 1)
        if len(raw) > most:
            raise problems.too_large()
        try:
            data = strict_json.loads(raw.decode("utf-8"), parse_constant=strict_json.strict_constant)
            _check(data)
        except RecursionError as error:
            raise ParseError(_("This is nested too deeply.")) from error
        except ValueError as error:
            raise ParseError(_("This is not JSON in UTF-8.")) from error
        return data


def _check(data: Any) -> None:
    """Raises RecursionError or UnicodeEncodeError: what the database or an answer would stumble over later."""
    waiting = [(data, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEEPEST:
            raise RecursionError
        if isinstance(value, str):
            value.encode()
        elif isinstance(value, dict):
            "".join(value).encode()
            waiting += [(part, depth + 1) for part in value.values()]
        elif isinstance(value, list):
            waiting += [(part, depth + 1) for part in value]
