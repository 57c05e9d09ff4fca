"""Colour arithmetic (oklch, sRGB, WCAG contrast) and the guard for a brand's accent.

Pure: a brand may choose any colour; what pages use is moved in lightness until contrast holds.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import atan2, cbrt, cos, degrees, hypot, radians, sin

TEXT = 4.5
CONTROL = 3.0
_MARGIN = 0.06  # rounding to 8 bits may cost a little contrast
_HEX = re.compile(r"^#[0-9a-fA-F]{6}$")

Rgb = tuple[float, float, float]


@dataclass(frozen=True)
class Oklch:
    """A colour by perceived lightness (0..1), chroma (0..~0.37) and hue (degrees)."""

    lightness: float
    chroma: float
    hue: float


@dataclass(frozen=True)
class Accent:
    """What one theme needs: a fill, the ink on it, its visible edge, and the accent as text."""

    fill: str
    ink: str
    edge: str
    text: str


@dataclass(frozen=True)
class AccentPair:
    """An accent for the light and for the dark theme."""

    light: Accent
    dark: Accent


# The surfaces of css/tokens.css on which accents stand; tests hold both files together.
LIGHT_SURFACES = (Oklch(0.986, 0.006, 84), Oklch(0.962, 0.009, 82))
DARK_SURFACES = (Oklch(0.19, 0.008, 70), Oklch(0.262, 0.01, 70))
DARK_INK = Oklch(0.19, 0.008, 70)
LIGHT_INK = Oklch(0.995, 0.002, 84)


def parse_hex(value: str) -> Rgb:
    """Read `#rrggbb`; raises ValueError for anything else."""
    if not _HEX.match(value):
        raise ValueError(f"not a colour like #a1b2c3: {value!r}")
    red, green, blue = (int(value[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def to_hex(rgb: Rgb) -> str:
    """Write `#rrggbb`, each channel clipped to what a screen can show."""
    return "#" + "".join(f"{round(min(1.0, max(0.0, channel)) * 255):02x}" for channel in rgb)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _gamma(channel: float) -> float:
    return channel * 12.92 if channel <= 0.0031308 else float(1.055 * channel ** (1 / 2.4) - 0.055)


def to_oklch(rgb: Rgb) -> Oklch:
    """Convert sRGB to oklch (Björn Ottosson's matrices)."""
    red, green, blue = (_linear(channel) for channel in rgb)
    long = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    return Oklch(lightness, hypot(a, b), degrees(atan2(b, a)) % 360)


def _unclipped(colour: Oklch) -> Rgb:
    a, b = colour.chroma * cos(radians(colour.hue)), colour.chroma * sin(radians(colour.hue))
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def to_rgb(colour: Oklch) -> Rgb:
    """Convert to sRGB; chroma yields until the colour can be shown, lightness and hue stay."""
    chroma = colour.chroma
    linear = _unclipped(colour)
    while chroma > 0 and not all(-0.0005 <= channel <= 1.0005 for channel in linear):
        chroma = max(0.0, chroma - 0.004)
        linear = _unclipped(Oklch(colour.lightness, chroma, colour.hue))
    red, green, blue = (_gamma(min(1.0, max(0.0, channel))) for channel in linear)
    return red, green, blue


def luminance(rgb: Rgb) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    red, green, blue = (_linear(channel) for channel in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    """Contrast ratio as WCAG 2.2 defines it: 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _move(colour: Oklch, *, step: float, holds: Callable[[Rgb], bool]) -> Oklch:
    """Shift lightness by `step` until the condition holds or the scale ends."""
    lightness = colour.lightness
    while 0.0 < lightness < 1.0:
        moved = Oklch(lightness, colour.chroma, colour.hue)
        if holds(to_rgb(moved)):
            return moved
        lightness += step
    return Oklch(min(1.0, max(0.0, lightness)), 0.0, colour.hue)


def _stands_on(surfaces: tuple[Oklch, ...], ratio: float) -> Callable[[Rgb], bool]:
    grounds = [to_rgb(surface) for surface in surfaces]
    return lambda rgb: all(contrast(rgb, ground) >= ratio + _MARGIN for ground in grounds)


def _fill_with_ink(colour: Oklch) -> tuple[Oklch, Oklch]:
    """Pick the ink that reads better on the fill, and move the fill away from it if need be."""
    rgb = to_rgb(colour)
    darker = contrast(rgb, to_rgb(DARK_INK)) >= contrast(rgb, to_rgb(LIGHT_INK))
    ink, step = (DARK_INK, 0.005) if darker else (LIGHT_INK, -0.005)
    return _move(colour, step=step, holds=_stands_on((ink,), TEXT)), ink


def _for_theme(colour: Oklch, *, surfaces: tuple[Oklch, ...], step: float) -> Accent:
    fill, ink = _fill_with_ink(colour)
    edge = _move(fill, step=step, holds=_stands_on(surfaces, CONTROL))
    text = _move(fill, step=step, holds=_stands_on(surfaces, TEXT))
    return Accent(*(to_hex(to_rgb(part)) for part in (fill, ink, edge, text)))


def guard(value: str) -> AccentPair:
    """Answer the accents that hold contrast for a brand's `#rrggbb`; raises ValueError."""
    colour = to_oklch(parse_hex(value))
    colour = Oklch(min(0.93, max(0.3, colour.lightness)), colour.chroma, colour.hue)
    return AccentPair(
        light=_for_theme(colour, surfaces=LIGHT_SURFACES, step=-0.005),
        dark=_for_theme(colour, surfaces=DARK_SURFACES, step=0.005),
    )
