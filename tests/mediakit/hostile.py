"""Generates hostile files of every kind from small valid ones: cut, flipped, inflated, disguised, contradictory."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

from tests.mediakit import media


@dataclass(frozen=True)
class Hostile:
    """A file and what must become of it: a set of codes, or None when only a clean end is asked."""

    name: str
    data: bytes
    codes: frozenset[str] | None


def _must(name: str, data: bytes, *codes: str) -> Hostile:
    return Hostile(name, data, frozenset(codes))


@cache
def valid(folder: Path) -> dict[str, bytes]:
    """One small valid file per format."""
    still = media.textured(160, 120)
    later = [Image.new("RGB", (160, 120), (number * 30, 0, 90)) for number in range(5)]
    moving = media.frames(20)
    return {
        "jpg": media.encoded(still, "JPEG"),
        "progressive.jpg": media.encoded(still, "JPEG", progressive=True),
        "png": media.encoded(still, "PNG"),
        "gif": media.encoded(still, "GIF", save_all=True, append_images=later),
        "webp": media.encoded(still, "WEBP"),
        "avif": media.encoded(still, "AVIF"),
        "heic": media.encoded(still, "HEIF"),
        "mp4": media.video(folder / "v.mp4", moving, sounds=1).read_bytes(),
        "faststart.mp4": media.video(folder / "f.mp4", moving, options={"movflags": "faststart"}).read_bytes(),
        "mov": media.video(folder / "v.mov", moving).read_bytes(),
        "webm": media.video(folder / "v.webm", moving, codec="libvpx").read_bytes(),
    }


def truncated(files: dict[str, bytes]) -> Iterator[Hostile]:
    """Every file cut at each tenth."""
    for name, data in files.items():
        for tenth in range(10):
            cut = data[: len(data) * tenth // 10]
            yield _must(f"{tenth * 10}pct.{name}", cut, "empty", "truncated", "broken", "type", "no_picture")


def flipped(files: dict[str, bytes], each: int = 4) -> Iterator[Hostile]:
    """Files with a few bytes changed; some still open, which is fine."""
    random = np.random.default_rng(7)
    for name, data in files.items():
        for number in range(each):
            changed = bytearray(data)
            for at in random.integers(12, len(data), 8):
                changed[at] ^= int(random.integers(1, 256))
            yield Hostile(f"flip{number}.{name}", bytes(changed), None)


def bombs() -> Iterator[Hostile]:
    """Small files that would be huge once opened."""
    yield _must("side.png", media.png(100_000, 100_000, body=b""), "too_many_pixels")
    yield _must("tall.png", media.png(1, 2**31 - 1, body=b""), "too_many_pixels")
    yield _must("pixels.png", media.png(12_000, 12_000, colour=6, body=bytes(1000)), "too_many_pixels")
    frames_claim = (b"acTL", struct.pack(">II", 3000, 0))
    yield _must("frames.png", media.png(5000, 5000, chunks=[frames_claim], body=b""), "too_many_frames")
    yield _must("canvas.gif", b"GIF89a" + struct.pack("<HH", 65535, 65535) + _gif_rest(1), "too_many_pixels")
    yield _must("extent.gif", b"GIF89a" + struct.pack("<HH", 10, 10) + _gif_rest(1, 60000), "too_many_pixels")
    yield _must("frames.gif", b"GIF89a" + struct.pack("<HH", 300, 300) + _gif_rest(60_000), "too_many_frames")
    yield _must("canvas.webp", _webp(1 << 24, 1 << 24, 1), "too_many_pixels")
    yield _must("frames.webp", _webp(16383, 16383, 500), "too_many_pixels", "too_many_frames")
    text = zlib.compress(bytes(20_000_000))
    chunks = [(b"zTXt", b"k%d\0\0" % number + text) for number in range(30)]
    yield Hostile("text.png", media.png(8, 8, chunks=chunks), None)
    yield Hostile("profile.png", media.png(8, 8, chunks=[(b"iCCP", b"p\0\0" + text)]), None)
    jpeg = media.encoded(media.textured(64, 64), "JPEG")
    yield Hostile("segments.jpg", jpeg[:2] + b"\xff\xfe\0\x04ab" * 50_000 + jpeg[2:], None)
    yield Hostile("padding.jpg", jpeg[:2] + b"\xff" * 1_000_000 + jpeg[2:], None)


def _gif_rest(frames: int, left: int = 0) -> bytes:
    one = b"," + struct.pack("<HHHHB", left, left, 5000 if left else 8, 8, 0) + b"\x02\x02\x44\x01\x00"
    return b"\x80\0\0" + bytes(6) + one * frames + b";"


def _webp(width: int, height: int, frames: int) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"VP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + size
    body += (b"ANMF" + struct.pack("<I", 16) + bytes(16)) * frames
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def disguised() -> Iterator[Hostile]:
    """What is no photo and no video, whatever it calls itself."""
    bodies = {
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        "html": b"<!doctype html><script>alert(1)</script>",
        "zip": b"PK\x03\x04" + bytes(200),
        "elf": b"\x7fELF" + bytes(200),
        "php": b"<?php system('id');",
        "hls": b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n",
        "concat": b"ffconcat version 1.0\nfile /etc/passwd\n",
        "sdp": b"v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n",
        "tiff": b"II*\0" + bytes(200),
        "bmp": b"BM" + bytes(200),
        "psd": b"8BPS" + bytes(200),
        "mkv": b"\x1aE\xdf\xa3\x93\x42\x82\x88matroska\x42\x87\x81\x04\x42\x85\x81\x02" + bytes(200),
        "jxl": b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(200),
        "crx": b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom" + bytes(200),
    }
    for name, body in bodies.items():
        for ending in ("jpg", "mp4"):
            yield _must(f"{name}.{ending}", body, "type")
    for signature in (b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\0\0\0\x18ftypisom\0\0\0\0isommp41"):
        yield _must(f"only-{signature[1:4].hex()}", signature, "truncated", "broken")


def broken_metadata() -> Iterator[Hostile]:
    """Valid pictures with nonsense where facts should be: they must be accepted."""
    still = media.textured(160, 120)
    nonsense = {
        "exif": b"II*\0\xff\xff\xff\xff" + bytes(20),
        "loop": b"MM\0*\0\0\0\x08\0\x01\x87\x69\0\x04\0\0\0\x01\0\0\0\x08\0\0\0\0",
        "count": b"MM\0*\0\0\0\x08\0\x01\x01\x0f\0\x02\xff\xff\xff\xff\0\0\0\x08\0\0\0\0",
        "text": b"not a tiff at all",
    }
    for name, body in nonsense.items():
        yield _must(f"exif-{name}.jpg", _with_segment(still, 0xE1, b"Exif\0\0" + body))
        yield _must(f"exif-{name}.png", media.png(8, 8, chunks=[(b"eXIf", body)]))
    xmp = b'http://ns.adobe.com/xap/1.0/\0<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    yield _must("xxe.jpg", _with_segment(still, 0xE1, xmp))
    yield _must("icc.jpg", _with_segment(still, 0xE2, b"ICC_PROFILE\0\x01\x01" + b"x" * 500))
    head = struct.pack(">BBH", 0xFF, 0xE2, 16 + 100) + b"ICC_PROFILE\0"
    many = b"".join(head + bytes([number, 255]) + bytes(100) for number in range(255))
    jpeg = media.encoded(still, "JPEG")
    yield _must("icc-chunks.jpg", jpeg[:2] + many + jpeg[2:])


def _with_segment(picture: Image.Image, marker: int, body: bytes) -> bytes:
    jpeg = media.encoded(picture, "JPEG")
    return jpeg[:2] + struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body + jpeg[2:]


def polyglots(files: dict[str, bytes]) -> Iterator[Hostile]:
    """Valid files with something else behind them: accepted, and nothing of the tail in any rendition."""
    tails = {"zip": b"PK\x03\x04", "html": b"<script>", "php": b"<?php "}
    for name in ("jpg", "png", "gif", "webp", "mp4"):
        for kind, tail in tails.items():
            yield _must(f"{kind}.{name}", files[name] + tail + media.CANARY.encode() * 20)
