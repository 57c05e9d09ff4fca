"""What makes a picture recognisable: PDQ with its turned and mirrored versions, and its dominant colour.

Everything is computed from one canonical input, the 320 px rung: PDQ of other sizes differs by 10 to 14 bits.
PDQ is Meta's published algorithm (256 bits from a 16 by 16 DCT of a blurred 64 by 64 luma picture).
"""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediakit.values import Fingerprint

CANONICAL_SIDE = 320
Floats = NDArray[np.float64]
_SIDE, _LOW = 64, 16


def fingerprint(rgb: NDArray[np.uint8]) -> Fingerprint:
    """Return PDQ of an upright sRGB picture (height, width, 3), with quality 0 (featureless) to 100."""
    luma = rgb[:, :, 0] * 0.299 + rgb[:, :, 1] * 0.587 + rgb[:, :, 2] * 0.114
    small = _decimated(_blurred(_blurred(luma)))
    matrix = _dct_matrix()
    coefficients = matrix @ small @ matrix.T
    hashes = [_hex(turned) for turned in _dihedral(coefficients)]
    return Fingerprint(hashes[0], _quality(small), tuple(hashes[1:]))


def dominant_colour(rgb: NDArray[np.uint8]) -> str:
    """Return the mean of the most frequent of 512 colour boxes as `#rrggbb`."""
    sample = rgb[::4, ::4].reshape(-1, 3)
    boxes = (sample >> 5).astype(np.uint16)
    index = (boxes[:, 0] << 6) | (boxes[:, 1] << 3) | boxes[:, 2]
    winner = int(np.bincount(index, minlength=512).argmax())
    red, green, blue = (int(channel) for channel in sample[index == winner].mean(axis=0).round())
    return f"#{red:02x}{green:02x}{blue:02x}"


def distance(one: str, other: str) -> int:
    """Return how many of the 256 bits differ; up to 31 means the same picture."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def _blurred(luma: Floats) -> Floats:
    """Box filter both ways with the window that PDQ prescribes."""
    rows = _box(luma, _window(luma.shape[1]))
    return _box(rows.T, _window(luma.shape[0])).T


def _window(size: int) -> int:
    return (size + 2 * _SIDE - 1) // (2 * _SIDE)


def _box(lines: Floats, window: int) -> Floats:
    """Running mean along the last axis, narrower at the borders as in the reference."""
    if window < 2:
        return lines
    before, after = window // 2 - (1 - window % 2), window // 2
    size = lines.shape[1]
    sums = np.concatenate([np.zeros((lines.shape[0], 1)), lines.cumsum(axis=1)], axis=1)
    first = np.clip(np.arange(size) - before, 0, size)
    last = np.clip(np.arange(size) + after + 1, 0, size)
    means: Floats = (sums[:, last] - sums[:, first]) / (last - first)
    return means


def _decimated(luma: Floats) -> Floats:
    height, width = luma.shape
    rows = ((np.arange(_SIDE) + 0.5) * height / _SIDE).astype(int)
    columns = ((np.arange(_SIDE) + 0.5) * width / _SIDE).astype(int)
    return luma[np.ix_(rows, columns)]


@cache
def _dct_matrix() -> Floats:
    k, n = np.arange(1, _LOW + 1)[:, None], np.arange(_SIDE)[None, :]
    matrix: Floats = np.sqrt(2 / _SIDE) * np.cos(np.pi / (2 * _SIDE) * k * (2 * n + 1))
    return matrix


def _dihedral(dct: Floats) -> list[Floats]:
    """The eight turnings cost nothing in the frequency domain: transpose, and flip the sign of odd frequencies."""
    odd = np.where(np.arange(1, _LOW + 1) % 2, -1.0, 1.0)
    across, down = dct * odd[None, :], dct * odd[:, None]
    both = across * odd[:, None]
    return [dct, across, down, both, dct.T, across.T, down.T, both.T]


def _hex(coefficients: Floats) -> str:
    # The lower median, by partition: `np.median` would pull in numpy.ma, which costs a fresh worker 20 ms.
    middle = np.partition(coefficients, coefficients.size // 2 - 1, axis=None)[coefficients.size // 2 - 1]
    bits: Any = (coefficients > middle).ravel()
    value = int.from_bytes(np.packbits(bits[::-1]).tobytes(), "big")
    return f"{value:064x}"


def _quality(small: Floats) -> int:
    """Sum of visible steps between neighbours, as the reference counts them."""
    steps = 0
    for difference in (np.diff(small, axis=0), np.diff(small, axis=1)):
        steps += int(np.abs((difference * 100 / 255).astype(int)).sum())
    return min(100, steps // 90)
