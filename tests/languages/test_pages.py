"""Each public page in each language: no English is left on it, and a visitor can choose."""

import re

import pytest
from django.conf import settings
from django.test import Client, override_settings

from accounts.roles import Role
from campaigns.models import Campaign
from tests import factories
from tests.languages import reading
from tests.languages.conftest import forms_sent_back
from tests.portals import rooms
from ugc_platform import catalogues

OTHERS = [code for code, _name in settings.LANGUAGES if code != "en"]
languages = pytest.mark.parametrize("language", OTHERS)


def walk(client: Client, pages: dict[str, str], language: str) -> dict[str, str]:
    """Every page as a browser with this language gets it, also what comes back for an empty form."""
    headers = {"Accept-Language": language}
    found = {name: client.get(address, headers=headers).content.decode() for name, address in pages.items()}
    sent_back = forms_sent_back(client, pages, **headers)
    return found | {f"{name}, sent back": content for name, content in sent_back.items()}


def patterns(language: str) -> dict[str, re.Pattern[str]]:
    """What each English sentence looks like with something filled in; not those that are the same in both languages."""
    found = {}
    for message in catalogues.read(catalogues.path_of(settings.BASE_DIR, language)):
        pairs = [(message.id, message.string)]
        if isinstance(message.id, tuple):
            assert isinstance(message.string, tuple)
            pairs = list(zip(message.id, message.string, strict=True))
        for english, other in pairs:
            assert isinstance(english, str)
            if english and english != other and "<a" not in english:
                escaped = re.escape(re.sub(r"%\(\w+\)[sd]", "\0", english)).replace("\0", ".+")
                found[english] = re.compile(escaped)
    return found


@languages
def test_no_english_sentence_is_left(client: Client, pages: dict[str, str], language: str) -> None:
    english = patterns(language)
    for name, content in walk(client, pages, language).items():
        assert f'<html lang="{language}"' in content, name
        leaks = [(text, id_) for text in reading.texts(content) for id_, one in english.items() if one.fullmatch(text)]
        assert leaks == [], name


@languages
def test_no_sentence_is_the_same_as_on_the_english_page(
    client: Client, pages: dict[str, str], campaign: Campaign, language: str
) -> None:
    """This also finds sentences that never went through gettext."""
    ours, theirs = walk(client, pages, "en"), walk(client, pages, language)
    brand = campaign.brand
    known = {"light dark", brand.name, "JSON Feed", f"Lumen · {brand.name}", f"Aurora · {brand.name}"}
    for name, content in theirs.items():
        same = reading.texts(content) & reading.texts(ours[name])
        sentences = {text for text in same if re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", text)} - known
        assert sentences == set(), name


def test_dates_and_sizes_are_local(client: Client, pages: dict[str, str], campaign: Campaign) -> None:
    assert campaign.closes_at
    months = {"de": "Dezember", "fr": "décembre", "es": "diciembre"}
    campaign.closes_at = campaign.closes_at.replace(year=2031, month=12, day=9)
    campaign.max_photo_bytes = 2_500_000
    campaign.save()
    for language, month in months.items():
        headers = {"Accept-Language": language}
        assert month in client.get(pages["campaign"], headers=headers).content.decode()
        assert "2,5" in client.get(pages["submit"], headers=headers).content.decode()


def test_the_browser_chooses_and_the_visitor_may_choose_otherwise(client: Client, pages: dict[str, str]) -> None:
    german = {"Accept-Language": "de-CH,de;q=0.9,en;q=0.5"}
    first = client.get(pages["campaign"], headers=german)
    assert first.headers["Content-Language"] == "de"
    menu = re.findall(r'<a href="(\?language=\w+)" lang="(\w+)"[^>]*?( aria-current="true")?>', first.content.decode())
    assert [(address, bool(here)) for address, _lang, here in menu] == [
        ("?language=en", False),
        ("?language=de", True),
        ("?language=fr", False),
        ("?language=es", False),
    ]
    answer = client.get(pages["campaign"] + "?language=fr", headers=german)
    assert (answer.status_code, answer.headers["Location"]) == (302, pages["campaign"])
    assert "no-store" in answer.headers["Cache-Control"]
    cookie = answer.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (cookie.value, cookie["samesite"], cookie["httponly"]) == ("fr", "Lax", True)
    assert client.get(pages["home"], headers=german).headers["Content-Language"] == "fr"
    client.get("/?language=en")
    assert client.get(pages["home"], headers=german).headers["Content-Language"] == "en"


def test_the_choice_keeps_the_rest_of_the_address_and_leads_nowhere_else(client: Client, pages: dict[str, str]) -> None:
    kept = client.get(pages["me"] + "?sent=1&language=es")
    assert kept.headers["Location"] == pages["me"] + "?sent=1"
    assert client.get("/?language=tlh").status_code == 200
    assert client.post(pages["submit"] + "?language=de").status_code == 422
    away = client.get("/x", {"language": "de"}, PATH_INFO="//evil.example/")
    assert away.headers["Location"] == "/%2Fevil.example/"


@override_settings(SITE_IS_HTTPS=True)
def test_the_choice_travels_only_encrypted_where_the_site_does(client: Client, db: None) -> None:
    assert client.get("/?language=de").cookies[settings.LANGUAGE_COOKIE_NAME]["secure"] is True


def test_every_page_has_the_menu(client: Client, pages: dict[str, str]) -> None:
    for name, content in walk(client, pages, "fr").items():
        assert 'hreflang="de"' in content, name


def test_caches_are_told_what_a_page_was_chosen_by(client: Client, pages: dict[str, str], campaign: Campaign) -> None:
    for name, address in pages.items():
        vary = {word.strip() for word in client.get(address).headers["Vary"].split(",")}
        assert {"Accept-Language", "Cookie"} <= vary, name
    drawing = client.get(f"/c/{campaign.slug}/qr.svg")
    assert "Accept-Language" not in drawing.headers.get("Vary", "")


def test_looking_around_sets_no_cookie(client: Client, pages: dict[str, str]) -> None:
    for name in ("home", "campaign", "terms", "gallery", "me"):
        assert not client.get(pages[name], headers={"Accept-Language": "de"}).cookies, name


def test_terms_are_marked_with_their_own_language(client: Client, pages: dict[str, str], campaign: Campaign) -> None:
    for name in ("terms", "submit", "receipt"):
        content = client.get(pages[name], headers={"Accept-Language": "es"}).content.decode()
        assert 'lang="en" dir="auto"' in content, name


def test_the_rooms_of_members_speak_one_language(db: None) -> None:
    brand = factories.brand()
    answer = rooms.signed_in(brand, Role.OWNER).get(
        f"/studio/{brand.slug}/campaigns/", headers={"Accept-Language": "de"}
    )
    assert answer.headers["Content-Language"] == "en"
    content = answer.content.decode()
    assert '<html lang="en"' in content
    assert "Skip to the content" in content
