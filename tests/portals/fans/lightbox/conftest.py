"""A gallery of three photos and a film, and a phone and a desk that look at it."""

from typing import Any

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from galleries import services as galleries_services
from galleries.models import Gallery
from tests import factories
from tests.portals.fans.lightbox.visiting import DESK, LONG, PHONE, Visitor
from tests.portals.fans.shown import film, photo


@pytest.fixture
def gallery(chromium: Any, transactional_db: None) -> Gallery:
    """Three photos of different shapes and a film; the second has much to say and the third nothing."""
    campaign = factories.campaign(title="Morning light")
    sent = [
        photo(campaign, (1600, 1067), name="Mira", caption="First light"),
        photo(campaign, (900, 1600), name="Jo", caption=LONG),
        photo(campaign, (1500, 1500), name="", caption=""),
        film(campaign, name="Ana", caption="It moves"),
    ]
    by = factories.owner(campaign.brand)
    for submission in sent:
        galleries_services.place(submission_id=submission.pk, at=timezone.now())
    made = galleries_services.create(
        brand=campaign.brand, title="Mornings", by=by, at=timezone.now(), campaign=campaign
    )
    galleries_services.set_items(gallery=made, submissions=[one.pk for one in sent], by=by, at=timezone.now())
    return galleries_services.publish(gallery=made, by=by, at=timezone.now())


@pytest.fixture
def phone(chromium: Any, live_server: LiveServer, gallery: Gallery) -> Visitor:
    return Visitor(chromium, live_server, gallery, PHONE)


@pytest.fixture
def desk(chromium: Any, live_server: LiveServer, gallery: Gallery) -> Visitor:
    return Visitor(chromium, live_server, gallery, DESK)
