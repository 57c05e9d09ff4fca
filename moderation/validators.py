"""Checks of what moderators and visitors write. Pure; forms, serializers and services share them."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import signs
from moderation.models import Reason, Report

NOTE_LENGTH = 1000
# In the order of the keys on the review page.
REASONS = tuple(Reason.choices)


def rejection_reason(value: str) -> str:
    """One of the reasons of the public contract, or ValidationError."""
    if value not in Reason.values:
        raise ValidationError({"reason": [_("Choose one of the reasons.")]})
    return value


def report_reason(value: str) -> str:
    """One of the reasons a visitor may give, or ValidationError."""
    if value not in Report.Reason.values:
        raise ValidationError({"reason": [_("Choose one of the reasons.")]})
    return value


def note(value: str) -> str:
    """The note without surrounding space and without characters that no text has, or ValidationError."""
    text = signs.seen(value).strip()
    if len(text) > NOTE_LENGTH:
        raise ValidationError(
            {"note": [_("Please keep the note under %(limit)s characters.") % {"limit": NOTE_LENGTH}]}
        )
    return text


def appeal(value: str) -> str:
    """What a contributor writes for a second look: some words, not too many, or ValidationError."""
    text = signs.seen(value).strip()
    if not text:
        raise ValidationError({"text": [_("Please write in a sentence or two why the team should look again.")]})
    if len(text) > NOTE_LENGTH:
        raise ValidationError({"text": [_("Please keep it under %(limit)s characters.") % {"limit": NOTE_LENGTH}]})
    return text
