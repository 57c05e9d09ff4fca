"""Makes the small pictures and videos that the media tests use: every kind a fan might send, and some nobody should."""

import io
import struct
import zlib
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageDraw

pillow_heif.register_heif_opener()
Pixels = NDArray[np.uint8]
CANARY = "CANARY-7f3a"
QUADRANTS = {
    "top left": (220, 30, 30),
    "top right": (30, 200, 30),
    "bottom left": (30, 30, 220),
    "bottom right": (230, 220, 40),
}


def scene(width: int = 320, height: int = 240) -> Image.Image:
    """A picture whose four corners differ, so that every turning and mirroring shows."""
    picture = Image.new("RGB", (width, height), (128, 128, 128))
    draw = ImageDraw.Draw(picture)
    half_w, half_h = width // 2, height // 2
    places = [(0, 0), (half_w, 0), (0, half_h), (half_w, half_h)]
    for (x, y), colour in zip(places, QUADRANTS.values(), strict=True):
        draw.rectangle((x, y, x + half_w, y + half_h), fill=colour)
    draw.ellipse((width // 3, height // 3, width // 2, height // 2), fill=(255, 255, 255))
    return picture


def textured(width: int, height: int, seed: int = 1) -> Image.Image:
    """A picture with detail, so that encoders and hashes have something to do."""
    random = np.random.default_rng(seed)
    coarse = Image.fromarray(random.integers(0, 255, (12, 16, 3), dtype=np.uint8))
    return coarse.resize((width, height), Image.Resampling.BICUBIC)


def encoded(picture: Image.Image, format_name: str, **options: Any) -> bytes:
    """Encode a picture with Pillow."""
    buffer = io.BytesIO()
    picture.save(buffer, format_name, **options)
    return buffer.getvalue()


def exif(orientation: int = 1, *, secrets: bool = False) -> bytes:
    """EXIF with an orientation; with `secrets` also place, serial number, artist, comment and an embedded thumbnail."""
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010F], data[0x0110] = "Fan Cameras", "Fan Cameras One"
    data.get_ifd(0x8769)[0x9003] = "2026:05:04 12:34:56"
    if secrets:
        data[0x013B] = CANARY + " artist"
        data[0x010E] = CANARY + " description"
        data.get_ifd(0x8769)[0xA431] = CANARY + " serial"
        data.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0" + CANARY.encode() + b" comment"
        gps = data.get_ifd(0x8825)
        gps[1], gps[2], gps[3], gps[4] = "N", (48.0, 51.0, 30.24), "E", (2.0, 17.0, 40.2)
        gps[29] = CANARY[:10]
    return data.tobytes()


def turned(picture: Image.Image, orientation: int) -> Image.Image:
    """Store a picture so that the given EXIF orientation brings it upright."""
    undo = {
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }
    for step in undo.get(orientation, []):
        picture = picture.transpose(step)
    return picture


def wide_gamut_profile(name: str = "p3") -> bytes:
    """A minimal matrix profile: Display P3 or Adobe RGB primaries, the curve as one gamma value."""
    primaries = {
        "p3": ((0.51512, 0.2412, -0.00105), (0.29198, 0.69225, 0.04189), (0.1571, 0.06657, 0.78407), 2.2),
        "adobe": ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457), 2.19921875),
    }[name]
    tags: list[tuple[bytes, bytes]] = [
        (b"desc", b"desc\0\0\0\0" + struct.pack(">I", 5) + b"Test\0" + bytes(78)),
        (b"cprt", b"text\0\0\0\0none\0"),
        (b"wtpt", _xyz(0.9642, 1.0, 0.8249)),
    ]
    for tag, column in zip((b"rXYZ", b"gXYZ", b"bXYZ"), primaries[:3], strict=True):
        tags.append((tag, _xyz(*column)))
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(primaries[3] * 256)) + b"\0\0"
    tags += [(tag, curve) for tag in (b"rTRC", b"gTRC", b"bTRC")]
    return _profile(tags)


def _xyz(x: float, y: float, z: float) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(value * 65536)) for value in (x, y, z))


