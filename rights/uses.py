"""What somebody wants to do with a work: a channel, a territory, edits, AI training. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from rights.countries import COUNTRIES

CHANNELS = ("brand_page", "embed", "wall", "organic_social", "email", "retail_screen", "print", "paid_ads")
# What a use may want beyond showing the work as it is.
ADDITIONS = ("edits", "ai")
EVERYWHERE = "*"
_FIELDS = {"channel", "territory", "edits", "ai"}


class InvalidUse(ValueError):
    """The description of a use cannot be read; `errors` maps each wrong field to its sentences."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        self.errors = errors
        super().__init__("; ".join(sentence for sentences in errors.values() for sentence in sentences))


@dataclass(frozen=True)
class Use:
    """Where and how an asset is to be used. The territory is an ISO 3166 code, or "*" for everywhere."""

    channel: str
    territory: str = EVERYWHERE
    edits: bool = False
    ai: bool = False

    @classmethod
    def parse(cls, mapping: object) -> "Use":
        """Read a use from outside; raises InvalidUse with a sentence per field."""
        if not isinstance(mapping, Mapping):
            raise InvalidUse({"use": [_("Describe the use as an object with at least a channel.")]})
        errors = {str(name): [_("A use has no field of this name.")] for name in mapping if name not in _FIELDS}
        channel = mapping.get("channel")
        if channel not in CHANNELS:
            errors["channel"] = [_("Choose one of these channels: %(channels)s.") % {"channels": ", ".join(CHANNELS)}]
        territory = mapping.get("territory", EVERYWHERE)
        if not is_territory(territory):
            errors["territory"] = [_("Write a country as two capital letters, for instance DE, or * for everywhere.")]
        for flag in ("edits", "ai"):
            if not isinstance(mapping.get(flag, False), bool):
                errors[flag] = [_("Answer with true or false.")]
        if errors:
            raise InvalidUse(errors)
        return cls(str(channel), str(territory), mapping.get("edits", False), mapping.get("ai", False))

    @classmethod
    def kept(cls, stored: Mapping[str, Any]) -> "Use":
        """Read a use as it was stored: it was checked when it came in, by the rules of that day."""
        return cls(**stored)

    def as_dict(self) -> dict[str, str | bool]:
        """The use as `parse` reads it."""
        return asdict(self)


def is_territory(value: object) -> bool:
    """Whether this is the code of a country, or everywhere."""
    return value == EVERYWHERE or (isinstance(value, str) and value in COUNTRIES)
