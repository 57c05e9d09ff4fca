"""HDR to SDR as one table: PQ or HLG becomes sRGB, highlights rolled off instead of cut.

For video the table is a 3D LUT in the .cube form that FFmpeg's `lut3d` reads, so posters, previews and web renditions
agree; stills take the same function without the table.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SIZE = 33
REFERENCE_WHITE, PEAK = 203.0, 1000.0
Floats = NDArray[np.float64]
BT2020_TO_BT709 = np.array([[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]])
LUMA_2020 = np.array([0.2627, 0.6780, 0.0593])


def cube(work_dir: Path, transfer: str) -> Path:
    """Write the table for a transfer function (`pq` or `hlg`) once, and return its path."""
    path = work_dir / f".{transfer}.cube"
    if not path.exists():
        steps = np.linspace(0, 1, SIZE)
        blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")
        coded = np.stack([red.ravel(), green.ravel(), blue.ravel()], axis=1)
        rows = "\n".join(f"{r:.5f} {g:.5f} {b:.5f}" for r, g, b in to_sdr(coded, transfer))
        path.write_text(f"LUT_3D_SIZE {SIZE}\n{rows}\n")
    return path


def to_sdr(coded: Floats, transfer: str, gamut: Floats | None = None) -> Floats:
    """Convert coded HDR values (0 to 1, shape n by 3) to sRGB values. `gamut` leads to BT.2020 from other primaries."""
    nits = _pq(coded) if transfer == "pq" else _hlg(coded)
    light = nits / REFERENCE_WHITE
    if gamut is not None:
        light = np.maximum(light @ gamut.T, 0)
    luma = np.maximum(light @ LUMA_2020, 1e-6)
    mapped = light * (_rolled(luma) / luma)[:, None]
    linear = np.clip(mapped @ BT2020_TO_BT709.T, 0, 1)
    low, high = linear * 12.92, 1.055 * np.power(linear, 1 / 2.4) - 0.055
    result: Floats = np.where(linear <= 0.0031308, low, high)
    return result


def _pq(coded: Floats) -> Floats:
    """SMPTE ST 2084: code value to nits."""
    m1, m2, c1, c2, c3 = 0.1593017578125, 78.84375, 0.8359375, 18.8515625, 18.6875
    power = np.power(coded, 1 / m2)
    nits: Floats = 10_000 * np.power(np.maximum(power - c1, 0) / (c2 - c3 * power), 1 / m1)
    return nits


def _hlg(coded: Floats) -> Floats:
    """ARIB STD-B67 with the system gamma of a 1,000-nit screen."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(coded <= 0.5, coded**2 / 3, (np.exp((coded - c) / a) + b) / 12)
    luma = np.maximum(scene @ LUMA_2020, 1e-9)
    nits: Floats = PEAK * scene * np.power(luma, 0.2)[:, None]
    return nits


def _rolled(luma: Floats) -> Floats:
    """Keep shadows and mid-tones, bend what is brighter than three quarters of white so that the peak meets white."""
    knee, peak = 0.75, PEAK / REFERENCE_WHITE
    above = np.minimum((luma - knee) / (peak - knee), 1.0)
    bent = knee + (1 - knee) * (1 - np.power(1 - np.clip(above, 0, 1), (peak - knee) / (1 - knee)))
    result: Floats = np.where(luma <= knee, luma, bent)
    return result
