"""Reads the few facts that the brand may see from EXIF: orientation, time, camera, and place only when asked.

Our own reader of TIFF structures: bounded, never recursive, and silent about anything damaged.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

ORIENTATION, MAKE, MODEL, EXIF_IFD, GPS_IFD = 0x0112, 0x010F, 0x0110, 0x8769, 0x8825
TAKEN, DIGITISED, CHANGED = 0x9003, 0x9004, 0x0132
# Each time has a zone of its own, in a tag that cameras know since EXIF 2.31.
ZONES = {TAKEN: 0x9011, DIGITISED: 0x9012, CHANGED: 0x9010}
PLACE = (1, 2, 3, 4)  # latitude and longitude, each behind its hemisphere
WANTED = frozenset({ORIENTATION, MAKE, MODEL, EXIF_IFD, GPS_IFD, TAKEN, DIGITISED, CHANGED, *ZONES.values(), *PLACE})
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}
MAX_ENTRIES, MAX_TEXT = 512, 128
# A tag may be as long as its file; no more of it is looked at than could be four bytes for each character we keep.
MAX_LOOKED_AT = 4 * MAX_TEXT
_WHEN = re.compile(r"(\d{4})[:\-](\d\d)[:\-](\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.\d*)?(.*)", re.ASCII)
PLAIN_TIME = len("2026:05:04 12:34:56")
_ZONE = re.compile(r"([+-])(\d\d):?(\d\d)", re.ASCII)
# The largest that is in use anywhere, Kiribati's.
MAX_ZONE = timedelta(hours=14)
YEARS = range(1826, 3000)  # from the first photograph on


@dataclass(frozen=True, slots=True)
class Facts:
    """What EXIF told. `captured_at` is ISO text: with an offset an instant, without one the camera's own clock."""

    orientation: int = 1
    captured_at: str | None = None
    camera_model: str | None = None
    location: tuple[float, float] | None = None


class _Tiff:
    """A TIFF structure; every read outside it answers nothing."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.order: str = {b"II*\x00": "little", b"MM\x00*": "big"}.get(data[:4], "")

    def number(self, at: int, size: int) -> int:
        piece = self.data[at : at + size]
        if at < 0 or len(piece) < size:
            return 0
        return int.from_bytes(piece, "little" if self.order == "little" else "big")

    def directory(self, at: int) -> dict[int, bytes]:
        """Return the wanted values of a directory by tag, cut to what their type and count allow."""
        if not self.order or not 8 <= at < len(self.data):
            return {}
        entries: dict[int, bytes] = {}
        for i in range(min(self.number(at, 2), MAX_ENTRIES)):
            entry = at + 2 + 12 * i
            tag = self.number(entry, 2)
            if tag in WANTED and tag not in entries:
                entries[tag] = self._field(entry)
        return entries

    def _field(self, entry: int) -> bytes:
        size = SIZES.get(self.number(entry + 2, 2), 0) * min(self.number(entry + 4, 4), 4096)
        start = entry + 8 if size <= 4 else self.number(entry + 8, 4)
        return self.data[start : start + size]

    def value(self, piece: bytes) -> int:
        return int.from_bytes(piece[:4], "little" if self.order == "little" else "big")

    def fraction(self, piece: bytes) -> float:
        below = self.value(piece[4:8])
        return self.value(piece[:4]) / below if below else 0.0


def read(exif: bytes, *, location: bool = False) -> Facts:
    """Read the facts. Never raises: what cannot be read is simply not known."""
    tiff = _Tiff(exif)
    main = tiff.directory(tiff.number(4, 4))
    detail = tiff.directory(tiff.value(main.get(EXIF_IFD, b"")))
    orientation = tiff.value(main.get(ORIENTATION, b"")[:2])
    return Facts(
        orientation=orientation if 1 <= orientation <= 8 else 1,
        captured_at=_taken(main, detail),
        camera_model=camera(plain(main.get(MAKE, b"")), plain(main.get(MODEL, b""))),
        location=_place(tiff, tiff.directory(tiff.value(main.get(GPS_IFD, b"")))) if location else None,
    )


def plain(text: bytes | str) -> str:
    """Keep printable characters of a text somebody else wrote, and not too many of them."""
    start = text[:MAX_LOOKED_AT]
    decoded = start if isinstance(start, str) else start.split(b"\x00")[0].decode("utf-8", "replace")
    return "".join(c for c in decoded if c.isprintable()).strip()[:MAX_TEXT]


def moment(text: str) -> str | None:
    """Return a time as ISO text, or None when it is no time: with its offset where it has one, else without any."""
    found = _WHEN.match(text.strip())
    if found is None:
        return None
    *parts, zone = found.groups()
    try:
        year, month, day, hour, minute, second = (int(part) for part in parts)
        at = datetime(year, month, day, hour, minute, second, tzinfo=_zone(zone))
    except ValueError:
        return None
    # Whoever reads it may tell it in any zone: the ends of the calendar have no room for that.
    return at.isoformat() if year in YEARS else None


def _zone(text: str) -> timezone | None:
    """Read `Z`, `+02:00` or `+0200`; anything else is no zone, which is not the same as UTC."""
    if text.strip() == "Z":
        return UTC
    found = _ZONE.fullmatch(text.strip())
    if found is None or int(found[3]) > 59:
        return None
    offset = timedelta(hours=int(found[2]), minutes=int(found[3])) * (-1 if found[1] == "-" else 1)
    return timezone(offset) if abs(offset) <= MAX_ZONE else None


def _taken(main: dict[int, bytes], detail: dict[int, bytes]) -> str | None:
    """Take the first time that is there, with the zone that belongs to it and no other."""
    for tag, tags in ((TAKEN, detail), (DIGITISED, detail), (CHANGED, main)):
        if when := moment(plain(tags.get(tag, b""))[:PLAIN_TIME]):
            return moment(when + plain(detail.get(ZONES[tag], b"")))
    return None


def camera(make: str, model: str) -> str | None:
    """Join maker and model, which most cameras' models begin with."""
    if not model:
        return make or None
    return model if model.lower().startswith(make.lower()) else f"{make} {model}"[:MAX_TEXT].strip()


def _place(tiff: _Tiff, gps: dict[int, bytes]) -> tuple[float, float] | None:
    if len(gps.get(2, b"")) < 24 or len(gps.get(4, b"")) < 24:
        return None
    latitude, longitude = (
        sum(tiff.fraction(gps[tag][8 * i :]) / 60**i for i in range(3))
        * (-1 if gps.get(tag - 1, b"")[:1] in (b"S", b"W") else 1)
        for tag in (2, 4)
    )
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return round(latitude, 6), round(longitude, 6)
