"""Adding, removing and moving rows of a form by its buttons, everything else kept as it was typed.

Works without script, a page at a time; htmx makes the same request and swaps the form.
"""

from collections.abc import Mapping, Sequence
from typing import Any

MOST = 40


def changed(posted: Mapping[str, Any], fields: Sequence[str]) -> list[dict[str, Any]] | None:
    """The rows after the button that was pressed: `add`, or `row` with "up-2", "down-2", "remove-2".

    None for every other button.
    """
    if "add" in posted:
        return [*_written(posted, fields), {}][:MOST]
    verb, _dash, raw = str(posted.get("row", "")).partition("-")
    if verb not in {"up", "down", "remove"} or not (raw.isascii() and raw.isdigit() and len(raw) < 4):
        return None
    return _moved(_written(posted, fields), verb, int(raw))


def _written(posted: Mapping[str, Any], fields: Sequence[str]) -> list[dict[str, Any]]:
    raw = str(posted.get("form-TOTAL_FORMS", "0"))
    total = min(MOST, int(raw)) if raw.isascii() and raw.isdigit() and len(raw) < 4 else 0
    return [{name: posted.get(f"form-{row}-{name}", "") for name in fields} for row in range(total)]


def _moved(rows: list[dict[str, Any]], verb: str, at: int) -> list[dict[str, Any]]:
    if at >= len(rows):
        return rows
    if verb == "remove":
        return rows[:at] + rows[at + 1 :]
    other = at - 1 if verb == "up" else at + 1
    if 0 <= other < len(rows):
        rows[at], rows[other] = rows[other], rows[at]
    return rows
