"""Dates and times as the reader's language and region write them, and in whose zone they are meant.

Django knows how languages write a date; a British and an American browser ask for English alike and mean different
things, so pages take the region from what the browser says; a mail has none. Deadlines are those of their brand.
"""

import datetime
import importlib
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, Literal

from django.conf import locale as locales
from django.utils import dateformat, formats, timezone
from django.utils.translation import get_language, gettext as _, to_locale, trans_real

Style = Literal["DATE_FORMAT", "DATETIME_FORMAT"]
# Django's French Canadian writes the minutes' sign as another number.
WRONG = frozenset({"fr-ca"})
_regions: ContextVar[tuple[str, ...]] = ContextVar("regions", default=())


def zone_of(name: str) -> zoneinfo.ZoneInfo:
    """The zone of that name, of which validators made sure that it is one."""
    return zoneinfo.ZoneInfo(name)


@contextmanager
def in_regions(accepted: str) -> Iterator[None]:
    """Write dates, until the block ends, as the regions that an Accept-Language header names do.

    Only those count that write dates in a way of their own.
    """
    tags = (tag for tag, _quality in trans_real.parse_accept_lang_header(accepted))
    token = _regions.set(tuple(tag for tag in tags if _formats_of(tag) is not None))
    try:
        yield
    finally:
        _regions.reset(token)


def written(value: datetime.date, style: Style) -> str:
    """Write a date, or a moment of the zone that it carries."""
    language = get_language() or ""
    region = next((tag for tag in _regions.get() if tag.partition("-")[0] == language), "")
    wanted = getattr(_formats_of(region), style, None) or formats.get_format(style, lang=language)
    return dateformat.format(value, wanted)


def moment(at: datetime.datetime, zone: str) -> str:
    """A moment in a zone, with the zone's short name: 30 November 2026 18:00 CET."""
    there = timezone.localtime(at, zone_of(zone))
    return f"{written(there, 'DATETIME_FORMAT')} {_short(there)}"


def deadline(at: datetime.datetime, zone: str) -> str:
    """A moment in a zone, with the zone's name as people say it: 30 November 2026 18:00 (Berlin time)."""
    there = timezone.localtime(at, zone_of(zone))
    return f"{written(there, 'DATETIME_FORMAT')} ({zone_name(zone, there)})"


def zone_name(zone: str, at: datetime.datetime) -> str:
    """What people call a zone: by its city; by its own name where it has none."""
    area, _slash, place = zone.rpartition("/")
    if not area or area.startswith("Etc"):
        return _short(at)
    return _("%(city)s time") % {"city": place.replace("_", " ")}


def _short(at: datetime.datetime) -> str:
    """CET and the like; where a zone has only a number for a name, it is told as one from UTC."""
    name = at.tzname() or ""
    return f"UTC{at.isoformat()[-6:]}" if name[:1] in ("+", "-") else name


@lru_cache(maxsize=256)  # what browsers send is not a closed list
def _formats_of(tag: str) -> Any:
    """Django's formats of a region, as `en-gb`; None for those that write as their language does."""
    if "-" not in tag or tag in WRONG:
        return None
    try:
        return importlib.import_module(f"{locales.__name__}.{to_locale(tag)}.formats")
    except ImportError:
        return None
