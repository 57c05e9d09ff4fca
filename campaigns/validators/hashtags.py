"""Hashtags: one spelling for what people and networks write in many ways. Pure."""

import unicodedata
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST = 100
MOST = 20
_JOINERS = {"\u200c", "\u200d"}  # they hold emoji and many scripts together, and are invisible elsewhere
_JOINED = {"So", "Sk", "Mn", "Mc", "Lo"}
_INNER = {"_", "\u00b7", "\u30fb"}  # the dots of Catalan and Japanese words belong to the word on networks, too
_PARTS = {"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "So", "Sk"}


def normalise_hashtag(text: str) -> str:
    """Return the one spelling of a hashtag: NFKC, case-folded, without #. Raises ValidationError.

    `#Summer⑨`, `＃SUMMER9` and `summer9` are one tag. Letters, digits, marks, emoji and underscores stay; invisible
    and direction-changing signs go; spaces and punctuation end a tag on networks, so they are refused.
    """
    tag = _folded(text[: LONGEST * 8])
    if len(tag) > LONGEST:
        raise ValidationError(_("A hashtag can have at most 100 letters."), code="hashtag")
    if not all(_belongs(sign) for sign in tag):
        raise ValidationError(
            _("A hashtag is one word: letters, digits, emoji and underscores, without spaces."), code="hashtag"
        )
    if not any(unicodedata.category(sign)[0] in "LS" or _is_emoji(sign) for sign in tag):
        raise ValidationError(_("A hashtag needs at least one letter."), code="hashtag")
    return tag


def clean_hashtags(texts: Iterable[str]) -> list[str]:
    """Return the tags normalised, each once, in the order given; empty ones are left out."""
    tags = list(dict.fromkeys(normalise_hashtag(text) for text in texts if text.strip().strip("#")))
    if len(tags) > MOST:
        raise ValidationError(_("A campaign can follow at most 20 hashtags."), code="hashtags")
    return tags


def _folded(text: str) -> str:
    """Fold until nothing changes: what one step removes may let the next one join its neighbours."""
    while True:
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
        folded = _without_invisible(folded).strip().lstrip("#")
        if folded == text:
            return text
        text = folded


def _without_invisible(text: str) -> str:
    kept = []
    for index, sign in enumerate(text):
        if sign in _JOINERS:
            if 0 < index < len(text) - 1 and _joins(text[index - 1]) and _joins(text[index + 1]):
                kept.append(sign)
        elif unicodedata.category(sign) != "Cf" and not "\ufe00" <= sign <= "\ufe0f":
            kept.append(sign)
    return "".join(kept)


def _joins(neighbour: str) -> bool:
    return unicodedata.category(neighbour) in _JOINED or _is_emoji(neighbour)


def _is_emoji(sign: str) -> bool:
    """Also those that are newer than this Python's table of signs."""
    return "\U0001f000" <= sign <= "\U0001faff"


def _belongs(sign: str) -> bool:
    return sign in _INNER or sign in _JOINERS or unicodedata.category(sign) in _PARTS or _is_emoji(sign)
