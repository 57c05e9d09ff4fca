"""Video: upright, in colour, with its sound, whatever its frame times; a poster that shows something."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

import mediakit
from mediakit.values import Rendition, Report
from tests.mediakit import media

VIDEO_ONLY = replace(
    mediakit.PUBLIC, specs=tuple(spec for spec in mediakit.PUBLIC.specs if spec.name in {"video-720", "poster"})
)


def _run(source: Path, out: Path, recipe: mediakit.Recipe = mediakit.REVIEW) -> Report:
    return mediakit.process(source, recipe, out)


def _named(report: Report, name: str) -> Rendition:
    return next(rendition for rendition in report.renditions if rendition.spec == name)


def _probe(path: Path) -> dict[str, Any]:
    with av.open(str(path)) as container:
        pictures = list(container.decode(video=0))
        return {
            "codecs": [stream.codec_context.name for stream in container.streams],
            "size": (pictures[0].width, pictures[0].height),
            "count": len(pictures),
            "times": [float(frame.time or 0) for frame in pictures],
            "rotation": pictures[0].rotation,
            "first": pictures[0].to_ndarray(format="rgb24"),
        }


def test_received_video_gets_poster_preview_and_facts(tmp_path: Path, out: Path) -> None:
    source = media.video(tmp_path / "v.mp4", media.frames(60), sounds=1)

    report = _run(source, out)

    assert (report.kind, report.format, report.width, report.height) == ("video", "mp4", 160, 120)
    assert report.has_audio
    assert report.duration_ms == pytest.approx(4000, abs=100)
    assert report.fingerprint is not None
    preview = _probe(_named(report, "preview").path)
    assert preview["codecs"] == ["h264"]
    assert 2.5 < preview["times"][-1] < 3.1


@pytest.mark.parametrize(
    ("size", "made"), [((1280, 720), (854, 480)), ((480, 960), (428, 854)), ((160, 120), (160, 120))]
)
def test_the_watchable_clip_is_whole_small_and_has_its_sound(
    size: tuple[int, int], made: tuple[int, int], tmp_path: Path, out: Path
) -> None:
    source = media.video(tmp_path / "v.mov", media.frames(75, *size), sounds=1)
    told: list[float] = []

    report = mediakit.process(source, mediakit.WATCH, out, progress=told.append)

    clip = report.renditions[0]
    probe = _probe(clip.path)
    assert [(one.spec, one.stage, one.content_type) for one in report.renditions] == [
        ("video-480", "review", "video/mp4")
    ]
    assert (probe["size"], probe["codecs"], probe["count"]) == (made, ["h264", "aac"], 75)
    assert clip.duration_ms == pytest.approx(report.duration_ms, abs=100)
    content = clip.path.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")
    assert told == sorted(told)
    assert told[-1] > 0.9


def test_a_photo_has_nothing_to_watch(tmp_path: Path, out: Path) -> None:
    source = tmp_path / "a.jpg"
    source.write_bytes(media.encoded(media.textured(40, 30), "JPEG"))
    with pytest.raises(mediakit.Permanent) as refused:
        mediakit.process(source, mediakit.WATCH, out)
    assert refused.value.code == "kind"


@pytest.mark.parametrize(
    ("codec", "name"),
    [("libx264", "v.mp4"), ("libx264", "v.mov"), ("libx265", "v.mp4"), ("libvpx", "v.webm"), ("libvpx-vp9", "v.webm")],
)
def test_every_accepted_coding_gives_a_web_rendition(codec: str, name: str, tmp_path: Path, out: Path) -> None:
    source = media.video(tmp_path / name, media.frames(20, 320, 240), codec=codec, sounds=1)

    report = _run(source, out, VIDEO_ONLY)

    made = _probe(_named(report, "video-720").path)
    assert made["codecs"] == ["h264", "aac"]
    assert made["count"] == 20


@pytest.mark.parametrize(("rotation", "size"), [(90, (240, 320)), (-90, (240, 320)), (180, (320, 240))])
def test_rotated_video_is_stored_upright(rotation: int, size: tuple[int, int], tmp_path: Path, out: Path) -> None:
    upright = np.asarray(media.scene(*size))
    turns = {90: 3, -90: 1, 180: 2}[rotation]
    stored = np.ascontiguousarray(np.rot90(upright, turns))
    source = media.video(tmp_path / "v.mp4", [stored] * 10, rotation=rotation)

    report = _run(source, out, VIDEO_ONLY)

    made = _probe(_named(report, "video-720").path)
    assert (report.width, report.height) == made["size"] == size
    assert made["rotation"] == 0
    with Image.open(_named(report, "poster").path) as poster:
        corner = np.asarray(poster.convert("RGB"))[20, 20]
    for found in (corner, made["first"][20, 20]):
        assert np.abs(found.astype(int) - media.QUADRANTS["top left"]).max() < 40


def test_poster_is_not_the_black_beginning(tmp_path: Path, out: Path) -> None:
    source = media.video(tmp_path / "v.mp4", media.frames(60, black=12))

    report = _run(source, out)

    with Image.open(_named(report, "poster").path) as poster:
        assert np.asarray(poster.convert("L")).mean() > 60


def test_poster_is_found_behind_the_only_black_keyframe(tmp_path: Path, out: Path) -> None:
    pictures = media.frames(14, black=4)  # one group of pictures

    report = _run(media.video(tmp_path / "v.mp4", pictures), out)

    with Image.open(_named(report, "poster").path) as poster:
        assert np.asarray(poster.convert("L")).mean() > 60


@pytest.mark.parametrize("transfer", [16, 18])
def test_hdr_becomes_sdr_with_natural_brightness(transfer: int, tmp_path: Path, out: Path) -> None:
    # A patch at reference white (203 nits) must come out light, not grey as it would untouched.
    code = {16: 0.58, 18: 0.75}[transfer]
    picture = np.full((240, 320, 3), round(code * 65535), dtype=np.uint16)
    picture[:, :160] //= 3
    source = media.video(tmp_path / "v.mp4", [picture] * 5, codec="libx265", pix_fmt="yuv420p10le", transfer=transfer)

    report = _run(source, out, VIDEO_ONLY)

    with Image.open(_named(report, "poster").path) as poster:
        white, dark = np.asarray(poster.convert("RGB"))[120, [280, 40]]
    assert white.min() > 215
    assert dark.max() < 70
    assert abs(int(_probe(_named(report, "video-720").path)["first"][120, 280].min()) - int(white.min())) < 20


def test_uneven_frame_times_are_kept(tmp_path: Path, out: Path) -> None:
    times = [0.0, 0.1, 0.15, 0.5, 0.55, 1.2, 1.3, 2.0]
    source = media.video(tmp_path / "v.mp4", media.frames(8), times=lambda number: times[number])

    made = _probe(_named(_run(source, out, VIDEO_ONLY), "video-720").path)

    assert made["times"] == pytest.approx(times, abs=0.02)


def test_video_without_sound_is_fine(tmp_path: Path, out: Path) -> None:
    report = _run(media.video(tmp_path / "v.mp4", media.frames(10)), out, VIDEO_ONLY)

    assert not report.has_audio
    assert _probe(_named(report, "video-720").path)["codecs"] == ["h264"]


def test_only_the_first_of_several_sound_tracks_is_kept(tmp_path: Path, out: Path) -> None:
    report = _run(media.video(tmp_path / "v.mp4", media.frames(20), sounds=3), out, VIDEO_ONLY)

    assert _probe(_named(report, "video-720").path)["codecs"] == ["h264", "aac"]


def test_web_rendition_starts_fast_and_is_bounded(tmp_path: Path, out: Path) -> None:
    source = media.video(tmp_path / "v.mp4", media.frames(6, 1600, 1200), sounds=1)
    told: list[float] = []

    report = mediakit.process(source, VIDEO_ONLY, out, progress=told.append)

    rendition = _named(report, "video-720")
    data = rendition.path.read_bytes()
    assert (rendition.width, rendition.height) == (960, 720)
    assert data.index(b"moov") < data.index(b"mdat")
    assert told == sorted(told)
    assert 0 < told[-1] <= 1


def test_loudness_is_left_alone(tmp_path: Path, out: Path) -> None:
    source = media.video(tmp_path / "v.mp4", media.frames(30), sounds=1)

    target = _named(_run(source, out, VIDEO_ONLY), "video-720").path

    assert _loudness(target) == pytest.approx(_loudness(source), rel=0.05)


def _loudness(path: Path) -> float:
    with av.open(str(path)) as container:
        sound = np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)
    return float(np.sqrt((sound[:, 4800:-9600] ** 2).mean()))


@pytest.mark.parametrize(
    ("name", "code"), [("sound.mp4", "no_picture"), ("mpeg4.mp4", "codec"), ("long.mp4", "too_long")]
)
def test_unusable_video_is_refused_with_its_reason(name: str, code: str, tmp_path: Path, out: Path) -> None:
    source, recipe = tmp_path / name, mediakit.REVIEW
    if name == "sound.mp4":
        with av.open(str(source), "w") as container:
            media._fill(container, media._sound_track(container, ""), 1, 440)
    elif name == "mpeg4.mp4":
        media.video(source, media.frames(5), codec="mpeg4")
    else:
        media.video(source, media.frames(60))
        recipe = replace(recipe, limits=mediakit.Limits(max_video_seconds=2))

    with pytest.raises(mediakit.Permanent) as refused:
        _run(source, out, recipe)

    assert refused.value.code == code


def test_video_facts_come_from_its_tags(tmp_path: Path, out: Path) -> None:
    tags = {
        "com.apple.quicktime.creationdate": "2026-05-04T12:34:56+0200",
        "com.apple.quicktime.make": "Fan Cameras",
        "com.apple.quicktime.model": "Two",
        "com.apple.quicktime.location.ISO6709": "+48.8584+002.2945+035/",
    }
    source = media.video(tmp_path / "v.mov", media.frames(5), metadata=tags, options={"movflags": "use_metadata_tags"})

    silent = _run(source, out)
    asked = _run(source, out, replace(mediakit.REVIEW, location=True))

    assert (silent.captured_at, silent.camera_model) == ("2026-05-04T12:34:56+02:00", "Fan Cameras Two")
    assert silent.location is None
    assert asked.location == (48.8584, 2.2945)


def test_full_size_export_copies_the_picture_and_leaves_the_tags(tmp_path: Path, out: Path) -> None:
    source = media.video(
        tmp_path / "v.mov", media.frames(12), sounds=1, metadata={"comment": media.CANARY}, rotation=90
    )

    (full,) = _run(source, out, mediakit.EXPORT).renditions

    assert (full.spec, full.stage, full.width, full.height) == ("full", "export", 120, 160)
    assert media.CANARY.encode() not in full.path.read_bytes()
    assert _probe(full.path)["count"] == 12
    assert _probe(full.path)["rotation"] in (90, -90)


def _turning(path: Path) -> Path:
    """Half a second lying, half a second standing, as a browser records while a phone is turned: each picture is white
    with a black square in its middle.
    """
    with av.open(str(path), "w", format="webm") as out:
        stream: Any = out.add_stream("libvpx", rate=10)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for part, (width, height) in enumerate(((320, 180), (180, 320))):
            pixels = np.full((height, width, 3), 255, np.uint8)
            pixels[height // 2 - 30 : height // 2 + 30, width // 2 - 30 : width // 2 + 30] = 0
            coder: Any = av.CodecContext.create("libvpx", "w")
            coder.width, coder.height, coder.pix_fmt, coder.time_base = width, height, "yuv420p", Fraction(1, 10)
            frames = [av.VideoFrame.from_ndarray(pixels, format="rgb24") for _ in range(5)]
            for number, frame in enumerate(frames):
                frame.pts = part * 5 + number
            for packet in [one for frame in [*frames, None] for one in coder.encode(frame)]:
                packet.stream = stream
                out.mux(packet)
    return path


def test_a_picture_that_turns_while_it_is_recorded_is_not_squeezed(tmp_path: Path, out: Path) -> None:
    source = _turning(tmp_path / "v.webm")

    report = _run(source, out, VIDEO_ONLY)

    with av.open(str(_named(report, "video-720").path)) as container:
        shown = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    lying, standing = shown[0] < 128, shown[-1] < 128
    square = [np.flatnonzero(standing[90, 114:206]).size, np.flatnonzero(standing[:, 160]).size]
    assert (len(shown), shown[0].shape, shown[-1].shape) == (10, (180, 320), (180, 320))
    assert np.flatnonzero(lying[90]).size == pytest.approx(60, abs=4)
    assert square == pytest.approx([60 * 180 / 320] * 2, abs=4)
    assert standing[:, :100].all()  # black beside it
