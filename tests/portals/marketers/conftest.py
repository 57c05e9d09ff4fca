"""A brand with one of everything that the studio shows."""

from dataclasses import dataclass

import pytest

from accounts import services as accounts_services
from accounts.actors import Actor
from accounts.models import Brand, User
from accounts.roles import Role
from campaigns.models import Campaign
from conversations import services as conversations_services
from conversations.inbox import services as inbox_services
from conversations.models import StandardReply
from core import nudge
from galleries import services as galleries_services
from galleries.models import Export, Gallery
from rights.uses import Use
from submissions.lifecycle import State
from submissions.models import Submission
from tests import factories
from tests.portals import rooms


@dataclass(frozen=True)
class House:
    """The brand and one of each of its things."""

    brand: Brand
    owner: Actor
    campaign: Campaign
    item: Submission
    gallery: Gallery
    export: Export
    reply: StandardReply


def furnished() -> House:
    """A brand with a campaign, an approved item with a message, a gallery and an export."""
    brand = factories.brand()
    owner = factories.owner(brand)
    campaign = factories.campaign(brand)
    item = rooms.item(campaign, State.APPROVED, caption="At the lake")
    gallery = galleries_services.create(brand=brand, title="Best of", by=owner, at=rooms.AT, campaign=campaign)
    galleries_services.add_items(gallery=gallery, submissions=[item.pk], by=owner, at=rooms.AT)
    with nudge.held_back():
        export = galleries_services.request_export(
            brand=brand, use=Use("brand_page"), by=owner, at=rooms.AT, gallery=gallery
        )
    conversations_services.send(submission=item, text="Thank you", by=owner, at=rooms.AT)
    user = User.objects.get(pk=str(owner.user_id))
    accounts_services.create_token(brand=brand, user=user, name="Shop", scopes=["read"], by=owner, at=rooms.AT)
    accounts_services.invite(brand=brand, email="new@example.org", role=Role.VIEWER, by=owner, at=rooms.AT)
    reply = inbox_services.save_reply(
        brand=brand, name="Thanks", locale="en", text="Thank you, {name|you}!", by=owner, at=rooms.AT
    )
    return House(brand, owner, campaign, item, gallery, export, reply)


@pytest.fixture
def house(db: None) -> House:
    return furnished()
