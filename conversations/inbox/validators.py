"""Checks of notes, standard replies and times to rest. Pure; forms and services share them."""

import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import validators as accounts_validators
from conversations import braces
from conversations.inbox import filling

NAME_LENGTH = 80
TEXT_LENGTH = 2000
LONGEST_REST = datetime.timedelta(days=365)


def reply(name: str, text: str) -> tuple[str, str]:
    """Name and text of a standard reply, cleaned; raises ValidationError with a sentence for each that is wrong."""
    clean_name, clean_text = accounts_validators.plain_line(name), accounts_validators.plain_lines(text)
    errors: dict[str, list[str]] = {}
    if not clean_name or len(clean_name) > NAME_LENGTH:
        errors["name"] = [_("Give it a short name, so that your colleagues find it.")]
    if not clean_text or len(clean_text) > TEXT_LENGTH:
        errors["text"] = [_("Write between one and %(limit)s characters.") % {"limit": TEXT_LENGTH}]
    elif stray := filling.unknown(clean_text):
        errors["text"] = [braces.wrong_braces(stray, filling.VARIABLES)]
    if errors:
        raise ValidationError(errors)
    return clean_name, clean_text


def rest(until: datetime.datetime, at: datetime.datetime) -> datetime.datetime:
    """A time to come back at that is still to come, or ValidationError."""
    if not at < until <= at + LONGEST_REST:
        raise ValidationError({"until": [_("Choose a time that is still to come, within a year.")]})
    return until
