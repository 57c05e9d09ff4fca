"""Keeps secrets out of the logs: addresses that are capabilities lose their secret part before a line is written."""

import logging
import re
from typing import Any

_SECRET_ADDRESS = re.compile(
    r"(/(?:me|release|confirm|join|remind|mail/stop|invitations|receipts|media/member|uploads/parts|uploads|download)/)[^/\s?\"']+"
)
_SECRET_FIELD = re.compile(r"([?&](?:invitation|token|signature|X-Amz-Signature)=)[^&\s\"']+", re.IGNORECASE)
_SECRET_HEADER = re.compile(r"((?:Bearer|Contributor-Token:?)\s+)\S+", re.IGNORECASE)


def masked(text: str) -> str:
    """Return the text with contributor links, invitations and bearer tokens made unusable."""
    for secret in (_SECRET_ADDRESS, _SECRET_FIELD, _SECRET_HEADER):
        text = secret.sub(r"\1[hidden]", text)
    return text


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
