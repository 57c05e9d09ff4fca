"""Draws pictures that cost decoders and encoders what photographs cost: texture at all scales, gradients, hard edges.

Drawn from a fixed seed, so that every machine measures the same pixels; kept in `var/bench/inputs`.
"""

import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Floats = NDArray[np.float32]
# How much weaker each finer octave is; at 0.78 a 2048 px WebP of quality 80 weighs what phone photos do (some 250 kB).
DECAY = 0.78


def photo_like(width: int, height: int, *, seed: int = 1) -> Image.Image:
    """Return a picture of a textured ground under a smooth sky, with sharp shapes in it and a little sensor noise."""
    chance = np.random.default_rng(seed)
    texture = _texture(width, height, chance)
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    ground = 1 / (1 + np.exp(-(down - 0.45) * 24))  # sky above, texture below, blended over a few lines
    planes = []
    for sky, earth, depth in ((150, 96, 88), (185, 104, 80), (225, 84, 62)):
        plane = (sky - 70 * down) * (1 - ground) + (earth + depth * texture) * ground
        planes.append(plane + 10 * texture * (1 - ground))
    drawn = _with_shapes(planes, chance)
    noise = chance.normal(0, 2.0, (height, width)).astype(np.float32)
    return Image.fromarray(np.clip(drawn.astype(np.float32) + noise[:, :, None], 0, 255).astype(np.uint8))


def _texture(width: int, height: int, chance: np.random.Generator) -> Floats:
    """Sum noise of all sizes, each octave weaker than the coarser one, as natural pictures have it."""
    total = np.zeros((height, width), np.float32)
    weight, cells = 1.0, 6
    while cells < max(width, height):
        small = chance.normal(0, 1, (max(2, cells * height // max(width, height)), cells)).astype(np.float32)
        large = Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC)
        total += weight * np.asarray(large, dtype=np.float32)
        weight, cells = weight * DECAY, cells * 2
    total /= 2
    return total


def _with_shapes(planes: list[Floats], chance: np.random.Generator) -> NDArray[np.uint8]:
    picture = Image.fromarray(np.clip(np.stack(planes, axis=2), 0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(picture)
    width, height = picture.size
    for _ in range(24):
        x, y = int(chance.integers(0, width)), int(chance.integers(height // 3, height))
        size = int(chance.integers(width // 80, width // 12))
        colour = tuple(int(value) for value in chance.integers(0, 256, 3))
        shape: Any = pen.ellipse if chance.random() < 0.5 else pen.rectangle
        shape((x, y, x + size, y + size // 2), fill=colour, outline="white", width=max(1, size // 60))
    return np.asarray(picture)


def display_p3() -> bytes:
    """Return an ICC profile of Display P3: its primaries, adapted to D50, and sRGB's tone curve (ICC.1:2022)."""
    curve = b"para" + bytes(4) + struct.pack(">HH", 3, 0) + _fixed(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
    tags = {
        b"desc": _text("Display P3"),
        b"cprt": _text("CC0"),
        b"wtpt": _xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": _xyz(0.51512, 0.2412, -0.00105),
        b"gXYZ": _xyz(0.29198, 0.69225, 0.04189),
        b"bXYZ": _xyz(0.1571, 0.06657, 0.78407),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    place = 128 + 4 + 12 * len(tags)
    table, bodies = struct.pack(">I", len(tags)), b""
    for name, body in tags.items():
        padded = body + bytes(-len(body) % 4)
        table += name + struct.pack(">II", place + len(bodies), len(body))
        bodies += padded
    size = place + len(bodies)
    head = struct.pack(">I4xI", size, 0x04000000) + b"mntrRGB XYZ " + struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
    head += b"acsp" + bytes(4 * 7) + _fixed(0.9642, 1.0, 0.8249)
    return head.ljust(128, b"\0") + table + bodies


def _fixed(*numbers: float) -> bytes:
    return b"".join(struct.pack(">i", round(number * 65536)) for number in numbers)


def _xyz(*numbers: float) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(*numbers)


def _text(words: str) -> bytes:
    body = words.encode("utf-16-be")
    return b"mluc" + bytes(4) + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(body), 28) + body
