"""Makes a small ICC profile from primaries and a curve: colour told by numbers then takes the way of all profiles."""

import struct

import numpy as np
from numpy.typing import NDArray

from mediakit.headers.coded import Chromaticities, Coded

Floats = NDArray[np.float64]
D50 = np.array([0.9642, 1.0, 0.8249])
BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def made(coded: Coded, bands: int) -> bytes:
    """Return a profile for pixels of one or two bands (grey) or more (colour)."""
    curve = _curve(coded.gamma)
    tags = [(b"wtpt", _xyz(D50))]
    if bands < 3:
        return _profile(b"GRAY", [*tags, (b"kTRC", curve)])
    columns = to_xyz(coded.primaries, adapted=True).T
    tags += [(name, _xyz(column)) for name, column in zip((b"rXYZ", b"gXYZ", b"bXYZ"), columns, strict=True)]
    return _profile(b"RGB ", [*tags, *((name, curve) for name in (b"rTRC", b"gTRC", b"bTRC"))])


def to_xyz(primaries: Chromaticities, *, adapted: bool = False) -> Floats:
    """Return the matrix from linear RGB to XYZ, white being (1, 1, 1); `adapted` to the white of all profiles."""
    points = np.array(primaries).reshape(4, 2)
    white, *colours = (np.array([x / y, 1.0, (1 - x - y) / y]) for x, y in np.maximum(points, [0, 1e-4]))
    columns = np.stack(colours, axis=1)
    matrix: Floats = columns * np.linalg.solve(columns, white)
    if not adapted:
        return matrix
    cones = np.diag((BRADFORD @ D50) / (BRADFORD @ white))
    moved: Floats = np.linalg.inv(BRADFORD) @ cones @ BRADFORD @ matrix
    return moved


def _curve(gamma: float) -> bytes:
    kind, numbers = (0, (gamma,)) if gamma else (3, SRGB_CURVE)
    return b"para\0\0\0\0" + struct.pack(">HH", kind, 0) + b"".join(_fixed(number) for number in numbers)


def _xyz(values: Floats) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(_fixed(float(value)) for value in values)


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def _profile(space: bytes, tags: list[tuple[bytes, bytes]]) -> bytes:
    table, body, start = b"", b"", 128 + 4 + 12 * len(tags)
    for name, data in tags:
        table += name + struct.pack(">II", start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    header = struct.pack(">I4sI4s4s4s", start + len(body), bytes(4), 0x04200000, b"mntr", space, b"XYZ ")
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + b"".join(_fixed(float(v)) for v in D50)
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body
