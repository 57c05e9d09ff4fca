"""Writes MP4s: the short silent preview and the web rendition (H.264, AAC, faststart), with no metadata at all."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from mediakit.errors import Permanent
from mediakit.values import RenditionSpec
from mediakit.video import frames
from mediakit.video.poster import decoded

TIME_BASE = Fraction(1, 90_000)
PREVIEW_RATE, WEB_RATE = 15, 60
SHORT_EDGE = 720
SOUND_RATE, SOUND_BITS = 48_000, 128_000
# A spec's effort in x264's words.
PRESETS = {2: "superfast"}
Progress = Callable[[float], None]


def preset(spec: RenditionSpec) -> str:
    """Return how hard the encoder tries for this spec."""
    return PRESETS.get(spec.effort, "veryfast")


def even_fit(full: tuple[int, int], long_edge: int, short_edge: int = 1 << 30) -> tuple[int, int]:
    """Bound both edges, never enlarge, and round to the even numbers that H.264 needs."""
    long, short = max(full), min(full)
    factor = min(1.0, long_edge / long if long_edge else 1.0, short_edge / short)
    width, height = (max(2, round(edge * factor / 2) * 2) for edge in full)
    return width, height


class Mp4:
    """An MP4 being written: one picture track, perhaps one sound track."""

    def __init__(self, path: Path, size: tuple[int, int], *, crf: int, preset: str, threads: int) -> None:
        self.path = path
        options = {"movflags": "+faststart", "fflags": "+bitexact"}
        self._out: Any = av.open(str(path), mode="w", format="mp4", options=options)
        self._picture: Any = self._out.add_stream("libx264", rate=30)
        self._picture.width, self._picture.height = size
        self._picture.pix_fmt = "yuv420p"
        self._picture.time_base = self._picture.codec_context.time_base = TIME_BASE
        self._picture.options = {"crf": str(crf), "preset": preset, "profile": "high", "forced-idr": "1"}
        context = self._picture.codec_context
        context.thread_count, context.gop_size = threads, 120
        context.colorspace = context.color_primaries = context.color_trc = frames.BT709
        context.color_range = 1
        context.flags |= 1 << 23  # bitexact: leave the encoder's name out of the stream
        self._sound: Any = None
        self._last = -1

    def add_sound(self) -> None:
        """Make room for a stereo AAC track; call before the first frame."""
        self._sound = self._out.add_stream("aac", rate=SOUND_RATE, layout="stereo")
        self._sound.bit_rate = SOUND_BITS
        self._sound.codec_context.flags |= 1 << 23

    def picture(self, frame: Any, seconds: float) -> None:
        """Encode a frame shown at `seconds`; the source's frame types are forgotten, or the file doubles in size."""
        at = max(self._last + 1, round(seconds / TIME_BASE))
        self._last = at
        frame.pts, frame.time_base, frame.pict_type = at, TIME_BASE, 0
        self._out.mux(self._picture.encode(frame))

    def sound(self, frame: Any) -> None:
        """Encode resampled sound."""
        self._out.mux(self._sound.encode(frame))

    def close(self) -> None:
        """Flush and move the index to the front."""
        for stream in (self._picture, self._sound):
            if stream is not None:
                self._out.mux(stream.encode(None))
        self._out.close()

    def discard(self) -> None:
        """Close without caring, after a failure."""
        self._out.close()
        self.path.unlink(missing_ok=True)


def write_frames(path: Path, pictures: Iterable[tuple[Any, float]], size: tuple[int, int], *, crf: int) -> int:
    """Write a silent MP4 from shaped frames and their seconds; return its length in milliseconds."""
    out, end, count = Mp4(path, size, crf=crf, preset="veryfast", threads=1), 0.0, 0
    try:
        for frame, seconds in pictures:
            out.picture(frame, seconds)
            end, count = seconds, count + 1
    except BaseException:
        out.discard()
        raise
    if not count:
        out.discard()
        raise Permanent("broken", "no frame for the preview")
    out.close()
    return round(1000 * (end + 1 / PREVIEW_RATE))


def excerpt(
    container: Any, stream: Any, shaper: frames.Shaper, start: float, seconds: float
) -> Iterable[tuple[Any, float]]:
    """Yield shaped frames of an excerpt, thinned to the preview's rate."""
    container.seek(int(start / stream.time_base), stream=stream, backward=True)
    origin, due = None, 0.0
    for frame in decoded(container, stream):
        time = frame.time
        if time is None:
            continue
        origin = time if origin is None else origin
        at = time - origin
        if at >= seconds:
            return
        if at + 1e-3 >= due:
            due = max(due + 1 / PREVIEW_RATE, at + 0.5 / PREVIEW_RATE)
            yield shaper.shape(frame), at
