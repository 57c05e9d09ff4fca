"""File names in an export: made by us from harmless letters, never taken from a person's text as it is. Pure."""

import re
import unicodedata

STEM_LENGTH = 60
FOLDER = "files"


def file_name(*, number: int, words: str, extension: str) -> str:
    """A unique name such as `files/0007-summer-at-the-lake.jpg`.

    Only a–z, 0–9 and single hyphens come from the words, so there is no path, device name, control or
    right-to-left character in it; the number makes it unique also where case does not count.
    """
    stem = _stem(words)
    return f"{FOLDER}/{number:04d}{'-' if stem else ''}{stem}.{_extension(extension)}"


def _stem(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:STEM_LENGTH].rstrip("-")


def _extension(extension: str) -> str:
    clean = re.sub(r"[^a-z0-9]", "", extension.lower())[:5]
    return clean or "bin"
