"""Edit lists and tracks: what a player shows is measured, reviewed, published and handed out, and nothing else is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

import mediakit
from tests.mediakit import edits, media
from tests.mediakit.edits import Edit

CASE = Path(__file__).resolve().parents[3] / "shared" / "cases" / "trim_end_edit_list.mp4"
STAGES = {
    "watch": mediakit.WATCH,
    "public": replace(mediakit.PUBLIC, specs=tuple(s for s in mediakit.PUBLIC.specs if s.name == "video-720")),
    "export": mediakit.EXPORT,
}


@contextmanager
def _made(source: Path) -> Iterator[tuple[dict[str, Path], set[int | None]]]:
    """Make each stage's whole video; yield the files and every length that was reported on the way."""
    with TemporaryDirectory() as folder:
        files, lengths = {}, set()
        for stage, recipe in STAGES.items():
            out = Path(folder) / stage
            out.mkdir()
            report = mediakit.process(source, recipe, out)
            (made,) = report.renditions
            files[stage] = made.path
            lengths |= {report.duration_ms, made.duration_ms}
        yield files, lengths


def _all_packets(path: Path) -> int:
    """Count every picture in the file, shown or hidden."""
    with av.open(str(path), options={"ignore_editlist": "1"}) as container:
        return sum(1 for packet in container.demux(video=0) if packet.size)


@pytest.mark.parametrize(
    ("picture", "shown", "ms"),
    [
        ([(0.0, 1.5)], range(15), 1500),  # the end cut off
        ([(1.0, 2.0)], range(10, 30), 2000),  # the start cut off, not at a keyframe
        ([(1.5, 1.5)], range(15, 30), 1500),  # the start cut off at a keyframe
        ([(0.7, 0.6)], range(7, 13), 600),  # both
        ([(0.3, 0.1)], range(3, 4), 100),  # a single picture
        ([(0.0, 0.5), (2.0, 0.5)], [*range(5), *range(20, 25)], 1000),  # the middle cut out
        ([(0.0, 3.0)], range(30), 3000),
    ],
)
def test_what_is_cut_away_is_nowhere(picture: list[Edit], shown: range, ms: int, tmp_path: Path) -> None:
    source = edits.edited(edits.clip(tmp_path / "v.mp4"), [picture, picture])

    with _made(source) as (files, lengths):
        found = {stage: edits.numbers(path) for stage, path in files.items()}
        held = {stage: _all_packets(path) for stage, path in files.items()}
        heard = {stage: len(edits.loudness(path)) for stage, path in files.items()}

    assert found == {stage: list(shown) for stage in STAGES}
    assert held == dict.fromkeys(STAGES, len(list(shown)))
    assert lengths == {ms}
    # A frame of AAC may be filled up to its 21 ms.
    assert set(heard.values()) <= {ms // 100, ms // 100 + 1}


def test_the_cut_clip_of_a_player_keeps_its_length_and_loses_its_blue() -> None:
    if not CASE.exists():
        pytest.skip("the shared cases are not beside this checkout")
    with _made(CASE) as (files, lengths):
        for path in files.values():
            with av.open(str(path)) as container:
                shown = [frame.to_ndarray(format="rgb24")[90, 160] for frame in container.decode(video=0)]
            assert (len(shown), _all_packets(path)) == (45, 45)
            assert max(int(colour[2]) for colour in shown) < 100
    assert lengths == {1500}


def test_length_and_limit_are_what_is_shown(tmp_path: Path, out: Path) -> None:
    limits = mediakit.Limits(max_video_seconds=2)
    whole, cut = edits.clip(tmp_path / "whole.mp4", 60), edits.clip(tmp_path / "cut.mp4", 60)
    edits.edited(cut, [[(1.0, 1.5)], [(1.0, 1.5)]])

    report = mediakit.process(cut, replace(mediakit.REVIEW, limits=limits), out)
    with pytest.raises(mediakit.Permanent) as refused:
        mediakit.process(whole, replace(mediakit.REVIEW, limits=limits), out)

    assert (report.duration_ms, refused.value.code) == (1500, "too_long")
    assert edits.numbers(out / "preview.mp4") == list(range(10, 25))


@settings(
    max_examples=8, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    start=st.integers(0, 280),
    length=st.integers(20, 300),
    sound_start=st.integers(0, 250),
    sound_length=st.integers(20, 300),
    gop=st.sampled_from([1, 5, 15]),
)
def test_every_stage_shows_the_same_frames_and_sound(
    start: int, length: int, sound_start: int, sound_length: int, gop: int, tmp_path: Path
) -> None:
    length, sound_length = min(length, 300 - start), min(sound_length, 300 - sound_start)
    source = edits.clip(tmp_path / "v.mp4", gop=gop)
    edits.edited(source, [[(start / 100, length / 100)], [(sound_start / 100, sound_length / 100)]])
    reviewed = edits.numbers(source)
    if not reviewed:
        return  # shorter than a picture, which no stage takes

    with _made(source) as (files, lengths):
        found = [edits.numbers(path) for path in files.values()]
        held = [_all_packets(path) for path in files.values()]
        heard = [len(edits.loudness(path, 0.03)) for path in files.values()]

    assert found == [reviewed] * 3
    assert held == [len(reviewed)] * 3
    assert len(lengths) == 1
    assert max(heard) - min(heard) <= 1


def test_sound_keeps_its_distance_to_the_picture(tmp_path: Path) -> None:
    # Half a second of nothing, then the picture: the sound has begun by then.
    source = edits.edited(edits.clip(tmp_path / "v.mp4", 10), [[(None, 0.5), (0.0, 1.0)], [(0.0, 1.0)]])

    with _made(source) as (files, lengths):
        with av.open(str(files["watch"])) as container:
            times = [float(frame.time or 0) for frame in container.decode(video=0)]
        heard = len(edits.loudness(files["watch"]))

    assert [*times[:2], times[-1]] == pytest.approx([0.0, 0.6, 1.4])
    assert lengths == {1500}
    assert heard in (10, 11)


def test_sound_that_is_cut_in_its_middle_leaves_so_while_the_picture_is_copied(tmp_path: Path) -> None:
    source = edits.edited(edits.clip(tmp_path / "v.mp4"), [[(0.0, 3.0)], [(0.0, 0.5), (2.0, 0.5)]])

    with _made(source) as (files, _):
        heard = {stage: len(edits.loudness(path)) for stage, path in files.items()}
        shown = {stage: edits.numbers(path) for stage, path in files.items()}

    assert shown == {stage: list(range(30)) for stage in STAGES}
    assert set(heard.values()) <= {10, 11}


def _two_pictures(path: Path) -> Path:
    """A track of dark frames, then one of light ones, then two sounds: a silent one and a loud one."""
    with av.open(str(path), "w") as out:
        streams = [out.add_stream("libx264", rate=10) for _ in range(2)]
        for stream in streams:
            stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        sounds = [media._sound_track(out, "libx264") for _ in range(2)]
        for _ in range(10):
            for stream, level in zip(streams, (30, 220), strict=True):
                frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), level, np.uint8), format="rgb24")
                out.mux(stream.encode(frame))
        for stream in streams:
            out.mux(stream.encode(None))
        for track, pitch in zip(sounds, (0.0, 440.0), strict=True):
            media._fill(out, track, 1.0, pitch)
    return path


