"""The life of a campaign: draft → live → closed → archived; a closed one may open again.

draft ──open──▶ live ──close──▶ closed ──archive──▶ archived
  ▲               ▲                │
  │               └─────open───────┘        draft ──archive──▶ archived
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    LIVE = "live", _("Live")
    CLOSED = "closed", _("Closed")
    ARCHIVED = "archived", _("Archived")


@dataclass(frozen=True)
class Move:
    """One row of the table."""

    name: str
    sources: frozenset[State]
    target: State


MOVES = {
    move.name: move
    for move in (
        Move("open", frozenset({State.DRAFT, State.CLOSED}), State.LIVE),
        Move("close", frozenset({State.LIVE}), State.CLOSED),
        Move("archive", frozenset({State.DRAFT, State.CLOSED}), State.ARCHIVED),
    )
}


class MoveRefused(Exception):
    """The campaign's state does not allow this move."""


def target(state: str, move: str) -> State:
    """The state after `move`, or MoveRefused."""
    row = MOVES[move]
    if state not in row.sources:
        raise MoveRefused(_("This campaign is %(state)s, so it cannot do that.") % {"state": State(state).label})
    return row.target
