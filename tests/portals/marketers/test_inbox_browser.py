"""Fan and brand side by side in two browsers: a message, an answer and a "read", none of them by loading a page."""

from typing import Any

import pytest
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from accounts import services as accounts_services
from accounts.roles import Role
from conversations import services as conversations_services
from conversations.models import Message, Thread
from submissions.lifecycle import State
from tests import factories
from tests.browser import violations
from tests.portals import rooms

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOK = "dispatchEvent(new Event('focus'))"


def window(chromium: Any, address: str, session: str = "") -> Any:
    made = chromium.new_context(viewport={"width": 1280, "height": 900})
    if session:
        made.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    opened = made.new_page()
    opened.troubles = []
    opened.on("pageerror", lambda error: opened.troubles.append(str(error)))
    return opened


def appears(opened: Any, text: str) -> bool:
    """Ask for news now instead of in fifteen seconds, and wait for these words."""
    opened.evaluate(LOOK)
    return rooms.comes_true(opened, f"document.querySelector('main').textContent.includes({text!r})")


def test_fan_and_brand_talk_side_by_side(chromium: Any, live_server: LiveServer, transactional_db: None) -> None:
    brand = factories.brand()
    item = rooms.item(factories.campaign(brand), State.APPROVED, caption="A tent")
    secret = accounts_services.issue_contributor_token(contributor=item.contributor, at=rooms.now())
    conversations_services.reply(submission=item, contributor=item.contributor, text="Hello?", at=rooms.now())
    cookie = rooms.signed_in(brand, Role.MODERATOR).cookies["sessionid"].value
    team, fan = window(chromium, live_server.url, cookie), window(chromium, live_server.url)

    fan.goto(live_server.url + reverse("fans:me", kwargs={"token": secret}))
    assert "not read yet" in fan.inner_text("main")
    team.goto(live_server.url + reverse("marketers:conversations", kwargs={"brand": brand.slug}))
    assert violations(team) == []
    team.keyboard.press("j")
    team.keyboard.press("Enter")
    team.wait_for_selector("#thread-lines")
    assert violations(team) == []
    for opened in (team, fan):
        opened.evaluate("window.same = true")
    assert appears(fan, "read on")

    team.keyboard.press("r")
    team.keyboard.type("We show it on Monday, j k e s")  # letters in a message are letters
    conversations_services.reply(submission=item, contributor=item.contributor, text="Anybody?", at=rooms.now())
    assert appears(team, "Anybody?")
    assert team.evaluate("window.same")
    assert team.input_value("#id_text").endswith("j k e s")
    team.keyboard.press("Control+Enter")
    team.get_by_text("They read it on their own page.").wait_for()
    assert "not read yet" in team.inner_text("#thread-lines")
    with fan.expect_response("**/read/*/"):
        assert appears(fan, "We show it on Monday")
    assert fan.evaluate("window.same")
    assert appears(team, "read on")

    team.keyboard.press("n")
    team.keyboard.type("seen, be kind")  # also the very first letter is a letter
    assert team.input_value("#id_note-text") == "seen, be kind"
    team.keyboard.press("Escape")
    team.keyboard.press("?")
    assert team.locator("#keys-dialog").is_visible()
    team.keyboard.press("Escape")
    team.evaluate("document.activeElement.blur()")
    team.keyboard.press("e")
    team.wait_for_url("**/conversations/?view=open")
    assert Thread.objects.get(pk=item.pk).closed_at is not None
    assert Message.objects.filter(read_at=None).count() == 0
    assert (team.troubles, fan.troubles) == ([], [])


def test_keys_can_be_turned_off(chromium: Any, live_server: LiveServer, transactional_db: None) -> None:
    brand = factories.brand()
    item = rooms.item(factories.campaign(brand), State.APPROVED)
    conversations_services.reply(submission=item, contributor=item.contributor, text="Hello?", at=rooms.now())
    cookie = rooms.signed_in(brand, Role.MODERATOR).cookies["sessionid"].value
    team = window(chromium, live_server.url, cookie)
    team.goto(live_server.url + reverse("marketers:thread", kwargs={"brand": brand.slug, "submission": item.pk}))
    team.keyboard.press("?")
    team.uncheck("[data-keys-switch]")
    team.keyboard.press("Escape")
    team.evaluate("document.activeElement.blur()")
    team.keyboard.press("e")
    team.wait_for_timeout(300)
    assert Thread.objects.get(pk=item.pk).closed_at is None
