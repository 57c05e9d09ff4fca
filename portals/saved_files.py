"""Small files in which a phone keeps what its owner wants to find again: a moment in the calendar, a contact.

Plain text after RFC 5545 and RFC 6350: escaped, and folded at 75 octets.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.http import HttpResponse
from django.utils.http import content_disposition_header

CALENDAR, CONTACT = "text/calendar; charset=utf-8", "text/vcard; charset=utf-8"
FOLD = 75


def moment(*, uid: str, title: str, begins: datetime, text: str, url: str, at: datetime, minutes: int = 30) -> bytes:
    """A calendar with one entry at a moment, and a bell when it begins."""
    times = [f"DTSTART:{_instant(begins)}", f"DTEND:{_instant(begins + timedelta(minutes=minutes))}"]
    bell = ["BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_plain(title)}", "TRIGGER:PT0M", "END:VALARM"]
    return _calendar([*times, *_about(uid, title, text, url, at), *bell])


def day(*, uid: str, title: str, on: date, text: str, url: str, at: datetime) -> bytes:
    """A calendar with one entry for a whole day."""
    times = [f"DTSTART;VALUE=DATE:{on:%Y%m%d}", f"DTEND;VALUE=DATE:{on + timedelta(days=1):%Y%m%d}"]
    return _calendar([*times, *_about(uid, title, text, url, at), "TRANSP:TRANSPARENT"])


def contact(*, name: str, note: str, url: str) -> bytes:
    """A card for the contacts, with an address to open."""
    words = _plain(name)
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"N:{words};;;;", f"FN:{words}", f"URL:{url}", f"NOTE:{_plain(note)}"]
    return _written([*lines, "END:VCARD"])


def answer(content: bytes, *, kind: str, name: str) -> HttpResponse:
    """The file as something to be saved."""
    headers = {"Content-Disposition": str(content_disposition_header(True, name))}
    return HttpResponse(content, content_type=kind, headers=headers)


def _about(uid: str, title: str, text: str, url: str, at: datetime) -> list[str]:
    words = [f"SUMMARY:{_plain(title)}", f"DESCRIPTION:{_plain(text)}", f"URL:{url}"]
    return [f"UID:{uid}", f"DTSTAMP:{_instant(at)}", *words]


def _calendar(lines: Iterable[str]) -> bytes:
    begin = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Fanfare//EN", "METHOD:PUBLISH", "BEGIN:VEVENT"]
    return _written([*begin, *lines, "END:VEVENT", "END:VCALENDAR"])


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _plain(text: str) -> str:
    """Nothing in it ends a line or a field."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(escaped.splitlines())


def _written(lines: Iterable[str]) -> bytes:
    return b"".join(_folded(line) + b"\r\n" for line in lines)


def _folded(line: str) -> bytes:
    """Cut between signs, never inside one."""
    pieces, piece = [], b""
    for sign in line:
        encoded = sign.encode()
        if len(piece) + len(encoded) > FOLD:
            pieces.append(piece)
            piece = b" "
        piece += encoded
    return b"\r\n".join([*pieces, piece])
