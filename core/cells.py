"""Text in a CSV file, written so that no spreadsheet runs a cell as a formula. Pure.

Which sign ends a cell is the choice of the reader's region: where numbers have a comma, spreadsheets cut at `;` when a
file is opened by a double click, inside our quotes, too. So each part of a cell is looked at.
"""

import re
import unicodedata
from numbers import Number

# What spreadsheets take for the beginning of a formula, also in its small or wide form (NFKC makes those one).
_BEGINS = frozenset("=+-@|%\u2212")
_QUOTES = frozenset("\"'")
# Nobody sees these, and spreadsheets and converters drop some of them: letters that fill, and an empty Braille sign.
_FILLERS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
# What a spreadsheet may cut at beside the comma, with which the file was written.
_CUTS = re.compile(r"([;\t\r\n])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def plain(value: object) -> str:
    """One cell; what is missing is empty, and a number stays one.

    What a spreadsheet might run gets an apostrophe in front, as spreadsheets themselves do.
    """
    if value is None:
        return ""
    if isinstance(value, Number):
        return str(value)
    clean = _CONTROL.sub("", str(value))
    first, *cut = _CUTS.split(clean)
    told = f"'{clean[: len(first)]}" if clean[:1] in ("\t", "\r", "\n") or _first_seen(clean) in _BEGINS else first
    behind = [_harmless(part) if number % 2 else part for number, part in enumerate(cut)]  # cuts and parts in turn
    return told + "".join(behind)


def _harmless(part: str) -> str:
    """What stands behind a cut, with an apostrophe where it could be run: no formula begins as ;-) does."""
    smiles = part[1:2] == ")"
    return f"'{part}" if _first_seen(part) in _BEGINS and not smiles else part


def _first_seen(text: str) -> str:
    """The first sign that somebody would see, in its plain form; nothing where there is none."""
    for sign in text:
        told = unicodedata.normalize("NFKC", sign).strip()
        if told and told[0] not in _QUOTES and not _unseen(sign):
            return told[0]
    return ""


def _unseen(sign: str) -> bool:
    """Whether it is a mark, a format sign, a space, or no sign at all: categories C, M and Z of Unicode."""
    return sign in _FILLERS or unicodedata.category(sign)[0] in "CMZ"
