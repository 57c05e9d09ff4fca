"""Keeps secrets out of the logs: addresses that are capabilities lose their secret part before a line is written."""

import logging
import re

_SECRET_ADDRESS = re.compile(r"(/(?:me|invitations|receipts)/)[^/\s?\"']+")
_SECRET_HEADER = re.compile(r"((?:Bearer|Contributor-Token:?)\s+)\S+", re.IGNORECASE)


def masked(text: str) -> str:
    """Return the text with contributor links, invitations and bearer tokens made unusable."""
    return _SECRET_HEADER.sub(r"\1[hidden]", _SECRET_ADDRESS.sub(r"\1[hidden]", text))


class MaskSecrets(logging.Filter):
    """Rewrites each record's final text; the arguments are dropped so that no handler can format them again."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the record in place and let it pass."""
        record.msg = masked(record.getMessage())
        record.args = None
        return True
