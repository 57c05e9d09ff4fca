"""What the store shall say of an object when a signed link to it is followed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Answers:
    """Its type, its name and how long it may be kept; None leaves it to the store."""

    content_type: str | None = None
    filename: str | None = None
    caching: str | None = None
