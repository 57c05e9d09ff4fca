"""Structural similarity of two pictures (Wang et al. 2004) on luma, with 8 by 8 windows every 4 pixels.

Plain numpy over summed areas; good for saying that two encoders keep equally much, which is all it is used for.
"""

import io
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps
from pillow_heif import register_heif_opener

WINDOW, STEP = 8, 4
C1, C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
Floats = NDArray[np.float64]


def similarity(one: Floats, other: Floats) -> float:
    """Return 1 for equal pictures and less the more they differ. Raises ValueError for different or tiny sizes."""
    if one.shape != other.shape or min(one.shape) < WINDOW:
        raise ValueError(f"cannot compare {one.shape} with {other.shape}")
    mean_one, mean_other = _means(one), _means(other)
    variance_one = _means(one * one) - mean_one**2
    variance_other = _means(other * other) - mean_other**2
    together = _means(one * other) - mean_one * mean_other
    above = (2 * mean_one * mean_other + C1) * (2 * together + C2)
    below = (mean_one**2 + mean_other**2 + C1) * (variance_one + variance_other + C2)
    return float((above / below).mean())


def _means(values: Floats) -> Floats:
    """Mean of every window, from the sums of all rectangles that start at the corner."""
    sums = np.zeros((values.shape[0] + 1, values.shape[1] + 1))
    values.cumsum(axis=0).cumsum(axis=1, out=sums[1:, 1:])
    tops = np.arange(0, values.shape[0] - WINDOW + 1, STEP)
    lefts = np.arange(0, values.shape[1] - WINDOW + 1, STEP)
    corner = [sums[np.ix_(tops + down, lefts + right)] for down in (0, WINDOW) for right in (0, WINDOW)]
    means: Floats = (corner[3] - corner[1] - corner[2] + corner[0]) / WINDOW**2
    return means


class Reference:
    """What a rendition should look like: the whole source, upright, in sRGB, brought to size in one Lanczos step."""

    def __init__(self, source: Path) -> None:
        register_heif_opener()
        with Image.open(source) as opened:
            picture = ImageOps.exif_transpose(opened)
        profile = picture.info.get("icc_profile")
        if profile:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            picture = ImageCms.profileToProfile(picture, given, srgb, outputMode="RGB") or picture
        self._picture: Any = picture.convert("RGB")
        self._sized: dict[tuple[int, int], Floats] = {}

    def similarity(self, rendition: Path) -> float:
        """Return how much of the source a rendition kept."""
        with Image.open(rendition) as opened:
            made = _luma(opened.convert("RGB"))
            size = opened.size
        if size not in self._sized:
            self._sized[size] = _luma(self._picture.resize(size, Image.Resampling.LANCZOS))
        return similarity(self._sized[size], made)


def _luma(picture: Image.Image) -> Floats:
    return np.asarray(picture.convert("L"), dtype=np.float64)
