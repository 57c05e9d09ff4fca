"""The ledger in words: about the sender to the team, and to the sender themselves."""

import pytest

from rights import wording


@pytest.mark.parametrize(
    ("kind", "answer", "to_team", "to_sender"),
    [
        ("people", "only_me", "People in it: only the sender", "People in it: only you"),
        ("music", "own", "Music: the sender's own", "Music: your own"),
        ("guardian", "agreed", "Sender's guardian: agrees", "Your parent or guardian: agrees"),
        ("music", "none", "Music: none", "Music: none"),
        ("new", "odd", "new: odd", "new: odd"),
    ],
)
def test_an_answer_is_worded_for_its_reader(kind: str, answer: str, to_team: str, to_sender: str) -> None:
    body: dict[str, object] = {"question": kind, "answer": answer}

    assert wording.event("release", body) == to_team
    assert wording.event("release", body, to_sender=True) == to_sender
