"""Text in a CSV file, written so that no spreadsheet runs a cell as a formula. Pure."""

import re

# What spreadsheets take for the beginning of a formula, also behind spaces, quotes or in its wide form.
_FORMULA = re.compile(r"[\s\ufeff\u200b-\u200f\u2060\"']*[=+\-@|%\uff1d\uff0b\uff0d\uff20\u2212]|[\t\r\n]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def plain(text: str) -> str:
    """One cell. What a spreadsheet might run gets an apostrophe in front, as spreadsheets themselves do."""
    clean = _CONTROL.sub("", text)
    return f"'{clean}" if _FORMULA.match(clean) else clean
