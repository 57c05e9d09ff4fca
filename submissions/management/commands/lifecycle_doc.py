"""Writes `docs/lifecycle.md` from the table in `submissions/lifecycle.py`, so that the page cannot lie."""

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from submissions import lifecycle
from submissions.lifecycle import Move, Row, State

PLACE = Path("docs") / "lifecycle.md"
HEAD = """# The life of a submission

<!-- Written by `python manage.py lifecycle_doc` from `submissions/lifecycle.py`. Change it there. -->

```text
{drawing}
```

Only `submissions.services.move` writes a state: it changes the row where state and version are still the ones
that were read, appends a `StateChange`, and nudges the tasks named below after commit. A lost nudge does no harm:
the sweep, each minute, finds what was forgotten.

## Moves

| move | means | from | to | who may | nudges |
|---|---|---|---|---|---|
"""
STATES = """
## States

| state | shown as | left by | looked at again |
|---|---|---|---|
"""
FOOT = """
An asset has a smaller life of its own: `receiving → processing → ready`, or `unusable` with a code and a sentence,
and a moderator may set it `excluded`. A submission waits for review when all its assets have ended and at least one
is ready. Whether something may be shown is no state: `submissions.queries.may_use` asks state and ledger each time.
"""


def document() -> str:
    """Return the whole page, in English whatever language is active."""
    with override("en"):
        drawing = "\n\n".join((lifecycle.__doc__ or "").split("\n\n")[1:-1])
        moves = "".join(_row(row) for row in lifecycle.TABLE)
        states = "".join(_state(state) for state in State)
        return HEAD.format(drawing=drawing) + moves + STATES + states + FOOT


def _row(row: Row) -> str:
    return _line(
        f"`{row.move.value}`",
        Move(row.move).label,
        _names(state for state in State if state in row.sources),
        f"`{row.target.value}`",
        ", ".join(sorted(party.value for party in row.parties)),
        _names(row.nudges) or "–",
    )


def _state(state: State) -> str:
    after = lifecycle.STALE_AFTER.get(state)
    leaving = _names(row.move for row in lifecycle.TABLE if state in row.sources)
    stale = f"after {int(after.total_seconds() // 60)} min" if after else "–"
    return _line(f"`{state.value}`", state.label, leaving or "–", stale)


def _names(values: Iterable[str]) -> str:
    return " ".join(f"`{value}`" for value in values)


def _line(*cells: object) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |\n"


class Command(BaseCommand):
    """`lifecycle_doc` writes the page; with `--check` it only says whether the page is current."""

    help = "Write docs/lifecycle.md from submissions/lifecycle.py."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer `--check`."""
        parser.add_argument("--check", action="store_true", help="change nothing, fail if the page is out of date")

    def handle(self, *_args: Any, check: bool = False, **_options: Any) -> None:
        """Write, or compare."""
        page = settings.BASE_DIR / PLACE
        if not check:
            page.parent.mkdir(exist_ok=True)
            page.write_text(document(), encoding="utf-8")
            self.stdout.write(f"{PLACE} is written.")
        elif not page.exists() or page.read_text(encoding="utf-8") != document():
            raise CommandError(f"{PLACE} is out of date: run python manage.py lifecycle_doc.")
