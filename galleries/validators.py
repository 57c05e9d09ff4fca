"""Checks of what a marketer writes about a gallery; shared by forms, serializers and services. Pure."""

import uuid
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import signs

TITLE_LENGTH = 120
INTRODUCTION_LENGTH = 4000
MOST_ITEMS = 1000
NOTE_LENGTH = 500  # of what was done about a copy


def title(value: str) -> str:
    """A title on one line, or ValidationError."""
    clean = " ".join(signs.seen(value).split())
    if not clean:
        raise ValidationError({"title": [_("Please give the gallery a title.")]})
    if len(clean) > TITLE_LENGTH:
        raise ValidationError(
            {"title": [_("Please keep the title under %(limit)s characters.") % {"limit": TITLE_LENGTH}]}
        )
    return clean


def introduction(value: str) -> str:
    """A text of some paragraphs, or ValidationError."""
    clean = signs.seen(value.replace("\r\n", "\n")).strip()
    if len(clean) > INTRODUCTION_LENGTH:
        sentence = _("Please keep the introduction under %(limit)s characters.")
        raise ValidationError({"introduction": [sentence % {"limit": INTRODUCTION_LENGTH}]})
    return clean


def note(value: str) -> str:
    """What was done about a copy, or ValidationError."""
    clean = signs.seen(value).strip()
    if len(clean) > NOTE_LENGTH:
        raise ValidationError(
            {"note": [_("Please keep the note under %(limit)s characters.") % {"limit": NOTE_LENGTH}]}
        )
    return clean


def items(values: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """The ids in their order, each once, or ValidationError."""
    distinct = list(dict.fromkeys(values))
    if len(distinct) > MOST_ITEMS:
        sentence = _("A gallery holds at most %(limit)s submissions.")
        raise ValidationError({"submissions": [sentence % {"limit": MOST_ITEMS}]})
    return distinct
