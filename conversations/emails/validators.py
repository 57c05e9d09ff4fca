"""Checks of the words that a brand writes for its mail. Pure; the form and the service share them."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import validators as accounts_validators
from conversations import braces
from conversations.emails import filling
from conversations.emails.kinds import WORDS

SUBJECT_LENGTH = 120
TEXT_LENGTH = 4000


def words(kind: str, subject: str, text: str) -> tuple[str, str]:
    """Subject and text, cleaned; raises ValidationError with a sentence for each that is wrong."""
    clean = accounts_validators.plain_line(subject), accounts_validators.plain_lines(text)
    errors: dict[str, list[str]] = {}
    for name, value, length in (("subject", clean[0], SUBJECT_LENGTH), ("text", clean[1], TEXT_LENGTH)):
        if found := _wrong(kind, value, length):
            errors[name] = found
    if errors:
        raise ValidationError(errors)
    return clean


def _wrong(kind: str, value: str, length: int) -> list[str]:
    if not value:
        return [_("Please write something, or take our words again.")]
    if len(value) > length:
        return [_("Please keep it under %(limit)s characters.") % {"limit": length}]
    allowed = WORDS[kind].variables
    if stray := filling.unknown(value, allowed):
        return [braces.wrong_braces(stray, allowed)]
    return []
