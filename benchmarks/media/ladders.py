"""The renditions that everybody is asked for: the same sizes, formats and settings for us and for every peer."""

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


LADDER = (Rung("2048", 2048), Rung("1280", 1280), Rung("640", 640), Rung("320", 320), Rung("640-jpeg", 640, "jpeg"))


def as_job(ladder: tuple[Rung, ...]) -> list[dict[str, Any]]:
    """Write a ladder for a worker."""
    return [asdict(rung) for rung in ladder]


def from_job(job: list[dict[str, Any]]) -> tuple[Rung, ...]:
    """Read a ladder in a worker."""
    return tuple(Rung(**rung) for rung in job)
