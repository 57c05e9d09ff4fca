"""What a fan may allow: each scope has one sentence that a fan understands, and its exact meaning beside it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rights.canonical import Value
from rights.uses import EVERYWHERE


@dataclass(frozen=True)
class Scope:
    """One tick box of the terms. Without channels it applies to the channels of the other ticked scopes."""

    key: str
    label: str | Promise
    sentence: str | Promise
    channels: tuple[str, ...] = ()
    territories: tuple[str, ...] = (EVERYWHERE,)
    months: int | None = None  # counted from the grant; None: until taken back
    edits: bool = False
    ai: bool = False
    required: bool = False

    def as_dict(self) -> dict[str, Value]:
        """The whole definition, as terms keep it: in the language that is active now."""
        return {
            "key": self.key,
            "label": str(self.label),
            "sentence": str(self.sentence),
            "channels": list(self.channels),
            "territories": list(self.territories),
            "months": self.months,
            "edits": self.edits,
            "ai": self.ai,
            "required": self.required,
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, object]) -> "Scope":
        """Read a definition as terms keep it."""
        fields = {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}
        return cls(**fields)  # type: ignore[arg-type]


PRESETS: dict[str, Scope] = {
    scope.key: scope
    for scope in (
        Scope(
            "pages",
            _("On our pages"),
            _("We may show your work in our galleries, on our websites and on walls at our events."),
            channels=("brand_page", "embed", "wall"),
            required=True,
        ),
        Scope(
            "social",
            _("On social networks and in our newsletter"),
            _("We may post your work on our own social accounts and put it in our e-mails, with your name."),
            channels=("organic_social", "email"),
        ),
        Scope(
            "screens",
            _("In shops and in print"),
            _("We may show your work on screens in our shops and print it, for instance on a poster."),
            channels=("retail_screen", "print"),
        ),
        Scope(
            "ads",
            _("In paid advertising"),
            _("We may use your work in advertisements that we pay for."),
            channels=("paid_ads",),
        ),
        Scope(
            "edits",
            _("With changes"),
            _("We may crop your work, adjust it or add text to it, in the places you allowed above."),
            edits=True,
        ),
        Scope(
            "ai",
            _("For training AI"),
            _("We may use your work to train artificial intelligence."),
            ai=True,
        ),
    )
}
OFFERED_BY_DEFAULT = ("pages", "social", "screens", "ads", "edits")


def presets(keys: Iterable[str] = OFFERED_BY_DEFAULT) -> tuple[Scope, ...]:
    """Return the presets of these keys, in the order of the list; raises KeyError for an unknown one."""
    wanted = set(keys)
    unknown = wanted - set(PRESETS)
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    return tuple(scope for key, scope in PRESETS.items() if key in wanted)


def optional(scope: Scope) -> Scope:
    """Return the same scope as one that may be left unticked."""
    return replace(scope, required=False)