@pytest.mark.parametrize(
    ("on", "light", "loud"),
    [
        ((False, True, False, True), True, True),
        ((True, False, True, False), False, False),
        ((True, True, True, True), False, False),
        ((False, False, False, False), False, False),
    ],
)
def test_tracks_that_are_on_come_first_in_every_stage(
    on: tuple[bool, ...], light: bool, loud: bool, tmp_path: Path
) -> None:
    source = edits.switched(_two_pictures(tmp_path / "v.mp4"), on)

    with _made(source) as (files, _):
        for path in files.values():
            with av.open(str(path)) as container:
                level = float(next(container.decode(video=0)).to_ndarray(format="gray").mean())
                assert [stream.type for stream in container.streams] == ["video", "audio"]
            assert (level > 128, max(edits.loudness(path)) > 0.1) == (light, loud)


def test_a_track_that_is_off_does_not_stand_in_for_one_that_cannot_be_decoded(tmp_path: Path, out: Path) -> None:
    source = _two_pictures(tmp_path / "v.mp4")
    data = source.read_bytes()
    at = data.index(b"avc1", data.rindex(b"moov"))
    source.write_bytes(data[:at] + b"xyz1" + data[at + 4 :])
    edits.switched(source, (True, False, True, True))

    with pytest.raises(mediakit.Permanent) as refused:
        mediakit.process(source, mediakit.REVIEW, out)

    assert refused.value.code == "codec"


def test_sound_that_cannot_be_decoded_is_said(tmp_path: Path, out: Path) -> None:
    source = tmp_path / "v.mov"
    with av.open(str(source), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        sound = container.add_stream("pcm_mulaw", rate=48000, layout="mono")
        for pixels in media.frames(10, 64, 48):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode(None))
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 4800), np.int16), format="s16", layout="mono")
        silence.sample_rate, silence.pts = 48000, 0
        container.mux(sound.encode(silence))
        container.mux(sound.encode(None))

    report = mediakit.process(source, mediakit.REVIEW, out)
    whole = mediakit.process(edits.clip(tmp_path / "w.mp4", 10), mediakit.REVIEW, out)

    assert (report.has_audio, report.unheard, whole.unheard) == (True, "pcm_mulaw", "")
    assert report.warnings == ("sound left out: its coding (pcm_mulaw) cannot be decoded",)
