"""What stands where on a poster, in millimetres from the corner of the bleed: boxes, lines of text and a code.

Pure. The title stands large on a field of the brand's colour, guarded for contrast; below it the code, black on white
with its quiet zone, and the short link in words for those whose camera does not read it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import segno

from portals import accent
from portals.marketers.posters import letters

PAPERS = {"a4": (210.0, 297.0), "a3": (297.0, 420.0)}
BLEED = 3.0
INK, QUIET, PAPER, BLACK = "#1d1a16", "#5d574e", "#ffffff", "#000000"
BRASS = "#c98a1b"
# Of a sheet that is 210 wide: a larger one is the same, larger.
MARGIN, GAP, CODE = 16.0, 10.0, 76.0
FIELD_SHARE = 0.58
LARGEST, SMALLEST, MOST_LINES = 34.0, 9.0, 5
LEADING = 1.04
# A logo and the plate around it; between it and the title stays air, however tall both are.
LOGO_WIDE, LOGO_TALL, PLATE = 70.0, 16.0, 3.0
QUIET_MODULES = 4


@dataclass(frozen=True)
class Logo:
    """The brand's logo: a PNG of bare pixels, and whether it needs a dark ground."""

    png: bytes
    width: int
    height: int
    on_dark: bool


@dataclass(frozen=True)
class Words:
    """What is written, in the campaign's language."""

    brand: str
    title: str
    sentence: str
    call: str
    small: str
    link: str
    address: str
    colour: str
    logo: Logo | None = None


@dataclass(frozen=True)
class Box:
    """A filled field."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True)
class Line:
    """A line of text on its baseline. `own` letters are ours; others are left to whoever opens the sheet."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    face: letters.Typeface
    own: bool = True


@dataclass(frozen=True)
class Picture:
    """A picture in a field of its shape; `said` is what it stands for."""

    x: float
    y: float
    width: float
    height: float
    png: bytes
    said: str


Part = Box | Line | Picture


@dataclass(frozen=True)
class Sheet:
    """A whole poster: `trim` is the paper's size after cutting; `left_out` what no letters of ours can write."""

    trim: tuple[float, float]
    parts: tuple[Part, ...]
    left_out: tuple[str, ...]

    @property
    def size(self) -> tuple[float, float]:
        """With the bleed on each side."""
        return self.trim[0] + 2 * BLEED, self.trim[1] + 2 * BLEED


class _Composing:
    """The parts as they come."""

    def __init__(self, paper: str, *, any_script: bool) -> None:
        self.trim = PAPERS[paper]
        self.scale = self.trim[0] / 210
        self.any_script = any_script
        self.parts: list[Part] = []
        self.left_out: list[str] = []

    def at(self, millimetres: float) -> float:
        """A place on the small sheet, on this one."""
        return BLEED + millimetres * self.scale

    def writable(self, face: letters.Typeface, text: str) -> bool:
        """Whether it can stand on this sheet; what cannot is noted."""
        if not text or face.writes(text) or self.any_script:
            return bool(text)
        self.left_out.append(text)
        return False

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A field, in the small sheet's millimetres."""
        self.parts.append(Box(self.at(x), self.at(y), width * self.scale, height * self.scale, colour))

    def picture(self, x: float, y: float, width: float, height: float, png: bytes, said: str) -> None:
        """A picture, in the small sheet's millimetres."""
        self.parts.append(Picture(self.at(x), self.at(y), width * self.scale, height * self.scale, png, said))

    def line(self, x: float, y: float, text: str, *, size: float, colour: str, face: letters.Typeface) -> None:
        """A line, in the small sheet's millimetres."""
        own = face.writes(text)
        self.parts.append(Line(self.at(x), self.at(y), text, size * self.scale, colour, face, own))


def compose(words: Words, paper: str, *, any_script: bool = False) -> Sheet:
    """Set a poster. With `any_script`, words that our letters cannot write stay, for other letters to write."""
    sheet = _Composing(paper, any_script=any_script)
    height = sheet.trim[1] / sheet.scale
    field = height * FIELD_SHARE
    colours = _colours(words.colour)
    bleed = BLEED / sheet.scale
    sheet.box(-bleed, -bleed, 210 + 2 * bleed, height + 2 * bleed, PAPER)
    sheet.box(-bleed, -bleed, 210 + 2 * bleed, field + bleed, colours.fill)
    _head(sheet, words, field, colours.ink)
    _foot(sheet, words, field, height)
    return Sheet(sheet.trim, tuple(sheet.parts), tuple(sheet.left_out))


def _colours(wish: str) -> accent.Accent:
    try:
        return accent.guard(wish or BRASS).light
    except ValueError:
        return accent.guard(BRASS).light


