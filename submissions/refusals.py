"""Why something was not chosen, in words for the fan who sent it; the codes are those of the public contract."""

from collections.abc import Mapping

from django.utils.translation import gettext as _, gettext_noop

REASONS: Mapping[str, str] = {
    "off_topic": gettext_noop("It does not quite fit what this campaign asks for."),
    "quality": gettext_noop("It is a little too blurred, dark or small to be shown large."),
    "people": gettext_noop("There are people in it who may not have agreed to be shown."),
    "duplicate": gettext_noop("We have the same picture already."),
    "rights": gettext_noop("We could not be sure who holds the rights."),
    "unsafe": gettext_noop("It may not be safe for everybody to see or to copy."),
}


def sentence(code: str) -> str:
    """Say it to the fan; for "other" and no reason at all there is only what the moderator wrote."""
    return _(REASONS[code]) if code in REASONS else ""
