"""Short names for addresses, made from a title; unique ones by a suffix."""

import unicodedata
from collections.abc import Iterator
from itertools import count

from django.utils.text import slugify

_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l"})


def candidates(title: str, *, fallback: str, longest: int = 80) -> Iterator[str]:
    """Yield `name`, `name-2`, `name-3` …, each at most `longest` long; `fallback` where no letter is left."""
    plain = unicodedata.normalize("NFC", title).lower().translate(_SPELLED_OUT)
    stem = slugify(plain)[:longest].strip("-_") or fallback
    yield stem
    for number in count(2):  # pragma: no branch
        suffix = f"-{number}"
        yield stem[: longest - len(suffix)].strip("-_") + suffix
