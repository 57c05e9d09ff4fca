"""The brand's accent in mail: the ink on it is whatever reads better. Pure."""

DEFAULT = "#b8860b"
DARK, LIGHT = "#1c1917", "#ffffff"


def ink_on(fill: str) -> str:
    """Dark or light ink, whichever has the higher contrast on this colour (never below 4.5)."""
    there = _luminance(fill)
    on_dark = (there + 0.05) / (_luminance(DARK) + 0.05)
    on_light = (_luminance(LIGHT) + 0.05) / (there + 0.05)
    return DARK if on_dark >= on_light else LIGHT


def _luminance(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
