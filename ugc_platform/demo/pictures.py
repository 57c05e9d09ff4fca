"""Photos and clips for the demo, as phones would send them: JPEG with camera facts, MP4 with a slow pan."""

import datetime
import io
import random
from fractions import Fraction

import av
import numpy as np
from PIL import Image

from ugc_platform.demo import canvas, scenes

SIZES = ((1280, 960), (960, 1280), (1280, 853), (1080, 1080), (900, 1350))


def photo(scene: scenes.Scene, seed: int, taken_at: datetime.datetime) -> bytes:
    """A JPEG; its camera facts are invented and stripped again by the pipeline."""
    chance = random.Random(seed)  # noqa: S311 -- art, not secrecy
    image = canvas.grain(scene(chance, chance.choice(SIZES)), seed)
    exif = Image.Exif()
    exif[0x0110] = "Demo Phone 3"
    exif.get_ifd(0x8769)[0x9003] = taken_at.strftime("%Y:%m:%d %H:%M:%S")
    target = io.BytesIO()
    image.save(target, "JPEG", quality=88, exif=exif)
    return target.getvalue()


def wide(scene: scenes.Scene, seed: int) -> bytes:
    """A wide JPEG for the head of a page."""
    image = canvas.grain(scene(random.Random(seed), (2000, 1200)), seed)  # noqa: S311 -- art, not secrecy
    target = io.BytesIO()
    image.save(target, "JPEG", quality=88)
    return target.getvalue()


def clip(scene: scenes.Scene, seed: int, seconds: int = 3) -> bytes:
    """An MP4 of a slow pan over a scene, with a quiet tone."""
    chance = random.Random(seed)  # noqa: S311 -- art, not secrecy
    wide = np.asarray(canvas.grain(scene(chance, (1140, 540)), seed, 3.0))
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as container:
        video = container.add_stream("libx264", rate=24, options={"preset": "veryfast", "crf": "26"})
        video.width, video.height, video.pix_fmt = 960, 540, "yuv420p"
        audio = container.add_stream("aac", rate=44_100, layout="mono")
        frames = seconds * 24
        for number in range(frames):
            left = int(180 * (0.5 - 0.5 * np.cos(np.pi * number / frames)))
            picture = np.ascontiguousarray(wide[:, left : left + 960])
            container.mux(video.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(video.encode())
        _hum(container, audio, seconds, seed)
    return target.getvalue()


def _hum(container: "av.container.OutputContainer", stream: "av.audio.AudioStream", seconds: int, seed: int) -> None:
    times = np.arange(44_100 * seconds) / 44_100
    wave = 0.05 * np.sin(2 * np.pi * (180 + seed % 60) * times) * np.sin(np.pi * times / seconds)
    for start in range(0, len(wave), 1024):
        samples = wave[None, start : start + 1024].astype(np.float32)
        frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 44_100, start, Fraction(1, 44_100)
        container.mux(stream.encode(frame))
    container.mux(stream.encode())
