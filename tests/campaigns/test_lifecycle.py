"""Every state and every move."""

import pytest

from campaigns.lifecycle import MOVES, MoveRefused, State, target

ALLOWED = {
    ("draft", "open"): "live",
    ("closed", "open"): "live",
    ("live", "close"): "closed",
    ("draft", "archive"): "archived",
    ("closed", "archive"): "archived",
}


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("move", MOVES)
def test_target(state: str, move: str) -> None:
    if (state, move) in ALLOWED:
        assert target(state, move) == ALLOWED[state, move]
    else:
        with pytest.raises(MoveRefused, match=str(State(state).label)):
            target(state, move)
