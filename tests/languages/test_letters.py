"""What reaches a fan outside of the pages speaks their language too: every mail, the poster, the copy of data."""

import io
import re
import zipfile

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from accounts.models import Brand
from campaigns.models import Campaign
from conversations.emails import services as emails_services, wording
from conversations.emails.kinds import WORDS
from portals.marketers.posters import wording as posters_wording
from tests import factories
from tests.languages import reading
from tests.languages.test_pages import patterns

OTHERS = [code for code, _name in settings.LANGUAGES if code != "en"]
languages = pytest.mark.parametrize("language", OTHERS)


def letter(brand: Brand, kind: str, language: str) -> str:
    """An example of this kind, in our own words."""
    words = wording.ours(kind, language)
    return emails_services.example(brand=brand, kind=kind, locale=language, subject=words.subject, text=words.text)


@languages
def test_every_kind_of_mail_is_written_in_the_language(db: None, language: str) -> None:
    brand, english = factories.brand(), patterns(language)
    for kind in WORDS:
        content = letter(brand, kind, language)
        assert f'<html lang="{language}"' in content
        theirs, ours = reading.texts(content), reading.texts(letter(brand, kind, "en"))
        known = {brand.name, brand.legal_name or brand.name, brand.contact_email, "width=device-width, initial-scale=1"}
        assert {text for text in theirs & ours if re.search(r"[a-z] [a-z]", text)} - known - {"light dark"} == set(), (
            kind
        )
        assert [text for text in theirs for one in english.values() if one.fullmatch(text)] == [], kind


@languages
def test_subjects_and_texts_keep_their_variables_and_paragraphs(language: str) -> None:
    for kind in WORDS:
        theirs, ours = wording.ours(kind, language), wording.ours(kind, "en")
        assert theirs.subject != ours.subject, kind
        assert len(theirs.subject.replace("{campaign}", "").replace("{brand}", "")) <= 50, kind
        assert theirs.text.count("\n\n") == ours.text.count("\n\n"), kind


@languages
def test_the_poster_speaks_the_language_of_the_terms(campaign: Campaign, language: str) -> None:
    ours = posters_wording.words(campaign)
    assert campaign.terms
    campaign.terms.locale = language
    theirs = posters_wording.words(campaign)
    assert (theirs.call != ours.call, theirs.small != ours.small, theirs.title) == (True, True, ours.title)


@languages
def test_the_copy_of_ones_data_is_headed_in_the_language(client: Client, pages: dict[str, str], language: str) -> None:
    answer = client.get(pages["me"] + "copy/", headers={"Accept-Language": language})
    with translation.override("en"):  # whatever is active while it is sent
        sent = answer.getvalue()
    content = zipfile.ZipFile(io.BytesIO(sent)).read("index.html").decode()
    assert f'<html lang="{language}"' in content
    headings = {"de": "Links zu deiner Seite", "fr": "Liens vers ta page", "es": "Enlaces a tu página"}
    assert headings[language] in reading.texts(content)
