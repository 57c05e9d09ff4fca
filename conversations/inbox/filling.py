"""Fills the variables of a standard reply. Pure; a closed list of names, and `{name|there}` for when one is missing."""

import re
from collections.abc import Mapping

from conversations import braces

VARIABLES = ("name", "campaign", "brand", "campaign_page")
_VARIABLE = re.compile(r"\{([^{}|]*)(?:\|([^{}]*))?\}")


def unknown(text: str) -> list[str]:
    """What stands in braces and is not on the list, with its braces, and braces without a partner."""
    return [one for one in braces.standing(text) if one[1:-1].partition("|")[0].strip() not in VARIABLES]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its variables. One without a value is what stands after its bar, or nothing and no gap."""
    gap = "\x00"

    def value(found: "re.Match[str]") -> str:
        return values.get(found[1].strip(), "") or (found[2] or "").strip() or gap

    filled = _VARIABLE.sub(value, text)
    if gap in filled:
        # "Hello {name}, …" without a name is "Hello, …".
        filled = re.sub(r"[^\S\n]*\x00(?=[,.!?;:\n]|$)|\x00[^\S\n]*", "", filled)
    return filled.strip()


def missing(text: str, values: Mapping[str, str]) -> list[str]:
    """The variables that have no value here and nothing to stand in for them."""
    found = ((name.strip(), other.strip()) for name, other in _VARIABLE.findall(text))
    return list(dict.fromkeys(name for name, other in found if not values.get(name) and not other))


def same(one: str, other: str) -> bool:
    """Whether two texts say the same, whatever the spaces and lines between their words."""
    return one.split() == other.split()
