"""Checks that a WebM is as long as its Segment says; live recorders leave the length open."""

from mediakit.errors import Permanent
from mediakit.headers.header import Buffer

EBML, SEGMENT = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67"


def check(data: Buffer) -> None:
    """Raise `Permanent` when the Segment is missing or ends behind the file."""
    length, at = vint(data, 4)
    at += length
    if length < 0 or bytes(data[at : at + 4]) != SEGMENT:
        raise Permanent("truncated" if at >= len(data) else "broken", "no segment")
    length, at = vint(data, at + 4)
    if length >= 0 and at + length > len(data):
        raise Permanent("truncated", f"{len(data)} of {at + length} bytes")


def vint(data: Buffer, at: int) -> tuple[int, int]:
    """Return an EBML size and the offset behind it; -1 stands for unknown or unreadable."""
    width = 9 - data[at].bit_length() if at < len(data) else 9
    if width > 8 or at + width > len(data):
        return -1, len(data)
    most = (1 << (7 * width)) - 1
    value = int.from_bytes(data[at : at + width], "big") & most
    return (-1 if value == most else value), at + width
