"""The letters a poster is set in: the platform's own typefaces where set-up could make them, else Helvetica.

A typeface says which words it can write. What it cannot write is never set in boxes: the PDF leaves it out, and the SVG
leaves it to the fonts of whoever opens it.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from fpdf.fonts import CORE_FONTS_CHARWIDTHS

VENDOR = Path(__file__).parents[2] / "static" / "vendor"
SUBSETS = ("latin", "latin-ext")
# The core fonts of PDF know Latin-1; these signs of ours are close enough to one that it does.
PLAIN = str.maketrans({"“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "…": "...", "\u202f": " "})


@dataclass(frozen=True)
class Run:
    """A piece of a line that one font file writes; `file` is None for a core font."""

    text: str
    file: Path | None


class Typeface(Protocol):
    """Letters of one style."""

    core: str

    def writes(self, text: str) -> bool: ...
    def width(self, text: str, size: float) -> float: ...
    def runs(self, text: str) -> list[Run]: ...
    def outline(self, text: str, *, size: float, x: float, y: float) -> str: ...


class Made:
    """A typeface that set-up made: one file for the common letters, one for the rarer ones."""

    def __init__(self, files: list[Path], core: str) -> None:
        self.core = core
        self._fonts: list[tuple[Path, Any, dict[int, str]]] = []
        for file in files:
            font = TTFont(file)
            self._fonts.append((file, font, font.getBestCmap()))

    def writes(self, text: str) -> bool:
        """Whether each letter has its drawing."""
        return all(any(ord(letter) in cmap for _file, _font, cmap in self._fonts) for letter in text)

    def width(self, text: str, size: float) -> float:
        """How wide it runs at this size, in the size's own unit."""
        widths = (font["hmtx"][name][0] / font["head"].unitsPerEm for _file, font, name in self._glyphs(text))
        return float(sum(widths) * size)

    def runs(self, text: str) -> list[Run]:
        """The text in pieces of one file each."""
        found: list[Run] = []
        for letter, (file, _font, _name) in zip(text, self._glyphs(text), strict=True):
            if found and found[-1].file == file:
                found[-1] = Run(found[-1].text + letter, file)
            else:
                found.append(Run(letter, file))
        return found

    def outline(self, text: str, *, size: float, x: float, y: float) -> str:
        """The letters as one path of an SVG, so that a printer needs no font."""
        paths = []
        for _file, font, name in self._glyphs(text):
            scale = size / font["head"].unitsPerEm
            pen = SVGPathPen(font.getGlyphSet(), ntos=lambda number: f"{number:.3f}".rstrip("0").rstrip("."))
            font.getGlyphSet()[name].draw(TransformPen(pen, (scale, 0, 0, -scale, x, y)))
            paths.append(pen.getCommands())
            x += font["hmtx"][name][0] * scale
        return "".join(paths)

    def _glyphs(self, text: str) -> Iterator[tuple[Path, Any, str]]:
        for letter in text:
            yield next((file, font, cmap[ord(letter)]) for file, font, cmap in self._fonts if ord(letter) in cmap)


class Core:
    """Helvetica, which every reader of PDF has: Latin-1 only, and no outlines."""

    def __init__(self, core: str) -> None:
        self.core = core
        self._widths: dict[str, int] = CORE_FONTS_CHARWIDTHS[core.replace("H", "h", 1)]

    def writes(self, text: str) -> bool:
        """Whether Latin-1 has each letter, or one that stands for it."""
        return all(letter in self._widths for letter in text.translate(PLAIN))

    def width(self, text: str, size: float) -> float:
        """How wide it runs at this size."""
        return sum(self._widths[letter] for letter in text.translate(PLAIN)) / 1000 * size

    def runs(self, text: str) -> list[Run]:
        """The text as it is."""
        return [Run(text.translate(PLAIN), None)]

    def outline(self, text: str, *, size: float, x: float, y: float) -> str:
        """Nothing: whoever opens it has letters of their own."""
        return ""


def guessed_width(text: str, size: float) -> float:
    """About how wide unknown letters run: wide signs a square, others a little more than half of one."""
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.6 for letter in text) * size


def display() -> Typeface:
    """For the title."""
    return _typeface("display", "HelveticaB")


def text() -> Typeface:
    """For everything else."""
    return _typeface("text", "Helvetica")


def _typeface(style: str, core: str) -> Typeface:
    files = [VENDOR / f"poster-{style}-{subset}.ttf" for subset in SUBSETS]
    present = tuple(file for file in files if file.exists())
    return _made(present, core, present[0].stat().st_mtime) if present else Core(core)


@lru_cache(maxsize=4)
def _made(files: tuple[Path, ...], core: str, _changed_at: float) -> Made:
    return Made(list(files), core)
