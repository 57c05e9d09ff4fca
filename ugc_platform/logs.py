"""The log: one line an event on stderr, with the request or task it belongs to, and without secrets.

Addresses that are capabilities lose their secret part before a line is written.
"""

import copy
import logging
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from core import tracing
from core.masking import masked
from ugc_platform import outages
from ugc_platform.checks import first_line

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class Masked(logging.Formatter):
    """Masks what is written in the end: the message, its arguments, and the error behind it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the finished lines without secrets; a service that is away is one of them, not a page of frames."""
        record.trace = getattr(getattr(record, "request", None), "trace", tracing.current())
        return masked(super().format(_short(record)))


def _short(record: logging.LogRecord) -> logging.LogRecord:
    error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    away = outages.away(error)
    if not away:
        return record
    assert error is not None  # or nothing would be away
    told = copy.copy(record)
    told.msg, told.args = f"{record.getMessage()} (the {away} is away: {first_line(error)})", None
    told.exc_info = told.exc_text = None
    return told


def known_level(said: str) -> str:
    """Return the level as Python knows it, however it is written."""
    name = said.strip().upper()
    if name not in LEVELS:
        raise ImproperlyConfigured(f"LOG_LEVEL is {said!r}: set it to one of {', '.join(LEVELS)}.")
    return name


def configuration(*, level: str) -> dict[str, Any]:
    """Describe Django's logging: one masked line per event on stderr, where a supervisor or container collects it."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": "ugc_platform.logs.Masked",
                "format": "{asctime} {levelname} {trace} {name} {message}",
                "style": "{",
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        # Django's own handlers would write the lines a second time, unmasked.
        "loggers": {"django": {"handlers": [], "propagate": True}},
    }
