"""Every state, every move, every party: the table answers, or refuses with a sentence."""

import itertools
from dataclasses import replace

import pytest

from submissions import lifecycle
from submissions.lifecycle import TABLE, BrokenTable, Move, MoveRefused, Party, State

# Written out by hand on purpose: the table must agree with it, not with itself.
ALLOWED = {
    (Move.START, Party.SYSTEM): {"receiving": "processing"},
    (Move.READY, Party.SYSTEM): {"processing": "awaiting_review"},
    (Move.FAIL, Party.SYSTEM): {"processing": "unusable"},
    (Move.APPROVE, Party.MODERATOR): {"awaiting_review": "approved", "rejected": "approved"},
    (Move.REJECT, Party.MODERATOR): {"awaiting_review": "rejected"},
    (Move.REOPEN, Party.MODERATOR): {"approved": "awaiting_review", "rejected": "awaiting_review"},
    (Move.REOPEN, Party.SYSTEM): {"approved": "awaiting_review", "rejected": "awaiting_review"},
    (Move.WITHDRAW, Party.CONTRIBUTOR): dict.fromkeys(
        ("receiving", "processing", "awaiting_review", "approved", "rejected", "unusable"), "withdrawn"
    ),
    (Move.ERASE, Party.SYSTEM): {"withdrawn": "erased", "rejected": "erased", "unusable": "erased"},
}
EVERYTHING = list(itertools.product(State, Move, Party))


@pytest.mark.parametrize(("state", "move", "party"), EVERYTHING)
def test_target_answers_as_the_table_says(state: State, move: Move, party: Party) -> None:
    expected = ALLOWED.get((move, party), {}).get(state)
    if expected is None:
        with pytest.raises(MoveRefused) as refused:
            lifecycle.target(state, move, party)
        assert str(refused.value).endswith(".")
    else:
        assert lifecycle.target(state, move, party) == expected


def test_every_move_is_covered_here() -> None:
    assert {move for move, _ in ALLOWED} == set(Move)


@pytest.mark.parametrize(
    "broken",
    [
        TABLE[:-1],
        (*TABLE, TABLE[0]),
        (*TABLE[:-1], replace(TABLE[-1], sources=frozenset({State.ERASED}))),
        (*TABLE[:-1], replace(TABLE[-1], sources=frozenset())),
        (*TABLE[:-1], replace(TABLE[-1], target=State.REJECTED)),
        (replace(TABLE[0], parties=frozenset()), *TABLE[1:]),
    ],
)
def test_a_broken_table_is_refused_on_import(broken: tuple[lifecycle.Row, ...]) -> None:
    with pytest.raises(BrokenTable):
        lifecycle._validated(broken)


def test_stale_states_are_the_working_ones() -> None:
    assert set(lifecycle.STALE_AFTER) == {State.RECEIVING, State.PROCESSING}
