"""What a page advises or was asked: no hint at what is done, no filter and no country that is none."""

import pytest
from django.test import Client
from django.urls import reverse

from galleries import services as galleries_services
from submissions.lifecycle import State
from tests import factories
from tests.portals import rooms
from tests.portals.marketers.conftest import House

pytestmark = pytest.mark.django_db
LISTS = ["marketers:library", "marketers:conversations", "moderators:queue", "moderators:decided"]


@pytest.fixture
def client(house: House) -> Client:
    return rooms.signed_in(house.brand)


def test_nobody_is_asked_for_a_gallery_that_is_there(house: House, client: Client) -> None:
    page = reverse("marketers:campaign", kwargs={"brand": house.brand.slug, "campaign": house.campaign.slug})
    assert "Make a gallery" in client.get(page).content.decode()
    galleries_services.publish(gallery=house.gallery, by=house.owner, at=rooms.AT)
    assert "Make a gallery" not in client.get(page).content.decode()
    other = factories.campaign(house.brand)
    rooms.item(other, State.APPROVED)
    page = reverse("marketers:campaign", kwargs={"brand": house.brand.slug, "campaign": other.slug})
    assert "Make a gallery" in client.get(page).content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_a_campaign_that_is_not_there_is_said(house: House, client: Client, name: str) -> None:
    page = reverse(name, kwargs={"brand": house.brand.slug})
    foreign = factories.campaign(factories.brand())
    said = "There is no such campaign here"
    for slug in ("nowhere", foreign.slug, "%00"):
        assert said in client.get(f"{page}?campaign={slug}").content.decode()
    for query in ("", "?campaign=", f"?campaign={house.campaign.slug}"):
        assert said not in client.get(page + query).content.decode()


@pytest.mark.parametrize(
    ("code", "known"), [("DE", True), ("gb", True), ("", True), ("XX", False), ("UK", False), ("ZZ", False)]
)
def test_only_countries_are_territories(house: House, client: Client, code: str, known: bool) -> None:
    page = reverse("marketers:item", kwargs={"brand": house.brand.slug, "submission": house.item.pk})
    text = client.get(page, {"channel": "print", "territory": code}).content.decode()
    assert ("There is no country with this code" not in text) is known
