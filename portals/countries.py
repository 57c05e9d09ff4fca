"""Names of the countries whose rules are known, in the languages of the pages (Unicode CLDR), and a first guess."""

import json
import unicodedata
from functools import cache
from pathlib import Path

from django.utils.translation import get_language, gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from rights import ages

_NAMES = Path(__file__).with_name("countries.json")


@cache
def _names() -> dict[str, dict[str, str]]:
    read: dict[str, dict[str, str]] = json.loads(_NAMES.read_text("utf-8"))
    return read


def name(code: str) -> str:
    """The country as people call it; a code we have no name for stays a code."""
    known = _names()
    language = (get_language() or "en").split("-")[0]
    return str(_("Another country")) if code == ages.ELSEWHERE else known.get(language, known["en"]).get(code, code)


def choices() -> list[tuple[str, str]]:
    """All countries by name, as a list of this language is sorted, and the rest of the world last."""
    listed = sorted(((code, name(code)) for code in ages.COUNTRIES), key=lambda pair: _sorting(pair[1]))
    return [("", ""), *listed, (ages.ELSEWHERE, name(ages.ELSEWHERE))]


def _sorting(word: str) -> str:
    """Without accents: Österreich stands beside Oman, not behind Zypern."""
    plain = unicodedata.normalize("NFD", word.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def guess(accept_language: str) -> str:
    """The country a browser's languages name, or nothing: `de-AT` says Austria, `de` says nothing."""
    for language, _weight in parse_accept_lang_header(accept_language.lower()):
        region = language.rpartition("-")[2].upper()
        if "-" in language and region in ages.RULES:
            return region
    return ""
