"""Checks of what a fan types: shared by forms, the API and the one door in. Pure, apart from translation."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from accounts import mail_addresses
from core import signs

CAPTION_LENGTH = 2000
NAME_LENGTH = 80
EMAIL_LENGTH = 254
ALT_TEXT_LENGTH = 500
FILENAME_LENGTH = 200
PERMALINK_LENGTH = 500
SHORT_ANSWER_LENGTH = 200
LONG_ANSWER_LENGTH = 2000

_LOCALE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,6})?")
# They turn the reading direction of everything that follows: harmless in no name.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_YES = frozenset({"yes", "true", "on", "1"})
_NO = frozenset({"no", "false", "off", "0"})


def clean_text(value: str) -> str:
    """Keep letters and line ends; drop what nobody sees and no feed or file may hold."""
    normal = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    return signs.seen(normal).strip()


def clean_line(value: str) -> str:
    """Keep one line of plain text."""
    return " ".join("".join(sign for sign in clean_text(value) if sign not in _TURNING).split())


def clean_filename(value: str) -> str:
    """Keep the last part of the name as words to show, never as a path."""
    name = clean_line(re.split(r"[/\\]", value.replace("\x00", ""))[-1]).lstrip(".").strip()
    stem, dot, ending = name.rpartition(".")
    if dot and len(name) > FILENAME_LENGTH:
        return f"{stem[: FILENAME_LENGTH - len(ending[:10]) - 1]}.{ending[:10]}"
    return name[:FILENAME_LENGTH]


def check_length(value: str, most: int) -> str:
    """Return the value, or say by how much it is too long."""
    if len(value) > most:
        raise ValidationError(
            _("Please use at most %(most)d characters; these are %(now)d.") % {"most": most, "now": len(value)}
        )
    return value


def clean_caption(value: str) -> str:
    """The words that go with the picture."""
    return check_length(clean_text(value), CAPTION_LENGTH)


def clean_name(value: str) -> str:
    """How the fan wants to be named."""
    return check_length(clean_line(value), NAME_LENGTH)


def clean_alt_text(value: str) -> str:
    """What is to be seen, for people who cannot see it."""
    return check_length(clean_line(value), ALT_TEXT_LENGTH)


def clean_email(value: str) -> str:
    """An address that can be written to, or nothing."""
    local, _at, domain = clean_line(value).rpartition("@")
    address = f"{local}@{domain.lower()}" if local else domain  # what is kept is what was checked
    if not address:
        return ""
    mail_addresses.require(check_length(address, EMAIL_LENGTH))
    return address


def clean_locale(value: str) -> str:
    """The language of the page, or English when it is none."""
    return value if _LOCALE.fullmatch(value) else "en"


def clean_permalink(value: str) -> str:
    """Where the post stands on its network, or nothing."""
    address = clean_line(value)
    if address:
        URLValidator(schemes=["http", "https"])(check_length(address, PERMALINK_LENGTH))
    return address


def clean_answer(kind: str, options: Iterable[str], value: object) -> str | bool | None:
    """One answer to a question of the entry form; None means not answered. Raises ValidationError."""
    if kind == "yes_no":
        return _yes_or_no(value)
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValidationError(_("Please answer with words."))
    if kind == "choice":
        return _one_of(list(options), clean_line(value))
    if kind == "long_text":
        return check_length(clean_text(value), LONG_ANSWER_LENGTH) or None
    return check_length(clean_line(value), SHORT_ANSWER_LENGTH) or None


def _yes_or_no(value: object) -> bool | None:
    if value is None or value == "":
        return None
    word = str(value).strip().lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise ValidationError(_("Please answer with yes or no."))


def _one_of(options: list[str], value: str) -> str | None:
    if value and value not in options:
        raise ValidationError(_("Please choose one of the answers in the list."))
    return value or None


def as_mapping(value: object) -> Mapping[str, object]:
    """Read the answers as a mapping from question to answer. Raises ValidationError."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise ValidationError(_("Please send the answers as a list of questions with their answers."))
    return value
