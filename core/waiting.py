"""What is open in one room: how much, and since when the oldest of it waits. A value that doctor and metrics read."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Waiting:
    """One kind of work; `since` is None when nothing waits, `trouble` what the oldest stumbled over last."""

    what: str
    count: int = 0
    since: datetime | None = None
    trouble: str = ""
