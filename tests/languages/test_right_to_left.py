"""Ready for languages written from right to left: a made-up one turns every page round, nothing sticks out."""

import gettext
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import translation
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEBREW = "אבגדהוזחטיכלמנסעפצקרשת"
LANGUAGES = [*settings.LANGUAGES, ("he", "עברית")]


class Pretended(gettext.NullTranslations):
    """Says every sentence in Hebrew letters, a third longer than in English; placeholders and tags stay."""

    def gettext(self, message: str) -> str:
        return message if "%(" in message or "<" in message else pretend(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return msgid1 if n == 1 else msgid2


def pretend(message: str) -> str:
    """The sentence in letters that run the other way."""
    words = [
        "".join(HEBREW[(ord(letter) + place) % len(HEBREW)] for place, letter in enumerate(word + word[::3]))
        for word in message.split()
    ]
    return " ".join(words)


@pytest.fixture
def hebrew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The made-up language, beside the real ones."""
    catalogues: Any = translation.trans_real  # type: ignore[attr-defined]
    real = catalogues.translation
    monkeypatch.setattr(catalogues, "translation", lambda language: _pretended(real("en"), language, real))
    with override_settings(LANGUAGES=LANGUAGES):
        catalogues.get_languages.cache_clear()
        yield
    catalogues.get_languages.cache_clear()


def _pretended(english: Any, language: str, real: Any) -> Any:
    if language != "he":
        return real(language)
    made: Any = type(english)("en")
    spoken = Pretended()
    made.gettext = spoken.gettext
    made.ngettext = spoken.ngettext
    made.to_language = lambda: "he"
    made._DjangoTranslation__to_language = "he"
    return made


@pytest.mark.parametrize("width", [390, 1440])
def test_every_public_page_turns_round_and_nothing_sticks_out(
    chromium: Any, pages: dict[str, str], live_server: LiveServer, hebrew: None, width: int
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 844}, locale="he")
    opened = context.new_page()
    for name, address in pages.items():
        opened.goto(live_server.url + address)
        assert set(opened.locator(".skip").inner_text()) <= set(HEBREW + " "), name
        assert (name, opened.evaluate("document.documentElement.dir")) == (name, "rtl")
        assert (name, opened.evaluate("document.documentElement.scrollWidth")) == (name, width)
        head = opened.locator("h1").bounding_box()
        assert (name, head["x"] >= 0, head["x"] + head["width"] <= width) == (name, True, True)
    context.close()


def test_what_leads_on_points_the_other_way(
    chromium: Any, pages: dict[str, str], live_server: LiveServer, hebrew: None
) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="he")
    opened = context.new_page()
    opened.goto(live_server.url + pages["submit"])
    for icon in opened.locator(".icon-turns").all():
        assert icon.evaluate("one => getComputedStyle(one).scale") == "-1 1"
    skip = opened.locator(".skip").evaluate("one => getComputedStyle(one).insetInlineStart")
    right = opened.locator(".skip").evaluate("one => getComputedStyle(one).right")
    assert skip == right
    context.close()
