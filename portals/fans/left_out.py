"""Files that were not taken while the others were: carried to the thanks in the address, signed, so that nobody else's
words ever stand there."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core import signing

if TYPE_CHECKING:
    from submissions.intake import FileRefused

_SALT = "portals.fans.left_out"
MOST, LONGEST = 10, 60


def packed(files: "Sequence[FileRefused]") -> str:
    """Names and reasons for the address; empty where every file was taken."""
    if not files:
        return ""
    return signing.dumps([[file.name[:LONGEST], str(file.message)] for file in files[:MOST]], salt=_SALT, compress=True)


def unpacked(text: str) -> list[tuple[str, str]]:
    """Name and reason of each; nothing where the text is not ours."""
    try:
        return [(str(name), str(reason)) for name, reason in signing.loads(text, salt=_SALT)]
    except signing.BadSignature:
        return []
