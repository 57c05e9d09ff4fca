"""The terms a campaign starts with."""

import pytest

from rights import default_terms, validators


@pytest.mark.parametrize("locale", default_terms.LOCALES)
def test_default_terms_are_accepted_and_name_the_brand(locale: str) -> None:
    words = default_terms.in_language(locale, brand_name="Nord  Kaffee")
    assert words.locale == locale
    assert validators.clean_text(words.text) == words.text
    assert validators.clean_summary(words.summary) == list(words.summary)
    assert "Nord Kaffee" in words.text
    assert "{" not in words.text


def test_default_terms_of_another_language_are_english() -> None:
    assert default_terms.in_language("de-AT", brand_name="X").locale == "de"
    assert default_terms.in_language("pt_BR", brand_name="X").locale == "en"
