"""Previews of animations that are damaged: they cost the preview, never the picture."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import av.error
import numpy as np
import pytest

import mediakit
from mediakit import animation
from mediakit.video import encode
from tests.mediakit import media


def test_a_preview_of_nothing_leaves_no_file(out: Path) -> None:
    with pytest.raises(mediakit.Permanent) as refused:
        encode.write_frames(out / "p.mp4", iter(()), (64, 48), crf=30)

    def failing() -> Iterator[tuple[Any, float]]:
        yield av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24"), 0.0
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        encode.write_frames(out / "q.mp4", failing(), (64, 48), crf=30)
    assert (refused.value.code, list(out.iterdir())) == ("broken", [])


def _with_broken_second_frame() -> bytes:
    later = media.textured(64, 48, seed=2)
    data = bytearray(media.encoded(media.scene(64, 48), "WEBP", save_all=True, append_images=[later], lossless=True))
    at = data.rindex(b"VP8L") + 8 + 5  # behind its size, which decoders check first
    data[at : at + 200] = b"\xff" * 200
    return bytes(data)


def test_a_damaged_later_frame_costs_the_preview_not_the_picture(tmp_path: Path, out: Path) -> None:
    source = tmp_path / "a.webp"
    source.write_bytes(_with_broken_second_frame())

    report = mediakit.process(source, mediakit.REVIEW, out)

    assert [made.spec for made in report.renditions] == ["photo-1280", "photo-320"]
    assert [warning.partition(":")[0] for warning in report.warnings] == ["no preview"]


def test_a_preview_that_needs_too_much_memory_is_no_damage(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exhaust(*_: object, **__: object) -> int:
        raise MemoryError

    source = tmp_path / "a.gif"
    pictures = [media.scene(64, 48), media.textured(64, 48)]
    source.write_bytes(media.encoded(pictures[0], "GIF", save_all=True, append_images=pictures[1:], duration=2000))
    report = mediakit.process(source, mediakit.REVIEW, out)
    assert report.renditions[-1].spec == "preview"
    monkeypatch.setattr(animation, "write_frames", exhaust)

    with pytest.raises(MemoryError):
        mediakit.process(source, mediakit.REVIEW, out)
