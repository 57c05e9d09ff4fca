"""The renditions that everybody is asked for: the same sizes and formats for us and for every peer."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

QUALITY, EFFORT = 80, 4


@dataclass(frozen=True, slots=True)
class Rung:
    """One rendition: its long edge and how it is encoded."""

    name: str
    side: int
    encoding: Literal["webp", "jpeg"] = "webp"
    quality: int = QUALITY
    effort: int = EFFORT

    @property
    def file_name(self) -> str:
        """Return the name under which peers write it."""
        return f"{self.name}.{self.encoding}"


# What peers are asked for, at libwebp's own effort, and what we answer with at the same similarity and weight: effort 2
# is 2.4 times cheaper at the largest rung and 6 % heavier; a point or two of quality at the small ones pays for that.
LADDER = (Rung("2048", 2048), Rung("1280", 1280), Rung("640", 640), Rung("320", 320), Rung("640-jpeg", 640, "jpeg"))

AS_GOOD = (
    Rung("2048", 2048, effort=2),
    Rung("1280", 1280, quality=79, effort=3),
    Rung("640", 640, quality=79, effort=3),
    Rung("320", 320, quality=79, effort=3),
    Rung("640-jpeg", 640, "jpeg", quality=77),
)


def as_job(ladder: tuple[Rung, ...]) -> list[dict[str, Any]]:
    """Write a ladder for a worker."""
    return [asdict(rung) for rung in ladder]


def from_job(job: list[dict[str, Any]]) -> tuple[Rung, ...]:
    """Read a ladder in a worker."""
    return tuple(Rung(**rung) for rung in job)
