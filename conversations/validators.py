"""Checks of a message's text, shared by forms, serializers and services. Pure."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import signs

TEXT_LENGTH = 2000


def text(value: str) -> str:
    """The text with plain line ends and without surrounding space, or ValidationError."""
    clean = signs.seen(value).replace("\r\n", "\n").replace("\r", "\n").strip()
    if not clean:
        raise ValidationError({"text": [_("Please write something first.")]})
    if len(clean) > TEXT_LENGTH:
        raise ValidationError(
            {"text": [_("Please keep the message under %(limit)s characters.") % {"limit": TEXT_LENGTH}]}
        )
    return clean
