"""Keeps secrets out of the logs: addresses that are capabilities lose their secret part before a line is written."""

import logging
from typing import Any

from core.masking import masked


class Masked(logging.Formatter):
    """Masks what is written in the end: the message, its arguments, and the error behind it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the finished lines without secrets."""
        return masked(super().format(record))


def configuration(*, level: str) -> dict[str, Any]:
    """Describe Django's logging: one masked line per event on stderr, where a supervisor or container collects it."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": "ugc_platform.logs.Masked",
                "format": "{asctime} {levelname} {name} {message}",
                "style": "{",
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        # Django's own handlers would write the lines a second time, unmasked.
        "loggers": {"django": {"handlers": [], "propagate": True}},
    }
