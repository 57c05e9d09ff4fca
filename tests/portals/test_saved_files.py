"""Files for calendar and contacts: whatever stands in them, they stay one entry, folded between signs."""

from datetime import UTC, date, datetime

import pytest

from portals import saved_files

AT = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
HOSTILE = "A\r\nEND:VCALENDAR\nBEGIN:VEVENT;x,y\\z\u2028ü" + "ö" * 200


def unfolded(content: bytes) -> list[str]:
    assert [line for line in content.split(b"\r\n") if len(line) > saved_files.FOLD] == []
    return content.decode().replace("\r\n ", "").split("\r\n")


@pytest.mark.parametrize(
    "content",
    [
        saved_files.moment(uid="u", title=HOSTILE, begins=AT, text=HOSTILE, url="https://fanfare.example/c/x/", at=AT),
        saved_files.day(uid="u", title=HOSTILE, on=date(2026, 5, 11), text=HOSTILE, url="https://x.example/", at=AT),
        saved_files.contact(name=HOSTILE, note=HOSTILE, url="https://fanfare.example/me/x/"),
    ],
)
def test_words_never_end_a_line(content: bytes) -> None:
    lines = unfolded(content)
    assert sum(line.startswith(("BEGIN:VEVENT", "BEGIN:VCARD")) for line in lines) == 1
    assert all("\n" not in line and "\u2028" not in line for line in lines)
    assert any(line.endswith("A\\nEND:VCALENDAR\\nBEGIN:VEVENT\\;x\\,y\\\\z\\nü" + "ö" * 200) for line in lines)


def test_a_day_is_a_whole_day() -> None:
    lines = unfolded(saved_files.day(uid="u", title="t", on=date(2026, 12, 31), text="", url="", at=AT))
    assert {"DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270101"} <= set(lines)
