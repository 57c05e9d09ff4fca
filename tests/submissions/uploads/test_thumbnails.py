"""The small picture of an upload: few stand in line for it, so that a crowd holds no threads that answer people."""

import threading

import pytest
from django.core.cache import cache
from redis.exceptions import RedisError

import mediakit
from submissions.models import Upload
from submissions.uploads import thumbnails

ARRIVED = Upload(state=Upload.State.COMPLETED, size=1)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


@pytest.mark.parametrize("made", [b"picture", None, mediakit.Permanent("type")])
def test_one_picture_is_drawn_once(monkeypatch: pytest.MonkeyPatch, made: bytes | mediakit.Permanent | None) -> None:
    """Each call fetched up to 64 MB of the store."""
    calls: list[Upload] = []

    def drawn(upload: Upload) -> bytes | None:
        calls.append(upload)
        if isinstance(made, mediakit.Permanent):
            raise made
        return made

    monkeypatch.setattr(thumbnails, "_drawn", drawn)
    shown = made if isinstance(made, bytes) else None
    assert [thumbnails.picture(ARRIVED) for _ in range(3)] == [shown] * 3
    assert len(calls) == 1
    thumbnails.picture(Upload(state=Upload.State.COMPLETED, size=1))
    assert len(calls) == 2  # the control: another upload has a picture of its own
    thumbnails.picture(Upload(pk=ARRIVED.pk, state=Upload.State.ABORTED, size=1))
    assert thumbnails.picture(Upload(pk=ARRIVED.pk, state=Upload.State.ABORTED, size=1)) is None


def test_without_a_cache_it_is_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object, **__: object) -> None:
        raise RedisError("gone")

    monkeypatch.setattr(thumbnails, "_drawn", lambda _upload: b"picture")
    monkeypatch.setattr(cache, "get", gone)
    monkeypatch.setattr(cache, "set", gone)
    assert [thumbnails.picture(ARRIVED) for _ in range(2)] == [b"picture"] * 2


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
