"""The small picture of an upload: few stand in line for it, so that a crowd holds no threads that answer people."""

import threading

import pytest

from submissions.models import Upload
from submissions.uploads import thumbnails

ARRIVED = Upload(state=Upload.State.COMPLETED, size=1)


def test_a_crowd_is_sent_away_at_once_and_nobody_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing, go_on = threading.Event(), threading.Event()
    drawn: list[bytes | None] = []

    def slow(_upload: Upload) -> bytes:
        drawing.set()
        assert go_on.wait(10)
        return b"picture"

    monkeypatch.setattr(thumbnails, "_drawn", slow)
    line = [threading.Thread(target=lambda: drawn.append(thumbnails.picture(ARRIVED))) for _ in range(3)]
    for one in line:
        one.start()
    assert drawing.wait(10)
    while thumbnails._standing._value:  # the others are on their way
        go_on.wait(0.01)
    monkeypatch.setattr(thumbnails, "WAIT_SECONDS", 60)  # who has to wait here, waits too long for this test
    with pytest.raises(thumbnails.Busy):
        thumbnails.picture(ARRIVED)
    go_on.set()
    for one in line:
        one.join()
    assert (drawn, thumbnails._standing._value) == ([b"picture"] * 3, thumbnails.MOST_STANDING)
