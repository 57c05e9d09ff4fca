"""On which ground a picture with transparent parts can be seen: what a logo needs behind it on a light or dark page."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediakit.decoders import to_pillow
from mediakit.values import Ground

# Relative luminance of the papers, a little less extreme than they are; what contrasts less than this is lost on them.
LIGHT, DARK, LEAST_CONTRAST = 0.93, 0.025, 2.0
LOST_SHARE = 0.05
OPAQUE = 128
RIM = 2


def of(image: Any) -> Ground:
    """Say it of upright sRGB pixels, as they are shown small. A few lost pixels, as in a shadow, do not count."""
    if image.bands != 4:
        return "any"
    pixels: NDArray[np.uint8] = np.asarray(to_pillow(image))
    seen = pixels[..., 3] >= OPAQUE
    if not seen.any():
        return "none"
    channels = pixels[_rim(seen)][:, :3] / 255.0
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    light = linear @ np.array([0.2126, 0.7152, 0.0722])
    on_light, on_dark = _lost(light, LIGHT), _lost(light, DARK)
    if max(on_light, on_dark) < LOST_SHARE:
        return "any"
    return "light" if on_dark >= on_light else "dark"


def _rim(seen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The visible pixels that meet the page: what lies further inside has a ground of its own."""
    far = 2 * RIM + 1
    around = np.pad(seen, RIM)
    across = np.lib.stride_tricks.sliding_window_view(around, far, axis=1).all(axis=-1)
    inside = np.lib.stride_tricks.sliding_window_view(across, far, axis=0).all(axis=-1)
    return np.asarray(seen & ~inside)


def _lost(light: NDArray[np.float64], paper: float) -> float:
    """The share of pixels that are too much like the paper."""
    contrast = (np.maximum(light, paper) + 0.05) / (np.minimum(light, paper) + 0.05)
    return float((contrast < LEAST_CONTRAST).mean())
