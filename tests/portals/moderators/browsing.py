"""The review room in a real browser: a signed-in moderator, and what the room shows."""

from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from accounts.models import Brand
from accounts.roles import Role
from campaigns.models import Campaign
from submissions.models import Submission
from tests import factories
from tests.portals import rooms


@pytest.fixture
def brand(chromium: Any, transactional_db: None) -> Brand:
    return factories.brand()


@pytest.fixture
def campaign(brand: Brand) -> Campaign:
    return factories.campaign(brand)


def room(chromium: Any, live_server: LiveServer, brand: Brand, **context: Any) -> Any:
    """The queue, opened by a moderator; errors of the page are collected."""
    cookie = rooms.signed_in(brand, Role.MODERATOR).cookies["sessionid"].value
    made = chromium.new_context(**{"viewport": {"width": 1440, "height": 900}, **context})
    made.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    opened = made.new_page()
    opened.troubles = []
    opened.on("pageerror", lambda error: opened.troubles.append(str(error)))
    opened.goto(f"{live_server.url}/review/{brand.slug}/")
    return opened


def violations(opened: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    return [found["id"] for found in Axe().run(opened).response["violations"]]


def caption(opened: Any, text: str) -> None:
    opened.wait_for_selector(f"h1:has-text('{text}')", timeout=10_000)


def seen(opened: Any, figure: str) -> None:
    """Wait until the room has noted that this picture was on the screen."""
    opened.locator(f"[data-show='{figure}'] [data-unseen-mark]").wait_for(state="hidden", timeout=10_000)


def state(item: Submission) -> str:
    return str(Submission.objects.values_list("state", flat=True).get(pk=item.pk))
