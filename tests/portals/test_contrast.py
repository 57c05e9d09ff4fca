"""The tokens hold WCAG contrast in both themes: text at least 4.5, controls at least 3."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from portals import accent

TOKENS = Path(__file__).parents[2] / "portals/static/css/tokens.css"
STATES = ("waiting", "approved", "rejected", "withdrawn", "expiring", "unusable", "working")
SURFACES = ("paper", "sunk", "raised")

TEXT_PAIRS = [
    *[(ink, ground) for ink in ("ink", "ink-2", "accent-text", *STATES) for ground in SURFACES],
    *[(state, f"{state}-tint") for state in STATES],
    *[("ink", f"{state}-tint") for state in STATES],
    *[("ink-2", ground) for ground in ("hover", "accent-tint")],
    *[("ink", ground) for ground in ("hover", "accent-tint")],
    ("accent-text", "accent-tint"),
    ("accent-ink", "accent"),
    *[("mark-ink", state) for state in STATES],
]
CONTROL_PAIRS = [(edge, ground) for edge in ("edge", "accent-edge") for ground in (*SURFACES, "hover")]


def declarations(block: str) -> dict[str, str]:
    return dict(re.findall(r"^\s*--([\w-]+):\s*(.+?);$", block, flags=re.MULTILINE))


def themes(css: str) -> dict[str, dict[str, str]]:
    """The blocks by selector: the scale, and the two themes (the dark one written twice)."""
    blocks = {
        "scale": r"^:root \{(.*?)^\}",
        "light": r'^:root,\n\[data-theme="light"\] \{(.*?)^\}',
        "dark": r'^\[data-theme="dark"\] \{(.*?)^\}',
        "dark by preference": r'^  :root:not\(\[data-theme="light"\]\) \{(.*?)^  \}',
    }
    found = {}
    for name, pattern in blocks.items():
        match = re.search(pattern, css, flags=re.MULTILINE | re.DOTALL)
        assert match, f"tokens.css has no block for {name}"
        found[name] = declarations(match.group(1))
    return found


def colour(name: str, values: dict[str, str]) -> accent.Rgb:
    value = values[name]
    while alias := re.fullmatch(r"var\(--([\w-]+)\)", value):
        value = values[alias.group(1)]
    match = re.fullmatch(r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)", value)
    assert match, f"--{name} is not an oklch colour: {value}"
    lightness, chroma, hue = (float(part) for part in match.groups())
    return accent.to_rgb(accent.Oklch(lightness, chroma, hue))


def failures(css: str, theme: str) -> list[str]:
    blocks = themes(css)
    values = {**blocks["scale"], **blocks[theme]}
    found = []
    for pairs, least in ((TEXT_PAIRS, accent.TEXT), (CONTROL_PAIRS, accent.CONTROL)):
        for front, ground in pairs:
            ratio = accent.contrast(colour(front, values), colour(ground, values))
            if ratio < least:
                found.append(f"{front} on {ground}: {ratio:.2f} < {least}")
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_tokens_hold_contrast(theme: str) -> None:
    assert failures(TOKENS.read_text(), theme) == []


def test_contrast_check_notices_a_broken_token() -> None:
    broken = TOKENS.read_text().replace("--ink-2: var(--n-45);", "--ink-2: var(--n-78);")
    assert any(line.startswith("ink-2 on paper") for line in failures(broken, "light"))


def test_dark_theme_is_the_same_by_preference_and_by_choice() -> None:
    blocks = themes(TOKENS.read_text())
    assert blocks["dark by preference"] == blocks["dark"]


def test_light_and_dark_name_the_same_tokens() -> None:
    blocks = themes(TOKENS.read_text())
    assert blocks["light"].keys() == blocks["dark"].keys()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_states_differ_in_lightness(theme: str) -> None:
    blocks = themes(TOKENS.read_text())
    values = {**blocks["scale"], **blocks[theme]}
    lightness = {state: accent.to_oklch(colour(state, values)).lightness for state in STATES}
    ordered = sorted(lightness.values())
    assert all(later - earlier >= 0.015 for earlier, later in pairwise(ordered)), lightness


@pytest.mark.parametrize(("surfaces", "theme"), [(accent.LIGHT_SURFACES, "light"), (accent.DARK_SURFACES, "dark")])
def test_guard_knows_the_surfaces_of_the_tokens(surfaces: tuple[accent.Oklch, ...], theme: str) -> None:
    blocks = themes(TOKENS.read_text())
    values = {**blocks["scale"], **blocks[theme]}
    names = ("paper", "sunk") if theme == "light" else ("paper", "hover")
    assert [accent.to_hex(accent.to_rgb(surface)) for surface in surfaces] == [
        accent.to_hex(colour(name, values)) for name in names
    ]
