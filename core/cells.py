"""Text in a CSV file, written so that no spreadsheet runs a cell as a formula. Pure."""

import re
from numbers import Number

# What spreadsheets take for the beginning of a formula, also behind spaces, quotes or in its wide form.
_FORMULA = re.compile(r"[\s\ufeff\u200b-\u200f\u2060\"']*[=+\-@|%\uff1d\uff0b\uff0d\uff20\u2212]|[\t\r\n]")
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
    return f"'{clean}" if _FORMULA.match(clean) else clean
