"""Checks of what people type about brands, members and tokens. Each raises ValidationError with a sentence."""

import re
import zoneinfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext as _

from accounts import mail_addresses
from accounts.roles import Role, Scope
from core import signs

# They let a name turn the writing of the whole page around it.
_TURNING = {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"}
_COLOUR = re.compile(r"#[0-9a-f]{6}")


def plain_line(value: str) -> str:
    """Return one line of text without signs that nobody sees: control signs, turned writing, half characters."""
    spaced = "".join(" " if sign.isspace() else sign for sign in value)
    seen = "".join(sign for sign in signs.seen(spaced) if sign not in _TURNING)
    return " ".join(seen.split())


def plain_lines(value: str) -> str:
    """Return several lines of text, each as `plain_line` leaves it."""
    return "\n".join(plain_line(line) for line in value.splitlines()).strip()


def clean_email(value: str) -> str:
    """Return the address trimmed, its domain in lower case."""
    address = value.strip()
    mail_addresses.require(address)
    local, _at, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"


def clean_slug(value: str) -> str:
    """Return a short name fit for an address: lower case letters, digits and hyphens."""
    slug = value.strip().lower()
    try:
        validate_slug(slug)
    except ValidationError:
        slug = ""
    if not slug or len(slug) > 60 or not slug.isascii():
        raise ValidationError(_("Use up to 60 small letters, digits and hyphens."), code="slug")
    return slug


def clean_colour(value: str) -> str:
    """Return `#rrggbb` in lower case, or nothing for nothing."""
    colour = value.strip().lower()
    if colour and not _COLOUR.fullmatch(colour):
        raise ValidationError(_("Write the colour like #e4572e."), code="colour")
    return colour


def clean_timezone(value: str) -> str:
    """Return the name of a known time zone."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("Choose a time zone such as Europe/Berlin."), code="timezone")
    return value


def clean_role(value: str) -> Role:
    """Return the role of this name."""
    try:
        return Role(value)
    except ValueError:
        raise ValidationError(_("Choose one of the roles in the list."), code="role") from None


def clean_scopes(values: object) -> list[str]:
    """Return the scopes without repetition, in the order of the list of scopes."""
    wanted = (
        {values}
        if isinstance(values, str)
        else set(values)
        if isinstance(values, (list, tuple, set, frozenset))
        else set()
    )
    if not wanted or not wanted <= set(Scope.values):
        raise ValidationError(_("Choose at least one of the scopes in the list."), code="scopes")
    return [scope for scope in Scope.values if scope in wanted]