def _profile(tags: list[tuple[bytes, bytes]]) -> bytes:
    offset, table, body = 128 + 4 + 12 * len(tags), b"", b""
    for name, data in tags:
        data += bytes(-len(data) % 4)
        table += struct.pack(">4sII", name, offset + len(body), len(data))
        body += data
    size = offset + len(body)
    header = struct.pack(">I4sI4s4s4s", size, b"none", 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + struct.pack(">iii", 63190, 65536, 54061)
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def srgb_profile() -> bytes:
    """The sRGB profile that editors embed."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def png(
    width: int,
    height: int,
    *,
    depth: int = 8,
    colour: int = 2,
    chunks: Iterable[tuple[bytes, bytes]] = (),
    body: bytes | None = None,
) -> bytes:
    """A PNG by hand: any header, extra chunks before the image data, and honest or dishonest data."""
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colour, 3)
    if body is None:
        body = (b"\0" + bytes((width * channels * depth + 7) // 8)) * height
    parts = [(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)), *chunks]
    parts += [(b"IDAT", zlib.compress(body)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(name, data) for name, data in parts)


def png_chunk(name: bytes, data: bytes) -> bytes:
    """One chunk with its checksum."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def frames(count: int, width: int = 160, height: int = 120, *, black: int = 0) -> list[Pixels]:
    """Moving pictures: a bar that wanders over the scene; the first `black` ones are black."""
    still = np.asarray(scene(width, height))
    made = []
    for number in range(count):
        frame = still.copy() if number >= black else np.zeros_like(still)
        if number >= black:
            at = number * 3 % (width - 8)
            frame[:, at : at + 8] = (250, 250, 250)
        made.append(frame)
    return made


def video(
    path: Path,
    pictures: Iterable[NDArray[Any]],
    *,
    codec: str = "libx264",
    rate: int = 15,
    sounds: int = 0,
    rotation: int = 0,
    times: Callable[[int], float] | None = None,
    metadata: dict[str, str] | None = None,
    options: dict[str, str] | None = None,
    container: str | None = None,
    pix_fmt: str = "yuv420p",
    transfer: int | None = None,
    coding: dict[str, str] | None = None,
) -> Path:
    """Write a video with Pillow-like ease: codec, sound tracks, rotation, uneven times, metadata."""
    listed = list(pictures)
    height, width = listed[0].shape[:2]
    with av.open(str(path), "w", format=container, options=options or {}) as out:
        out.metadata.update(metadata or {})
        stream: Any = out.add_stream(codec, rate=rate)
        stream.width, stream.height, stream.pix_fmt = width, height, pix_fmt
        stream.codec_context.gop_size = 15
        stream.options = coding or {}
        if times is not None:
            stream.codec_context.time_base = stream.time_base = Fraction(1, 1000)
        if transfer is not None:
            stream.codec_context.color_trc, stream.codec_context.color_primaries = transfer, 9
            stream.codec_context.colorspace = 9
        if rotation:
            stream.set_display_rotation(rotation)
        tracks = [_sound_track(out, codec) for _ in range(sounds)]
        for number, pixels in enumerate(listed):
            frame: Any = av.VideoFrame.from_ndarray(pixels, format="rgb24" if pixels.dtype == np.uint8 else "rgb48le")
            if transfer is not None:
                frame = frame.reformat(format=pix_fmt, dst_colorspace=9)
                frame.color_trc, frame.color_primaries, frame.colorspace = transfer, 9, 9
            if times is not None:
                frame.pts, frame.time_base = round(times(number) * 1000), Fraction(1, 1000)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
        for index, track in enumerate(tracks):
            _fill(out, track, len(listed) / rate, 440.0 * (index + 1))
    return path


def _sound_track(out: Any, codec: str) -> Any:
    name = "libopus" if codec.startswith("libvpx") else "aac"
    return out.add_stream(name, rate=48000, layout="stereo")


def _fill(out: Any, track: Any, seconds: float, pitch: float) -> None:
    step, total = track.codec_context.frame_size or 960, int(seconds * 48000)
    for start in range(0, total, step):
        wave = np.sin(2 * np.pi * pitch * (np.arange(step) + start) / 48000).astype(np.float32) * 0.3
        frame: Any = av.AudioFrame.from_ndarray(np.stack([wave, wave]), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = 48000, start
        if track.codec_context.name == "libopus":
            frame = av.AudioResampler(format="s16", layout="stereo", rate=48000).resample(frame)[0]
        out.mux(track.encode(frame))
    out.mux(track.encode(None))
