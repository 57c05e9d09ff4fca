"""Every sentence a fan can read has words in every language, with the same placeholders, and is compiled."""

import gettext
import io
import re
from functools import cache

import pytest
from babel.messages.catalog import Catalog
from django.conf import settings

import mediakit
from rights import default_terms, scopes
from ugc_platform import catalogues

OTHERS = [code for code, _name in settings.LANGUAGES if code != "en"]
languages = pytest.mark.parametrize("language", OTHERS)


@cache
def sentences() -> Catalog:
    return catalogues.template(settings.BASE_DIR)


@cache
def kept(language: str) -> Catalog:
    return catalogues.read(catalogues.path_of(settings.BASE_DIR, language))


def keys(catalog: Catalog) -> set[object]:
    return {(message.context, message.id) for message in catalog if message.id}


def test_the_public_pages_are_found_in_every_form() -> None:
    found = {message.id for message in sentences()}
    assert {
        "Send yours",  # a template
        "Nobody can be recognised",  # another name for gettext
        ("One file.", "Up to %(count)d files."),  # a plural in Python
        ("%(count)s photo", "%(count)s photos"),  # another in Python
        "Describe your pictures for people who cannot see them",
        mediakit.CODES["broken"],
        str(scopes.PRESETS["ads"].sentence),
        "{brand} chose what you sent",  # the subject of a mail
        "A note from the team:",  # below its text
        "Scan, and send yours",  # on a poster
        "Links to your page",  # in the copy of one's data
        "This person has been asked already.",  # answers to what was typed
    } <= found
    assert "internal" not in found


def test_each_place_that_is_searched_is_there() -> None:
    places = (*catalogues.PUBLIC, *catalogues.MEMBERS_ONLY)
    assert [place for place in places if not any(settings.BASE_DIR.glob(place))] == []


@languages
def test_nothing_is_left_untranslated(language: str) -> None:
    assert keys(sentences()) - keys(kept(language)) == set(), "run `make messages` and translate what it names"
    assert keys(kept(language)) - keys(sentences()) == set(), "run `make messages`: nobody says these any more"
    assert catalogues.untranslated(kept(language)) == []
    assert [message.id for message in kept(language) if message.id and message.fuzzy] == []


@languages
def test_placeholders_and_plurals_are_those_of_the_sentence(language: str) -> None:
    wrong = [(message.id, str(error)) for message in kept(language) for error in message.check(kept(language))]
    assert wrong == []


@languages
def test_braces_are_those_of_the_sentence(language: str) -> None:
    """Mails and the upload client fill these in themselves; babel only knows those with a per cent sign."""
    wrong = [message.id for message in kept(language) if message.id and braces(message.id) != braces(message.string)]
    assert wrong == []
    assert braces("{sent} of {size}") != braces("{sent} von {groesse}")


def braces(words: object) -> list[str]:
    return sorted(re.findall(r"\{\w*\}", str(words)))


@languages
def test_links_and_edges_are_those_of_the_sentence(language: str) -> None:
    for message in kept(language):
        if not message.id or not message.string or isinstance(message.id, tuple):
            continue
        words = str(message.string)
        assert words == words.strip(), words
        assert words.count("<a ") == str(message.id).count("<a "), words
        assert words.endswith(".") == str(message.id).endswith(".") or words[-1] in "?!»“", words


@languages
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    path = catalogues.path_of(settings.BASE_DIR, language)
    compiled = catalogues.compiled(path)
    assert path.with_suffix(".mo").read_bytes() == compiled, "run `make messages`"
    read = gettext.GNUTranslations(io.BytesIO(compiled))
    one, many = (read.ngettext("%(count)s photo", "%(count)s photos", count) for count in (1, 2))
    assert one != many


def test_french_counts_nothing_as_one() -> None:
    path = catalogues.path_of(settings.BASE_DIR, "fr")
    read = gettext.GNUTranslations(io.BytesIO(catalogues.compiled(path)))
    assert read.ngettext("%(count)s file", "%(count)s files", 0) == "%(count)s fichier"


def test_terms_begin_in_each_language() -> None:
    assert set(default_terms.LOCALES) == {code for code, _name in settings.LANGUAGES}
