"""The fields of a campaign: texts, dates, limits, look. Limits can only be narrower than the installation's."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.validators import clean_colour
from core import signs

if TYPE_CHECKING:
    from campaigns.models import Campaign

OLDEST_MINIMUM_AGE = 99
MOST_REPORTS = 100
MOST_ANSWER_HOURS = 720
EARLIEST_YEAR, LATEST_YEAR = 1970, 2999
Cleaner = Callable[[Any], Any]


def clean_fields(campaign: "Campaign", fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields cleaned; `campaign` is what they will change. Raises ValidationError with all errors."""
    cleaned: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for name, value in fields.items():
        if name not in _CLEANERS:
            errors[name] = [_("This cannot be changed here.")]
            continue
        try:
            cleaned[name] = _CLEANERS[name](value)
        except ValidationError as error:
            errors[name] = error.messages
    if not errors:
        errors = _together({name: cleaned.get(name, getattr(campaign, name)) for name in _TOGETHER})
    if errors:
        raise ValidationError(errors)
    return cleaned


_TOGETHER = ("opens_at", "closes_at", "takes_photos", "takes_videos")


def _together(values: Mapping[str, Any]) -> dict[str, list[str]]:
    errors = {}
    opens, closes = values["opens_at"], values["closes_at"]
    if opens and closes and closes <= opens:
        errors["closes_at"] = [_("The campaign has to close after it opens.")]
    if not values["takes_photos"] and not values["takes_videos"]:
        errors["takes_photos"] = [_("Take photos, videos or both.")]
    return errors


def _text(longest: int, *, needed: bool = False, lines: bool = False) -> Cleaner:
    def clean(value: Any) -> str:
        if not isinstance(value, str) or "\x00" in value:
            raise ValidationError(_("Please write a text."), code="text")
        seen = signs.seen(value)
        text = "\n".join(line.rstrip() for line in seen.splitlines()).strip() if lines else " ".join(seen.split())
        if needed and not text:
            raise ValidationError(_("This cannot be empty."), code="required")
        if len(text) > longest:
            raise ValidationError(_("Please use at most %(count)s characters.") % {"count": longest}, code="long")
        return text

    return clean


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValidationError(_("Answer with yes or no."), code="flag")
    return value


def _number(least: int, most: int | Callable[[], int]) -> Cleaner:
    def clean(value: Any) -> int:
        highest = most if isinstance(most, int) else most()
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= highest:
            sentence = _("Choose a number from %(least)s to %(most)s.")
            raise ValidationError(sentence % {"least": least, "most": highest}, code="number")
        return value

    return clean


def _or_none(cleaner: Cleaner) -> Cleaner:
    return lambda value: None if value is None else cleaner(value)


def _limit(name: str) -> Cleaner:
    return _number(1, lambda: settings.MEDIA_LIMITS[name])


def _moment(value: Any) -> datetime | None:
    if value is None:
        return None
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValidationError(_("Write a date and a time."), code="moment")
    if not EARLIEST_YEAR <= value.year <= LATEST_YEAR:
        # At the ends of the calendar no page could say it in the brand's own time zone.
        raise ValidationError(_("Choose a year that people live in."), code="moment")
    return value


def _email_policy(value: Any) -> str:
    if value not in {"none", "optional", "required", "confirmed"}:
        raise ValidationError(_("Choose one of the answers in the list."), code="email_policy")
    return str(value)


_CLEANERS: dict[str, Cleaner] = {
    "title": _text(120, needed=True),
    "tagline": _text(200),
    "brief": _text(10_000, lines=True),
    "hero_alt": _text(300),
    "listed": _flag,
    "opens_at": _moment,
    "closes_at": _moment,
    "accent": clean_colour,
    "email_policy": _email_policy,
    "minimum_age": _number(0, OLDEST_MINIMUM_AGE),
    "takes_photos": _flag,
    "takes_videos": _flag,
    "max_files": _limit("max_files"),
    "max_photo_bytes": _limit("max_photo_bytes"),
    "max_video_bytes": _limit("max_video_bytes"),
    "max_video_seconds": _limit("max_video_seconds"),
    "report_threshold": _number(1, MOST_REPORTS),
    "proof_of_work": _flag,
    "answer_hours": _or_none(_number(1, MOST_ANSWER_HOURS)),
}
EDITABLE = tuple(_CLEANERS)
