"""Fills `{variables}` into a text. Pure: a closed list of names, no expressions, nothing that could look elsewhere."""

import re
from collections.abc import Collection, Mapping

from conversations import braces

_VARIABLE = re.compile(r"\{([^{}]*)\}")
SUBJECT_LENGTH = 70


def unknown(text: str, allowed: Collection[str]) -> list[str]:
    """What stands in braces and is not on the list, with its braces, and braces without a partner, as they come."""
    return [one for one in braces.standing(text) if one[1:-1] not in allowed]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its variables; one without a value is left out."""
    return _VARIABLE.sub(lambda found: values.get(found.group(1), ""), text)


def paragraphs(text: str, values: Mapping[str, str]) -> list[str]:
    """The filled text in paragraphs; those that are empty, because a value is, are left out."""
    filled = [fill(part, values).strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n"))]
    return [part for part in filled if part]


def subject(text: str, values: Mapping[str, str]) -> str:
    """One line that a phone shows whole."""
    line = " ".join(fill(text, values).split())
    return line if len(line) <= SUBJECT_LENGTH else f"{line[: SUBJECT_LENGTH - 1].rstrip()}…"
