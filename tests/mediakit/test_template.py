"""The parent's side of the pipe: a child that says nonsense, too much or nothing is a code and gone."""

import os
from pathlib import Path
from typing import Any

import pytest

import mediakit
from mediakit import child, isolation
from tests.mediakit import media

READY = "print('{\"ready\": {}}', flush=True); "


@pytest.mark.parametrize(
    ("start", "code"),
    [
        ("print('not json', flush=True); input()", "unavailable"),
        ("import sys; sys.stdout.write('x' * 5_000_000); input()", "crashed"),
        ("pass", "crashed"),
        (READY + "input(); print('[5]', flush=True); input()", "unavailable"),
    ],
    ids=["nonsense", "talk", "silence", "list"],
)
def test_a_child_that_does_not_speak_our_language_is_a_code(
    start: str, code: str, tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "photo"
    source.write_bytes(media.encoded(media.textured(64, 48), "JPEG"))
    monkeypatch.setattr(isolation, "START", start)
    with mediakit.Isolated() as isolated:
        with pytest.raises(mediakit.Temporary) as refused:
            isolated.run(source, mediakit.REVIEW, out)

        assert (refused.value.code, isolated.pid) == (code, None)


def test_progress_of_a_video_reaches_the_caller_and_may_be_ignored(
    tmp_path: Path, out: Path, isolated: mediakit.Isolated
) -> None:
    source = media.video(tmp_path / "v.mp4", media.frames(40))
    told: list[float] = []

    heard = isolated.run(source, mediakit.WATCH, out, progress=told.append)
    unheard = isolated.run(source, mediakit.WATCH, out)

    assert told == sorted(told)
    assert 0.5 < told[-1] <= 1
    assert heard == unheard


def test_a_caller_who_is_interrupted_leaves_no_half_done_child(tmp_path: Path, out: Path) -> None:
    source = media.video(tmp_path / "v.mp4", media.frames(30))

    def interrupt(_share: float) -> None:
        raise _Left

    with mediakit.Isolated() as isolated:
        with pytest.raises(_Left):
            isolated.run(source, mediakit.WATCH, out, progress=interrupt)

        assert isolated.pid is None


def test_the_shared_child_serves_whoever_asks_in_this_process(tmp_path: Path, out: Path) -> None:
    source = tmp_path / "photo"
    source.write_bytes(media.encoded(media.textured(64, 48), "JPEG"))

    try:
        first, shared = mediakit.run_isolated(source, mediakit.REVIEW, out), isolation._shared.pid
        assert mediakit.run_isolated(source, mediakit.REVIEW, out) == first
        assert isolation._shared.pid == shared is not None
    finally:
        isolation._shared.close()
    assert isolation._shared.pid is None


class _Left(BaseException):
    """Stands for the end of the process."""


def test_template_ends_its_worker_and_itself_when_the_parent_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[int] = []

    def leave(status: int) -> None:
        raise _Left(status)

    monkeypatch.setattr("mediakit.child.os._exit", leave)
    monkeypatch.setattr("mediakit.child.os.killpg", lambda pid, _: ended.append(pid))
    monkeypatch.setattr("mediakit.child.os.kill", lambda pid, _: ended.append(pid))
    job: dict[str, Any] = {"cpu": 5, "wall": 5, "recipe": {"limits": {"memory_bytes": 1 << 40}}}
    watch = child._Watch(99_999_999, job, parent=-1)

    with pytest.raises(_Left):
        watch._too_far(0)

    assert ended == [99_999_999] * 2


@pytest.mark.parametrize("pieces", [[b""], [b'{"a": 1}\n{"b"', b": 2}\n", b""]], ids=["nothing", "in pieces"])
def test_template_serves_whole_lines_until_its_input_ends(pieces: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[dict[str, Any]] = []
    served: list[dict[str, Any]] = []
    given = iter(pieces)
    ready = iter([False, *[True] * len(pieces)])  # the first look finds nothing to read
    monkeypatch.setattr(child, "_say", said.append)
    monkeypatch.setattr(child, "preload", lambda: None)
    monkeypatch.setattr(child, "serve", lambda job, _: served.append(job))
    monkeypatch.setattr("mediakit.child.sandbox.without_network", lambda: False)
    monkeypatch.setattr("mediakit.child.select.select", lambda *_: ([0] if next(ready) else [], [], []))
    monkeypatch.setattr("mediakit.child.os.read", lambda *_: next(given))
    monkeypatch.setattr("mediakit.child.sys.argv", ["child", str(os.getppid())])

    child.main()

    assert [set(message) for message in said] == [{"ready"}]
    assert served == ([] if len(pieces) == 1 else [{"a": 1}, {"b": 2}])


def test_template_whose_parent_is_gone_serves_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[dict[str, Any]] = []
    monkeypatch.setattr(child, "_say", said.append)
    monkeypatch.setattr(child, "preload", lambda: None)
    monkeypatch.setattr("mediakit.child.sandbox.without_network", lambda: False)
    monkeypatch.setattr("mediakit.child.sys.argv", ["child", "-1"])

    child.main()  # would wait for jobs

    assert [set(message) for message in said] == [{"ready"}]
