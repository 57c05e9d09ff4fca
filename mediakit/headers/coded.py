"""Colour told by numbers instead of a profile: nclx in HEIC and AVIF, cICP, gAMA and cHRM in PNG.

The numbers are those of ITU-T H.273. What is sRGB, or as good as, is None: it needs no conversion.
"""

from dataclasses import dataclass

# x and y of white, red, green and blue.
Chromaticities = tuple[float, float, float, float, float, float, float, float]
D65, C = (0.3127, 0.3290), (0.310, 0.316)
SRGB: Chromaticities = (*D65, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06)
BT2020: Chromaticities = (*D65, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046)
PRIMARIES: dict[int, Chromaticities] = {
    1: SRGB,
    4: (*C, 0.67, 0.33, 0.21, 0.71, 0.14, 0.08),
    5: (*D65, 0.64, 0.33, 0.29, 0.60, 0.15, 0.06),
    6: (*D65, 0.630, 0.340, 0.310, 0.595, 0.155, 0.070),
    7: (*D65, 0.630, 0.340, 0.310, 0.595, 0.155, 0.070),
    8: (*C, 0.681, 0.319, 0.243, 0.692, 0.145, 0.049),
    9: BT2020,
    11: (0.314, 0.351, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060),
    12: (*D65, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060),
    22: (*D65, 0.630, 0.340, 0.295, 0.605, 0.155, 0.077),
}
# Simple powers. Curves that stand in no list here count as sRGB's.
GAMMAS = {4: 2.2, 5: 2.8, 8: 1.0, 17: 2.6}
PQ, HLG = 16, 18
# What television's screens do (BT.1886), under its four numbers.
TELEVISION = dict.fromkeys((1, 6, 14, 15), 2.4)
# A file's gamma this near to sRGB's means sRGB.
SRGB_GAMMA, NEAR = 2.2, 0.06
PLAUSIBLE_GAMMA = (0.2, 5.0)


@dataclass(frozen=True, slots=True)
class Coded:
    """Primaries and curve. A `gamma` of 0 is sRGB's own curve; `transfer` is only told for PQ and HLG."""

    primaries: Chromaticities = SRGB
    gamma: float = 0.0
    transfer: int = 0


def by_numbers(primaries: int, transfer: int, *, television: bool = False) -> Coded | None:
    """Return what two code numbers mean; unknown ones count as sRGB's.

    Browsers take television's curve at its word in a PNG, where somebody chose it, and for sRGB's in AVIF, where
    encoders write it for everything: hence `television`.
    """
    gammas = GAMMAS | TELEVISION if television else GAMMAS
    hdr = transfer if transfer in (PQ, HLG) else 0
    found = Coded(PRIMARIES.get(primaries, SRGB), gammas.get(transfer, 0.0), hdr)
    return None if found == Coded() else found


def by_gamma(encoding: float, primaries: Chromaticities | None) -> Coded | None:
    """Return what a PNG's gAMA (the power that its writer used; 0 where it says none) and cHRM mean.

    As in browsers cHRM counts for nothing without gAMA.
    """
    gamma = 1 / encoding if encoding else 0.0
    if not PLAUSIBLE_GAMMA[0] <= gamma <= PLAUSIBLE_GAMMA[1]:
        return None
    if primaries is None or not _plausible(primaries) or _near(primaries, SRGB):
        primaries = SRGB
    if primaries == SRGB and abs(gamma - SRGB_GAMMA) < NEAR:
        return None
    return Coded(primaries, gamma)


def _plausible(primaries: Chromaticities) -> bool:
    """Three colours that span a triangle, and a white that is one."""
    x, y = primaries[2::2], primaries[3::2]
    area = (x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0])
    return all(0 <= value <= 1 for value in primaries) and min(primaries[1], abs(area)) > 0.01


def _near(one: Chromaticities, other: Chromaticities) -> bool:
    return all(abs(a - b) < 0.002 for a, b in zip(one, other, strict=True))