def _head(sheet: _Composing, words: Words, field: float, ink: str) -> None:
    text, display = letters.text(), letters.display()
    wide = 210 - 2 * MARGIN
    if words.logo is not None:
        _logo(sheet, words.logo, words.brand)
    elif sheet.writable(text, words.brand):
        size, (first, *_more) = fitted(text, words.brand, wide, largest=7, smallest=3, lines=1)
        sheet.line(MARGIN, MARGIN + 6, first, size=size, colour=ink, face=text)
    title = words.title if sheet.writable(display, words.title) else words.call
    if not sheet.writable(display, title):
        return
    tall = field - 2 * MARGIN - 20
    size, lines = fitted(display, title, wide, largest=LARGEST, smallest=SMALLEST, lines=MOST_LINES, tall=tall)
    for number, line in enumerate(reversed(lines)):
        sheet.line(MARGIN, field - 15 - number * size * LEADING, line, size=size, colour=ink, face=display)


def _logo(sheet: _Composing, logo: Logo, brand: str) -> None:
    """On a plate, because the field may have any colour; as large as fits where the name would stand."""
    scale = min(LOGO_WIDE / logo.width, LOGO_TALL / logo.height)
    wide, tall = logo.width * scale, logo.height * scale
    top = MARGIN - PLATE
    sheet.box(MARGIN, top, wide + 2 * PLATE, tall + 2 * PLATE, INK if logo.on_dark else PAPER)
    sheet.picture(MARGIN + PLATE, top + PLATE, wide, tall, logo.png, brand)


def _foot(sheet: _Composing, words: Words, field: float, height: float) -> None:
    text, display = letters.text(), letters.display()
    top, bottom = field + 15, height - MARGIN
    _code(sheet, words.address, 210 - MARGIN - CODE, top)
    wide = 210 - 2 * MARGIN - CODE - GAP
    y = top
    for face, said, largest, lines, colour in (
        (display, words.call, 11.0, 3, INK),
        (text, words.sentence, 6.0, 5, INK),
    ):
        if not sheet.writable(face, said):
            continue
        size, set_lines = fitted(face, said, wide, largest=largest, smallest=largest / 2, lines=lines)
        for line in set_lines:
            y += size * 1.18
            sheet.line(MARGIN, y - size * 0.3, line, size=size, colour=colour, face=face)
        y += 6
    size, (link, *_more) = fitted(text, words.link, 210 - 2 * MARGIN, largest=7.5, smallest=3.5, lines=1)
    sheet.line(MARGIN, bottom - 6, link, size=size, colour=INK, face=text)
    if sheet.writable(text, words.small):
        size, (small, *_more) = fitted(text, words.small, 210 - 2 * MARGIN, largest=3.4, smallest=2.6, lines=1)
        sheet.line(MARGIN, bottom, small, size=size, colour=QUIET, face=text)


def _code(sheet: _Composing, address: str, x: float, y: float) -> None:
    """A QR code with its quiet zone inside the given square, in runs of dark modules."""
    matrix = segno.make(address, error="m", micro=False).matrix
    module = CODE / (len(matrix) + 2 * QUIET_MODULES)
    sheet.box(x, y, CODE, CODE, PAPER)
    for row, modules in enumerate(matrix):
        start = None
        for column, dark in enumerate([*modules, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                left, above = x + (start + QUIET_MODULES) * module, y + (row + QUIET_MODULES) * module
                sheet.box(left, above, (column - start) * module, module, BLACK)
                start = None


def fitted(
    face: letters.Typeface,
    text: str,
    wide: float,
    *,
    largest: float,
    smallest: float,
    lines: int,
    tall: float = 1000,
) -> tuple[float, list[str]]:
    """The largest size at which the text takes so few lines and is so tall, with its lines.

    At the smallest size words are broken anywhere, and what does not fit is cut.
    """
    size = largest
    while True:
        set_lines = wrapped(text, wide, lambda said, now=size: _width(face, said, now))  # type: ignore[misc]
        if set_lines is not None and len(set_lines) <= lines and len(set_lines) * size * LEADING <= tall:
            return size, set_lines
        if size <= smallest:
            return smallest, broken(text, wide, lambda said: _width(face, said, smallest))[:lines]
        size = max(smallest, size * 0.94)


def _width(face: letters.Typeface, text: str, size: float) -> float:
    return face.width(text, size) if face.writes(text) else letters.guessed_width(text, size)


def wrapped(text: str, wide: float, width: Callable[[str], float]) -> list[str] | None:
    """Lines broken between words; None when a single word is too wide."""
    lines: list[str] = []
    for word in text.split():
        if width(word) > wide:
            return None
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer) <= wide:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines or [""]


def broken(text: str, wide: float, width: Callable[[str], float]) -> list[str]:
    """Lines broken wherever they are full, for words that nothing else fits."""
    lines = [""]
    for letter in " ".join(text.split()):
        if lines[-1] and width(lines[-1] + letter) > wide:
            lines.append(letter.strip())
        else:
            lines[-1] += letter
    return lines
