"""The form in a real browser: a phone, and what most people do on it."""

from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from campaigns.models import Campaign
from portals import proof
from tests import factories
from tests.submissions import makers

needs_worker = pytest.mark.skipif(not proof.worker(), reason="the front-end packages are not here: make setup")

needs_client = pytest.mark.skipif(
    not (Path(proof.__file__).parent / "static" / "vendor" / "uppy.js").exists(),
    reason="the upload client is not here: make setup",
)

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.fixture
def campaign(chromium: Any, transactional_db: None) -> Campaign:
    return factories.campaign(title="Morning light", minimum_age=16, proof_of_work=True)


def page(chromium: Any, live_server: LiveServer, campaign: Campaign, **context: Any) -> Any:
    opened = chromium.new_context(**PHONE, **context).new_page()
    opened.troubles = []
    opened.on("pageerror", lambda error: opened.troubles.append(str(error)))
    opened.goto(f"{live_server.url}/c/{campaign.slug}/submit/")
    return opened


def boxes(opened: Any) -> list[dict[str, float]]:
    """Where everything stands that one can see."""
    found: list[dict[str, float]] = opened.locator("main *").evaluate_all(
        "all => all.filter(one => !one.closest('.visually-hidden')).map(one => one.getBoundingClientRect().toJSON())"
    )
    return found


def choose(opened: Any, *names: str) -> None:
    opened.set_input_files(
        "#id_files", [{"name": name, "mimeType": "image/jpeg", "buffer": makers.jpeg()} for name in names]
    )


def chosen(opened: Any, *names: str) -> None:
    """The same, until the list stands: it moves the button below, on a busy machine between a press and its end."""
    choose(opened, *names)
    opened.locator(".file-item").nth(len(names) - 1).wait_for()


def allow(opened: Any) -> None:
    """What most people tap before the button that agrees and sends."""
    opened.select_option("#id_country", "DE")
    opened.get_by_role("button", name="I am 18 or older, and nobody can be recognised").click()
    opened.get_by_role("button", name="Agree and send it").wait_for()


def tick(opened: Any) -> None:
    """The same without script: boxes."""
    for box in ("#id_people_1", "#id_scopes", "#id_accept", "#id_age_band_2"):
        opened.check(box)
    opened.select_option("#id_country", "DE")


def turn(opened: Any) -> None:
    opened.locator(".question.is-current [data-next]").click()


def to_permission(opened: Any, *names: str) -> None:
    chosen(opened, *(names or ("lake.jpg",)))
    opened.get_by_role("button", name="On to the words").click()
    opened.get_by_role("button", name="On to the permission").click()
