"""Which names a letter may use: a greeting is no place for somebody else's advertisement. Pure."""

import re

NAME_LENGTH = 40
# What a mail program makes a link or a number to call of. A name has a dot only behind a title or an initial, so one
# with letters right behind it is an address, in whatever writing its dot is.
_NO_NAME = re.compile(r"[/@:<>\n\\]|www|\d{4}|[.\u2024\u3002\ufe52\uff0e\uff61](?=\S*\w{2})", re.IGNORECASE)


def greeted(name: str) -> str:
    """The name, or nothing where it is none to greet by."""
    return name if name and len(name) <= NAME_LENGTH and not _NO_NAME.search(name) else ""
