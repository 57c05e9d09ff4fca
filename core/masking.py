"""Makes addresses that are capabilities unusable in a text: in logs, and where somebody's letter is shown. Pure."""

import re

_SLASH = r"(?:/|%(?:25)*2F)"  # an address may stand in the query of another one, and that one in a third
_DOORS = (
    "me|release|confirm|join|remind|mail/stop|invitations|receipts|media/member|media/take-downs|uploads/parts|uploads"
    "|download|password/reset/key|confirm-email"
)
_SECRET_ADDRESS = re.compile(
    rf"({_SLASH}(?:{_DOORS.replace('/', _SLASH)}){_SLASH}+)(?:(?!{_SLASH})[^\s?&\"'])+", re.IGNORECASE
)
_SECRET_FIELD = re.compile(r"([?&](?:invitation|token|signature|X-Amz-Signature)=)[^&\s\"']+", re.IGNORECASE)
_SECRET_HEADER = re.compile(r"((?:Bearer|Contributor-Token:?)\s+)\S+", re.IGNORECASE)


def masked(text: str) -> str:
    """Return the text with contributor links, invitations and bearer tokens made unusable."""
    for secret in (_SECRET_ADDRESS, _SECRET_FIELD, _SECRET_HEADER):
        text = secret.sub(r"\1[hidden]", text)
    return text
