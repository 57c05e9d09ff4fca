"""The accent guard: any colour a brand picks becomes one that people can read."""

import colorsys

import pytest

from portals import accent

COLOURS = ["#000000", "#ffffff", "#ffff00", "#0000ff", "#ff0000", "#00ff00", "#777777", "#c8912f", "#7fffd4", "#301934"]
COLOURS += [accent.to_hex(colorsys.hls_to_rgb(hue / 24, light, 0.9)) for hue in range(24) for light in (0.2, 0.5, 0.8)]


def ratio(one: str, other: str) -> float:
    return accent.contrast(accent.parse_hex(one), accent.parse_hex(other))


def test_contrast_of_black_on_white_is_21() -> None:
    assert ratio("#000000", "#ffffff") == pytest.approx(21)


def test_contrast_of_a_known_grey() -> None:
    assert ratio("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_oklch_of_pure_red() -> None:
    red = accent.to_oklch((1, 0, 0))
    assert (red.lightness, red.chroma, red.hue) == pytest.approx((0.628, 0.2577, 29.23), abs=0.01)


@pytest.mark.parametrize("value", COLOURS)
def test_oklch_round_trip_keeps_the_colour(value: str) -> None:
    assert accent.to_hex(accent.to_rgb(accent.to_oklch(accent.parse_hex(value)))) == value


@pytest.mark.parametrize("value", COLOURS)
def test_guard_holds_contrast_in_both_themes(value: str) -> None:
    pair = accent.guard(value)
    for colours, surfaces in ((pair.light, accent.LIGHT_SURFACES), (pair.dark, accent.DARK_SURFACES)):
        assert ratio(colours.fill, colours.ink) >= accent.TEXT
        for surface in surfaces:
            ground = accent.to_hex(accent.to_rgb(surface))
            assert ratio(colours.edge, ground) >= accent.CONTROL
            assert ratio(colours.text, ground) >= accent.TEXT


def test_guard_keeps_the_hue() -> None:
    wanted = accent.to_oklch(accent.parse_hex("#1d6fd8")).hue
    got = accent.to_oklch(accent.parse_hex(accent.guard("#1d6fd8").dark.text)).hue
    assert got == pytest.approx(wanted, abs=6)


@pytest.mark.parametrize("value", ["", "red", "#fff", "#12345g", "#1234567", "red;}</style>"])
def test_guard_refuses_what_is_not_a_colour(value: str) -> None:
    with pytest.raises(ValueError, match="not a colour"):
        accent.guard(value)
