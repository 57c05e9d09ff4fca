"""Braces in a brand's own words: what stands in them, and what to say when that is wrong. Pure."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

# Doubled braces, as other systems write them, are one mistake and not three.
_STANDING = re.compile(r"\{\{[^{}]*\}\}|\{[^{}]*\}|[{}]")


def standing(text: str) -> list[str]:
    """What stands in braces, with its braces, and braces without a partner, as they come."""
    return list(dict.fromkeys(_STANDING.findall(text)))


def wrong_braces(stray: Sequence[str], known: Sequence[str]) -> str:
    """What is wrong with the braces: a name we do not know, doubled ones, or one that stands alone."""
    told = {"wrong": ", ".join(stray), "known": ", ".join(f"{{{name}}}" for name in known)}
    if any(name in ("{", "}") for name in stray):
        return _("A brace stands alone. They come in pairs around a name: %(known)s.") % told
    if all(name.startswith("{{") and name.strip("{} ") in known for name in stray):
        single = ", ".join(f"{{{name.strip('{} ')}}}" for name in stray)
        return _("Please write one brace on each side: %(single)s, not %(wrong)s.") % (told | {"single": single})
    return _("We do not know %(wrong)s. You can use %(known)s.") % told
