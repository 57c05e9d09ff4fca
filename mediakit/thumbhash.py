"""ThumbHash (Evan Wallace's published format): some 25 bytes from which a browser paints a blurred picture at once."""

import base64
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_SIDE = 100
Floats = NDArray[np.float64]


def thumbhash(picture: Image.Image) -> str:
    """Return the ThumbHash of an RGB or RGBA picture as base64."""
    small = picture.convert("RGBA")
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.BILINEAR)
    return base64.b64encode(_encode(np.asarray(small, dtype=np.float64) / 255)).decode()


def _encode(rgba: Floats) -> bytes:
    height, width = rgba.shape[:2]
    alpha = rgba[:, :, 3]
    has_alpha = bool(alpha.min() < 1)
    lightness, yellow, red = _opponents(rgba, alpha)
    most, longest = (5 if has_alpha else 7), max(width, height)
    across, down = max(1, round(most * width / longest)), max(1, round(most * height / longest))
    l_dc, l_ac, l_scale = _channel(lightness, max(3, across), max(3, down))
    p_dc, p_ac, p_scale = _channel(yellow, 3, 3)
    q_dc, q_ac, q_scale = _channel(red, 3, 3)
    landscape = width > height
    head = (
        round(63 * l_dc)
        | round(31.5 + 31.5 * p_dc) << 6
        | round(31.5 + 31.5 * q_dc) << 12
        | round(31 * l_scale) << 18
        | has_alpha << 23
    )
    tail = (down if landscape else across) | round(63 * p_scale) << 3 | round(63 * q_scale) << 9 | landscape << 15
    out: bytes = head.to_bytes(3, "little") + tail.to_bytes(2, "little")
    values = [l_ac, p_ac, q_ac]
    if has_alpha:
        a_dc, a_ac, a_scale = _channel(alpha, 5, 5)
        out += bytes([round(15 * a_dc) | round(15 * a_scale) << 4])
        values.append(a_ac)
    return out + _nibbles(np.concatenate(values))


def _opponents(rgba: Floats, alpha: Floats) -> tuple[Floats, Floats, Floats]:
    """Blend over the mean colour, then split into lightness and two colour differences."""
    weight = alpha.sum()
    mean: Any = (rgba[:, :, :3] * alpha[:, :, None]).sum(axis=(0, 1)) / weight if weight else np.zeros(3)
    rgb = mean * (1 - alpha[:, :, None]) + rgba[:, :, :3] * alpha[:, :, None]
    r, g, b = rgb[:, :, 0], rgb[:, :, 1], rgb[:, :, 2]
    return (r + g + b) / 3, (r + g) / 2 - b, r - g


def _channel(values: Floats, across: int, down: int) -> tuple[float, Floats, float]:
    """Return mean, scaled low frequencies in the format's triangular order, and their scale."""
    height, width = values.shape
    fx = np.cos(np.pi / width * np.arange(across)[:, None] * (np.arange(width)[None, :] + 0.5))
    fy = np.cos(np.pi / height * np.arange(down)[:, None] * (np.arange(height)[None, :] + 0.5))
    table = fy @ values @ fx.T / (width * height)
    kept = [
        table[cy, cx] for cy in range(down) for cx in range(across) if cx * down < across * (down - cy) and (cx or cy)
    ]
    ac = np.array(kept)
    scale = float(np.abs(ac).max()) if len(ac) else 0.0
    return float(table[0, 0]), 0.5 + 0.5 / scale * ac if scale else ac, scale


def _nibbles(values: Floats) -> bytes:
    levels = [int(level) for level in np.floor(15 * values + 0.5)]
    levels += [0] * (len(levels) % 2)
    return bytes(low | high << 4 for low, high in zip(levels[::2], levels[1::2], strict=True))
