"""Signs that no text of a person needs: they break XML in feeds and exported files, and nobody can see them. Pure."""

import re

# Control signs but tab and line end, halves of characters, and what Unicode promises never to be a character.
_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def seen(text: str) -> str:
    """Return the text without them."""
    return _NEVER.sub("", text)
