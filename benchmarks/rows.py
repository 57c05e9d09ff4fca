"""What a benchmark says: rows with a value, what it must be, what we aim for, and what a peer did in the same run."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One measured figure. A peer that could not be asked has `peer_value` None and a `reason`.

    For a ratio the peer's value is 1: the value says how many times as much of the good thing we do.
    """

    name: str
    value: float | None
    unit: str
    must: float | None = None
    goal: float | None = None
    peer: str | None = None
    peer_value: float | None = None
    reason: str = ""
    less_is_better: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return what `var/bench/<name>.json` holds of it."""
        kept = {
            "name": self.name,
            "value": _rounded(self.value),
            "unit": self.unit,
            "must": self.must,
            "goal": self.goal,
            "better": "lower" if self.less_is_better else "higher",
            "peer": self.peer,
            "peer_value": _rounded(self.peer_value),
        }
        return kept | ({"reason": self.reason} if self.reason else {})

    def verdict(self) -> str:
        """Say in a word how the value stands to what it must be and to the goal."""
        if self.value is None:
            return "not measured"
        if self.must is None and self.goal is None:
            return ""
        if self._reaches(self.must):
            below = "must" if self.must is not None else "below goal"
            return "goal" if self._reaches(self.goal) else below
        return "missed"

    def _reaches(self, mark: float | None) -> bool:
        """A mark that was never set is reached."""
        if mark is None or self.value is None:
            return True
        return self.value <= mark if self.less_is_better else self.value >= mark


def unmeasured(name: str, unit: str, reason: str, **marks: Any) -> Row:
    """Return a row for what could not be measured here, with the reason."""
    return Row(name, None, unit, reason=reason, **marks)


def save(rows: Iterable[Row], path: Path) -> None:
    """Write the rows for scripts, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    partial.write_text(json.dumps([row.as_json() for row in rows], indent=1, ensure_ascii=False) + "\n")
    partial.replace(path)


HEADINGS = ("what", "value", "unit", "must", "goal", "", "peer", "its value")


def table(rows: Iterable[Row]) -> str:
    """Write the rows for people."""
    lines = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    laid = ("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines)
    return "\n".join(laid)


def _cells(row: Row) -> tuple[str, ...]:
    peer_value = _text(row.peer_value) if row.peer_value is not None else row.reason
    marks = (_text(row.must), _text(row.goal), row.verdict())
    return (row.name, _text(row.value) or "–", row.unit, *marks, row.peer or "", peer_value)


def _text(number: float | None) -> str:
    if number is None:
        return ""
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.4g}"


def _rounded(number: float | None) -> float | None:
    return None if number is None else float(f"{number:.5g}")
