"""Videos and animations that are damaged inside, odd, or dull: what can be shown is shown, the rest has a code."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import av.error
import numpy as np
import pytest
from PIL import Image

import mediakit
from mediakit import facts
from mediakit.values import Limits
from mediakit.video import container as containers, encode, frames, metadata, poster, remux, shown, tracks, web
from tests.mediakit import media

ONE_GROUP = {"sc_threshold": "0"}  # no keyframe but the first


def _emptied(source: Path) -> bytes:
    """A video whose coded pictures are all zeros."""
    data = bytearray(source.read_bytes())
    at = data.index(b"mdat")
    size = int.from_bytes(data[at - 4 : at], "big")
    data[at + 4 : at - 4 + size] = bytes(size - 8)
    return bytes(data)


def test_a_video_without_one_sound_frame_is_broken(tmp_path: Path, out: Path) -> None:
    source = media.video(tmp_path / "v.mp4", media.frames(12), options={"movflags": "faststart"})
    source.write_bytes(_emptied(source))

    with pytest.raises(mediakit.Permanent) as refused:
        mediakit.process(source, mediakit.REVIEW, out)

    assert (refused.value.code, refused.value.detail) == ("broken", "no frame can be decoded")


def test_poster_is_looked_for_behind_a_black_keyframe(tmp_path: Path, out: Path) -> None:
    source = media.video(tmp_path / "v.mp4", media.frames(14, black=4), coding=ONE_GROUP)
    with av.open(str(source)) as container:
        assert [frame.key_frame for frame in container.decode(video=0)].count(True) == 1

    report = mediakit.process(source, mediakit.REVIEW, out)

    with Image.open(next(made.path for made in report.renditions if made.spec == "poster")) as shown:
        assert np.asarray(shown.convert("L")).mean() > 60


def test_the_search_for_a_poster_ends_in_a_video_that_stays_black(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = media.video(tmp_path / "v.mp4", media.frames(40, 64, 48, black=40))
    looked: list[float] = []
    liveliness = poster.liveliness

    def watched(frame: Any) -> float:
        looked.append(frame.time)
        return liveliness(frame)

    monkeypatch.setattr(poster, "EARLY_FRAMES", 25)
    monkeypatch.setattr(poster, "liveliness", watched)

    report = mediakit.process(source, mediakit.REVIEW, out)

    assert report.fingerprint is not None
    assert report.fingerprint.quality == 0
    assert looked[-2:] == pytest.approx([9 / 15, 19 / 15], abs=0.01)


class _Packet:
    """A packet that decodes to what it holds, or is damaged."""

    def __init__(self, *held: Any) -> None:
        self.held = held

    def decode(self) -> tuple[Any, ...]:
        if not self.held:
            raise av.error.InvalidDataError(1, "damaged")
        return self.held


def _containing(*packets: _Packet) -> Any:
    return SimpleNamespace(demux=lambda _: iter(packets))


@pytest.mark.parametrize(("damaged", "shown"), [(50, ["a", "b"]), (51, ["a"])])
def test_some_damaged_packets_are_passed_over_as_players_do(damaged: int, shown: list[str]) -> None:
    held = _containing(_Packet("a"), *[_Packet()] * damaged, _Packet("b"))

    assert list(poster.decoded(held, None)) == shown


def test_a_place_that_cannot_be_reached_has_no_frame() -> None:
    def seek(*_: object, **__: object) -> None:
        raise av.error.FFmpegError(1, "no such place")

    held = SimpleNamespace(seek=seek)

    assert poster.frame_at(held, SimpleNamespace(time_base=Fraction(1, 90)), 1.0) is None


@pytest.mark.parametrize(("damaged", "passes"), [(web.TOLERATED, True), (web.TOLERATED + 1, False)])
def test_a_web_rendition_bears_only_so_much_damage(damaged: int, passes: bool) -> None:
    taken: list[str] = []
    work: Any = SimpleNamespace(take=taken.append, end=0.0, probe=SimpleNamespace(seconds=0.0))
    held = _containing(*[_Packet()] * damaged, _Packet("picture"))

    if passes:
        web._pump(held, [], work, None)
    else:
        with pytest.raises(mediakit.Permanent) as refused:
            web._pump(held, [], work, None)
        assert refused.value.code == "broken"
    assert taken == (["picture"] if passes else [])


def _probed(source: Path) -> shown.Probe:
    with source.open("rb") as file, containers.opened(file, "mp4") as container:
        return shown.walk(container, tracks.picture_stream(container, Limits()), None, Limits())


def test_a_web_rendition_of_nothing_leaves_no_file(tmp_path: Path, out: Path) -> None:
    source = media.video(tmp_path / "v.mp4", media.frames(12), options={"movflags": "faststart"})
    probe, target = _probed(source), out / "w.mp4"
    source.write_bytes(_emptied(source))

    with source.open("rb") as file, containers.opened(file, "mp4") as container:
        picture = tracks.picture_stream(container, Limits())
        how: dict[str, Any] = {"size": (64, 48), "crf": 30, "preset": "ultrafast", "threads": 1, "progress": None}
        with pytest.raises(mediakit.Permanent) as refused:
            web.transcode(container, picture, None, probe, target, **how)

    assert (refused.value.code, target.exists()) == ("broken", False)


def test_frames_without_a_time_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    timed = [SimpleNamespace(time=time) for time in (None, 1.0, 1.01, None, 1.1, 9.0, 1.2)]
    monkeypatch.setattr(encode, "decoded", lambda *_: iter(timed))
    held: Any = SimpleNamespace(seek=lambda *_, **__: None)
    shaper: Any = SimpleNamespace(shape=lambda frame: frame.time)

    shown = list(encode.excerpt(held, SimpleNamespace(time_base=Fraction(1, 90)), shaper, 1.0, 3.0))

    assert shown == [(1.0, 0.0), (1.1, pytest.approx(0.1))]  # the third comes too soon, the one at 9 s ends it


def test_a_web_rendition_leaves_out_a_picture_without_a_time() -> None:
    written: list[float] = []
    out: Any = SimpleNamespace(picture=lambda _, at: written.append(at))
    probe, shaper = shown.Probe(shown.Span(0.0, 1.0, 1), ()), SimpleNamespace(shape=lambda frame: frame)
    work = web._Transcode(out, shaper, probe)  # type: ignore[arg-type]

    for time in (0.0, None, 0.5):
        work._picture(SimpleNamespace(time=time))

    assert (written, work.pictures) == ([0.0, 0.5], 2)


def test_a_picture_larger_than_full_hd_is_decoded_on_one_thread(tmp_path: Path, out: Path) -> None:
    """Each decoding thread would hold frames of 25 MB and more."""
    source = media.video(tmp_path / "v.mp4", media.frames(1, 1984, 1116), coding={"preset": "ultrafast"})

    report = mediakit.process(source, mediakit.WATCH, out)

    assert (report.renditions[0].width, report.renditions[0].height) == (854, 480)


def test_a_hundred_and_twenty_frames_a_second_become_sixty(tmp_path: Path, out: Path) -> None:
    source = media.video(tmp_path / "v.mp4", media.frames(60, 64, 48), rate=120)

    report = mediakit.process(source, mediakit.WATCH, out)

    with av.open(str(report.renditions[0].path)) as container:
        assert sum(1 for _ in container.decode(video=0)) == 30


def test_junk_where_the_index_should_be_is_broken(tmp_path: Path, out: Path) -> None:
    source = media.video(tmp_path / "v.webm", media.frames(6, 64, 48), codec="libvpx")
    data = source.read_bytes()
    at = data.index(b"\x16\x54\xae\x6b")  # the tracks
    source.write_bytes(data[:at] + bytes(len(data) - at))

    with pytest.raises(mediakit.Permanent) as refused:
        mediakit.process(source, mediakit.REVIEW, out)

    assert refused.value.code == "broken"


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(max_streams=1), "too_many_streams"),
        (Limits(max_video_pixels=100), "too_many_pixels"),
        (Limits(max_side=60), "too_many_pixels"),
        (Limits(max_video_seconds=-0.9), "too_long"),
    ],
)
def test_what_a_webm_hides_from_the_door_is_seen_by_the_demuxer(
    limits: Limits, code: str, tmp_path: Path, out: Path
) -> None:
    source = media.video(tmp_path / "v.webm", media.frames(8, 64, 48), codec="libvpx", sounds=1)
    assert mediakit.check_door(source, limits).format == "webm"

    with pytest.raises(mediakit.Permanent) as refused:
        mediakit.process(source, replace(mediakit.REVIEW, limits=limits), out)

    assert refused.value.code == code


def _walked(packets: list[Any], frames_promised: int = 0) -> shown.Probe:
    held = SimpleNamespace(demux=lambda _: iter(packets))
    stream = SimpleNamespace(time_base=Fraction(1, 10), frames=frames_promised, index=0, duration=None)
    return shown.walk(held, stream, None, Limits())


def _packet(pts: int | None, size: int = 9, *, corrupt: bool = False) -> Any:
    kinds = {"is_keyframe": pts == 0, "is_corrupt": corrupt, "is_discard": False}
    return SimpleNamespace(pts=pts, size=size, duration=1, stream_index=0, **kinds)


def test_walking_measures_what_is_there_and_refuses_what_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [_packet(None), _packet(0), _packet(1), _packet(2, size=0)]
    assert _walked(whole) == shown.Probe(shown.Span(0.0, 0.2, 2), (0.0,))

    codes = []
    monkeypatch.setattr(shown, "MAX_PACKETS", 2)
    for packets, promised in (([_packet(0, corrupt=True)], 0), ([_packet(0)] * 3, 0), ([], 3), ([], 0)):
        with pytest.raises(mediakit.Permanent) as refused:
            _walked(packets, promised)
        codes.append(refused.value.code)

    assert codes == ["truncated", "too_complex", "truncated", "no_picture"]


def test_a_picture_without_size_is_broken() -> None:
    coding = SimpleNamespace(name="h264", codec="h264", width=0, height=48)
    stream = SimpleNamespace(codec_context=coding, disposition=0)

    with pytest.raises(mediakit.Permanent) as refused:
        tracks.picture_stream(SimpleNamespace(streams=_Streams([stream])), Limits())

    assert (refused.value.code, refused.value.detail) == ("broken", "no picture size")


class _Streams(list[Any]):
    """What PyAV gives: all streams, and the pictures among them."""

    @property
    def video(self) -> "_Streams":
        return self


def test_an_index_that_points_behind_the_end_means_a_cut_file() -> None:
    entries = [SimpleNamespace(pos=at, size=10) for at in (0, 10, -1, 90)]

    shown.check_index(SimpleNamespace(index_entries=entries), 100)
    with pytest.raises(mediakit.Permanent) as refused:
        shown.check_index(SimpleNamespace(index_entries=entries), 99)

    assert (refused.value.code, refused.value.detail) == ("truncated", "frame 4 of 4 lies behind the end")


def test_a_short_display_matrix_means_upright() -> None:
    assert frames.orientation(SimpleNamespace(side_data={"DISPLAYMATRIX": b"\1\2"})) == 1


@pytest.mark.parametrize("text", ["", "somewhere", "+91+000", "+00-181"])
def test_a_place_that_is_none_stays_unknown(text: str) -> None:
    streams: Any = SimpleNamespace(metadata={}), SimpleNamespace(metadata={"location": text})

    assert metadata.read(*streams, location=True) == facts.Facts()


def test_streams_that_an_mp4_cannot_hold_are_not_copied(tmp_path: Path) -> None:
    source = media.video(tmp_path / "v.mp4", media.frames(4, 64, 48), codec="libvpx-vp9")

    with pytest.raises(mediakit.Permanent) as refused:
        remux.copy(source, tmp_path / "copy.mp4")

    assert refused.value.code == "codec"
