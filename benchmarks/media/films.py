"""Two videos as phones make them: 1080p H.264 with sound, and 4K HEVC turned upright by its display matrix."""

import struct
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from benchmarks.media import pictures

RATE, SOUND_RATE = 30, 48_000


def h264(path: Path) -> None:
    """Write ten seconds of 1080p."""
    _write(path, "mp4", "libx264", (1920, 1080), seconds=10, options={"preset": "veryfast", "crf": "20"})


def hevc(path: Path) -> None:
    """Write three seconds of 4K, to be shown turned by a quarter."""
    options = {"preset": "ultrafast", "crf": "24", "x265-params": "log-level=none:keyint=30"}
    _write(path, "mov", "libx265", (3840, 2160), seconds=3, options=options)
    path.write_bytes(_turned(path.read_bytes(), 2160))


def _write(
    path: Path, container: str, codec: str, size: tuple[int, int], *, seconds: int, options: dict[str, str]
) -> None:
    width, height = size
    ground = np.asarray(pictures.photo_like(width + 2 * seconds * RATE, height, seed=2))
    with av.open(str(path), "w", format=container) as out:
        picture: Any = out.add_stream(codec, rate=RATE, options=options)
        picture.width, picture.height, picture.pix_fmt = width, height, "yuv420p"
        picture.codec_context.gop_size = RATE
        if codec == "libx265":
            picture.codec_context.codec_tag = "hvc1"
        sound: Any = out.add_stream("aac", rate=SOUND_RATE, layout="stereo")
        for number in range(seconds * RATE):
            # A slow pan, black for the first half second: a poster must not be taken there.
            view = ground[:, 2 * number : 2 * number + width] * (number >= RATE // 2)
            out.mux(picture.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(view), format="rgb24")))
            out.mux(sound.encode(_tone(number)))
        out.mux(picture.encode(None))
        out.mux(sound.encode(None))


def _turned(movie: bytes, height: int) -> bytes:
    """Write a quarter turn into the display matrix of the first track's header (ISO 14496-12, 8.3.2)."""
    place = movie.index(b"tkhd") + 4 + 40
    matrix = struct.pack(">9i", 0, 1 << 16, 0, -1 << 16, 0, 0, height << 16, 0, 1 << 30)
    return movie[:place] + matrix + movie[place + len(matrix) :]


def _tone(number: int) -> Any:
    """A thirtieth of a second of a quiet chord."""
    count = SOUND_RATE // RATE
    at = (np.arange(count) + number * count) / SOUND_RATE
    wave: NDArray[np.float32] = (0.2 * np.sin(440 * 2 * np.pi * at) + 0.1 * np.sin(660 * 2 * np.pi * at)).astype("f4")
    frame = av.AudioFrame.from_ndarray(np.stack([wave, wave]), format="fltp", layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, number * count, Fraction(1, SOUND_RATE)
    return frame
