"""The life of a submission: its states and the table of moves. Read this file first.

    receiving ─▶ processing ─▶ awaiting_review ── approve ──▶ approved
                     │           │  ▲  ▲                       │   ▲
                     │      reject  │  └─────── reopen ────────┘   │
                     ▼           ▼  │ reopen                       │
                 unusable       rejected ──────── approve ─────────┘

    any of these ── withdraw ──▶ withdrawn
    withdrawn, rejected, unusable ── erase ──▶ erased

The module is pure: given a state, a move and a role it answers the new state or refuses.
`submissions.services.move` is the only code that writes the answer down.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a submission stands."""

    RECEIVING = "receiving", _("Receiving")
    PROCESSING = "processing", _("Processing")
    AWAITING_REVIEW = "awaiting_review", _("Waiting for review")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    UNUSABLE = "unusable", _("Unusable")
    ERASED = "erased", _("Erased")


class Move(models.TextChoices):
    """What may happen to it."""

    START = "start", _("Processing started")
    READY = "ready", _("Ready for review")
    FAIL = "fail", _("Nothing usable in it")
    APPROVE = "approve", _("Approved")
    REJECT = "reject", _("Rejected")
    REOPEN = "reopen", _("Opened again")
    WITHDRAW = "withdraw", _("Withdrawn")
    ERASE = "erase", _("Erased")


class Party(models.TextChoices):
    """Who may make a move: the kinds of actor, members by what their role lets them do."""

    SYSTEM = "system"
    MODERATOR = "moderator"
    CONTRIBUTOR = "contributor"


@dataclass(frozen=True)
class Row:
    """One move: from where, to where, by whom, and the tasks nudged after commit."""

    move: Move
    sources: frozenset[State]
    target: State
    parties: frozenset[Party]
    nudges: tuple[str, ...] = field(default=())


_S, _P = State, Party
_SYSTEM = frozenset({_P.SYSTEM})
_REVIEWERS = frozenset({_P.MODERATOR})
_ALIVE = frozenset(State) - {_S.WITHDRAWN, _S.ERASED}

TABLE: tuple[Row, ...] = (
    Row(Move.START, frozenset({_S.RECEIVING}), _S.PROCESSING, _SYSTEM),
    Row(Move.READY, frozenset({_S.PROCESSING}), _S.AWAITING_REVIEW, _SYSTEM),
    Row(Move.FAIL, frozenset({_S.PROCESSING}), _S.UNUSABLE, _SYSTEM),
    Row(
        Move.APPROVE,
        frozenset({_S.AWAITING_REVIEW, _S.REJECTED}),
        _S.APPROVED,
        _REVIEWERS,
        ("submissions.tasks.render_public", "galleries.tasks.place"),
    ),
    Row(
        Move.REJECT,
        frozenset({_S.AWAITING_REVIEW}),
        _S.REJECTED,
        _REVIEWERS,
        ("galleries.tasks.take_down",),
    ),
    Row(
        Move.REOPEN,
        frozenset({_S.APPROVED, _S.REJECTED}),
        _S.AWAITING_REVIEW,
        frozenset({_P.MODERATOR, _P.SYSTEM}),
    ),
    Row(
        Move.WITHDRAW,
        _ALIVE,
        _S.WITHDRAWN,
        frozenset({_P.CONTRIBUTOR}),
        ("galleries.tasks.take_down",),
    ),
    Row(
        Move.ERASE,
        frozenset({_S.WITHDRAWN, _S.REJECTED, _S.UNUSABLE}),
        _S.ERASED,
        _SYSTEM,
    ),
)

# How long a working state may last before the sweep nudges it again.
STALE_AFTER = {State.RECEIVING: timedelta(minutes=2), State.PROCESSING: timedelta(minutes=2)}


class MoveRefused(Exception):
    """The state, or the party's role, does not allow this move."""


def row(move: str) -> Row:
    """The row of a move."""
    return _ROWS[Move(move)]


def target(state: str, move: str, party: str) -> State:
    """The new state, or MoveRefused with a sentence a person understands."""
    wanted = row(move)
    if party not in wanted.parties:
        raise MoveRefused(_("You may not do this."))
    if state not in wanted.sources:
        raise MoveRefused(
            _("This submission is “%(state)s” now, so that is not possible.") % {"state": State(state).label}
        )
    return wanted.target


class BrokenTable(Exception):
    """The declaration above contradicts itself."""


def _validated(table: tuple[Row, ...]) -> dict[Move, Row]:
    """Refuse a broken table when the module is imported, not when a person meets it."""
    rows = {entry.move: entry for entry in table}
    reachable = {_S.RECEIVING} | {entry.target for entry in table}
    checks = {
        "every move stands in the table once": len(rows) == len(table) == len(Move),
        "every state can be reached": reachable == set(State),
        "every move starts somewhere and is somebody's": all(entry.sources and entry.parties for entry in table),
        "a move changes the state": all(entry.target not in entry.sources for entry in table),
        "nothing leads out of erased": not any(_S.ERASED in entry.sources for entry in table),
        "only working states grow stale": set(STALE_AFTER) == {_S.RECEIVING, _S.PROCESSING},
    }
    broken = [rule for rule, holds in checks.items() if not holds]
    if broken:
        raise BrokenTable("; ".join(broken))
    return rows


_ROWS = _validated(TABLE)
