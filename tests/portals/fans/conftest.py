"""What every test of the public pages gets: a fresh cache, and nudges that only note what would be done."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from campaigns.models import Campaign
from core import nudge as nudging
from portals.fans import guards
from tests import factories

Nudged = list[tuple[str, dict[str, Any]]]


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def nudged(monkeypatch: pytest.MonkeyPatch) -> Nudged:
    """What was nudged after commit; nothing of it runs."""
    sent: Nudged = []
    monkeypatch.setattr(nudging, "_send", lambda name, queue, countdown, kwargs: sent.append((name, kwargs)))
    return sent


@pytest.fixture(autouse=True)
def _as_quick_as_a_machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser that is driven fills in a form in less than a person's two seconds; those have tests of their own."""
    if "chromium" in request.fixturenames:
        monkeypatch.setattr(guards, "YOUNGEST", timedelta(0))


@pytest.fixture
def campaign(db: None) -> Campaign:
    tagline = "What is on your table when the day begins?"
    return factories.campaign(title="Morning light", tagline=tagline, proof_of_work=True)
