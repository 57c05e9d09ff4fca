"""Makes addresses that are capabilities unusable in a text: in logs, and where somebody's letter is shown. Pure."""

import re

_SECRET_ADDRESS = re.compile(
    r"(/(?:me|release|confirm|join|remind|mail/stop|invitations|receipts|media/member|media/take-downs|uploads/parts|uploads"
    r"|download|password/reset/key|confirm-email)/)[^/\s?\"']+"
)
_SECRET_FIELD = re.compile(r"([?&](?:invitation|token|signature|X-Amz-Signature)=)[^&\s\"']+", re.IGNORECASE)
_SECRET_HEADER = re.compile(r"((?:Bearer|Contributor-Token:?)\s+)\S+", re.IGNORECASE)


def masked(text: str) -> str:
    """Return the text with contributor links, invitations and bearer tokens made unusable."""
    for secret in (_SECRET_ADDRESS, _SECRET_FIELD, _SECRET_HEADER):
        text = secret.sub(r"\1[hidden]", text)
    return text
