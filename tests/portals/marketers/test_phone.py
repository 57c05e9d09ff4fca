"""The studio on a phone, in a real browser: where one is, what state a tile is in, and no bar before there is a use."""

from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from accounts.models import Brand
from accounts.roles import Role
from campaigns.models import Campaign
from galleries import services as galleries_services
from galleries.models import TakeDown
from submissions.lifecycle import State
from submissions.models import Rendition
from tests import factories
from tests.portals import rooms

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CUT_OFF = """[...document.querySelectorAll(".photo-badge")].filter((badge) => {
  const inner = badge.firstElementChild.getBoundingClientRect();
  const outer = badge.closest(".photo").getBoundingClientRect();
  return inner.right > outer.right + 0.5 || inner.bottom > outer.bottom + 0.5;
}).map((badge) => badge.textContent)"""
IN_SIGHT = """(() => {
  const box = (selector) => document.querySelector(selector).getBoundingClientRect();
  const [line, mark] = [box(".sidenav"), box(".sidenav [aria-current]")];
  return mark.left >= line.left && mark.right <= line.right;
})()"""


@pytest.fixture
def brand(chromium: Any, transactional_db: None) -> Brand:
    return factories.brand()


@pytest.fixture
def campaign(brand: Brand) -> Campaign:
    return factories.campaign(brand)


def phone(chromium: Any, live_server: LiveServer, brand: Brand, section: str) -> Any:
    cookie = rooms.signed_in(brand, Role.OWNER).cookies["sessionid"].value
    made = chromium.new_context(viewport={"width": 390, "height": 844})
    made.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    opened = made.new_page()
    opened.goto(f"{live_server.url}/studio/{brand.slug}/{section}/")
    return opened


@pytest.mark.parametrize("section", ["library", "insights", "settings"])
def test_the_current_section_is_in_sight(chromium: Any, live_server: LiveServer, brand: Brand, section: str) -> None:
    opened = phone(chromium, live_server, brand, section)
    assert rooms.comes_true(opened, IN_SIGHT)
    assert opened.evaluate("scrollY") == 0


def test_a_count_in_the_line_of_sections_makes_no_page_wider(
    chromium: Any, live_server: LiveServer, brand: Brand, campaign: Campaign
) -> None:
    item = rooms.item(campaign, State.WITHDRAWN)
    TakeDown.objects.create(brand=brand, submission=item, cause="withdrawn", opened_at=rooms.AT)
    opened = phone(chromium, live_server, brand, "settings")
    assert opened.locator(".sidenav .count").inner_text().startswith("1")
    assert opened.evaluate("document.documentElement.scrollWidth") == 390


def test_states_are_whole_on_narrow_tiles_and_the_bar_waits_for_a_pick(
    chromium: Any, live_server: LiveServer, brand: Brand, campaign: Campaign
) -> None:
    for state, width in ((State.AWAITING_REVIEW, 500), (State.APPROVED, 700), (State.REJECTED, 1000)):
        for _copy in range(3):
            item = rooms.item(campaign, state, caption=state)
            Rendition.objects.filter(asset__submission=item).update(width=width, height=1000)
    galleries_services.create(brand=brand, title="Wall", by=factories.owner(brand), at=rooms.AT)
    opened = phone(chromium, live_server, brand, "library")
    assert opened.locator(".photo-badge").count() == 9
    assert opened.evaluate(CUT_OFF) == []
    assert not opened.is_visible(".bulk-bar")
    opened.check("[name=ids] >> nth=0")
    assert opened.is_visible(".bulk-bar")
    assert opened.inner_text(".bulk-bar b") == "1 picked"
    opened.uncheck("[name=ids] >> nth=0")
    assert not opened.is_visible(".bulk-bar")
