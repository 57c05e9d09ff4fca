"""Every list of the studio costs the same with one row and with three, and turns pages."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import services as accounts_services
from accounts.models import User
from conversations import services as conversations_services
from core import nudge
from galleries import services as galleries_services
from portals import lists
from rights import services as rights_services
from rights.uses import Use
from submissions import services as submissions_services
from submissions.lifecycle import State
from tests import factories
from tests.conversations.emails import post
from tests.galleries.test_take_downs import ready_export
from tests.portals import rooms
from tests.portals.marketers.conftest import House
from tests.submissions import makers

pytestmark = pytest.mark.django_db


def campaign(house: House, number: int) -> None:
    factories.campaign(house.brand)


def item(house: House, number: int) -> None:
    made = rooms.item(house.campaign, State.APPROVED, caption=f"Item {number}")
    conversations_services.send(submission=made, text="Hello", by=house.owner, at=rooms.AT)


def unread(house: House, number: int) -> None:
    made = rooms.item(house.campaign, State.APPROVED)
    conversations_services.reply(submission=made, contributor=made.contributor, text="Hello", at=rooms.AT)


def asked(house: House, number: int) -> None:
    made = rooms.item(house.campaign, State.APPROVED)
    conversations_services.reply(submission=made, contributor=made.contributor, text="When?", at=timezone.now())


def gallery(house: House, number: int) -> None:
    galleries_services.create(brand=house.brand, title=f"Gallery {number}", by=house.owner, at=rooms.AT)


def in_gallery(house: House, number: int) -> None:
    made = rooms.item(house.campaign, State.APPROVED)
    galleries_services.add_items(gallery=house.gallery, submissions=[made.pk], by=house.owner, at=rooms.AT)


def export(house: House, number: int) -> None:
    with nudge.held_back():
        galleries_services.request_export(
            brand=house.brand, use=Use("print"), by=house.owner, at=rooms.AT, gallery=house.gallery
        )


def mail(house: House, number: int) -> None:
    made = rooms.item(house.campaign, State.APPROVED)
    post.queue(post.with_address(made, f"fan{number}@fans.example"))


def take_down(house: House, number: int) -> None:
    made = rooms.item(house.campaign, State.APPROVED)
    ready_export(made, downloaded_at=rooms.AT)
    with nudge.held_back():
        submissions_services.withdraw(submission=made, by=makers.fan(made), at=rooms.AT)
        galleries_services.take_down(submission_id=made.pk, at=rooms.AT)


def member(house: House, number: int) -> None:
    factories.member(house.brand)


def token(house: House, number: int) -> None:
    user = User.objects.get(pk=str(house.owner.user_id))
    accounts_services.create_token(brand=house.brand, user=user, name="x", scopes=["read"], by=house.owner, at=rooms.AT)


LISTS: dict[str, tuple[str, Callable[[House, int], None]]] = {
    "campaigns": ("campaigns", campaign),
    "insights": ("insights", campaign),
    "library": ("library", item),
    "campaign page": ("campaign", item),
    "picking": ("pick", item),
    "conversations": ("conversations", item),
    "unread": ("conversations", unread),
    "answers": ("answers", asked),
    "galleries": ("galleries", gallery),
    "gallery": ("gallery", in_gallery),
    "exports": ("exports", export),
    "take-downs": ("take_downs", take_down),
    "members": ("members", member),
    "tokens": ("tokens", token),
    "log": ("audit", gallery),
    "mail": ("mail", mail),
}


def path(house: House, name: str) -> str:
    parts = {key: {"campaign": house.campaign.slug} for key in ("campaign", "answers")}
    parts |= {"pick": {"gallery": house.gallery.slug}, "gallery": {"gallery": house.gallery.slug}}
    return reverse(f"marketers:{name}", kwargs={"brand": house.brand.slug, **parts.get(name, {})})


def cost(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked.captured_queries)


@pytest.mark.parametrize("name", list(LISTS))
def test_costs_the_same_with_one_and_with_three(house: House, name: str) -> None:
    page, add = LISTS[name]
    client = rooms.signed_in(house.brand)
    address = path(house, page)
    client.get(address)
    add(house, 1)
    before = cost(client, address)
    add(house, 2)
    add(house, 3)
    assert cost(client, address) == before


def test_pages_turn_and_come_back(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "SIZE", 2)
    monkeypatch.setattr(lists.listed, "__kwdefaults__", {"size": 2})
    for number in range(4):
        gallery(house, number)
    client = rooms.signed_in(house.brand)
    first = client.get(path(house, "galleries"))
    older = client.get(path(house, "galleries") + first.context["listed"].older)
    newer = client.get(path(house, "galleries") + older.context["listed"].newer)
    shown = [answer.context["listed"].items for answer in (first, older, newer)]
    assert shown[0] == shown[2]
    assert not set(shown[0]) & set(shown[1])


def test_hostile_cursors_are_missing_pages(house: House) -> None:
    client = rooms.signed_in(house.brand)
    for name in (
        "campaigns",
        "library",
        "galleries",
        "exports",
        "take_downs",
        "conversations",
        "answers",
        "audit",
        "mail",
    ):
        for cursor in ("%00", "e30", "W10", "x" * 2000, "WzAsMSwyXQ", "WzAsIngiLCJ5Il0"):
            assert client.get(f"{path(house, name)}?cursor={cursor}").status_code == 404, (name, cursor)


def test_hostile_filters_narrow_nothing(house: House) -> None:
    client = rooms.signed_in(house.brand)
    item_page = reverse("marketers:item", kwargs={"brand": house.brand.slug, "submission": house.item.pk})
    pages = [path(house, name) for name in ("library", "campaigns", "conversations", "campaign")] + [item_page]
    for query in (
        *("q=%00", "q=" + "x" * 5000, "q=%25_", "state=nonsense", "campaign='%20or%201=1"),
        *("kind=%F0%9F%98%80", "use=__import__", "channel=nope", "days=%D9%A1"),
    ):
        for page in pages:
            assert client.get(f"{page}?{query}").status_code == 200, (page, query)


def test_library_finds_by_words_state_campaign_kind_and_use(house: House) -> None:
    other = rooms.item(factories.campaign(house.brand), kinds=("video",), caption="On the hill", scopes=("pages",))
    client = rooms.signed_in(house.brand)
    wanted = {
        "": {house.item, other},
        "q=LAKE": {house.item},
        "state=awaiting_review": {other},
        f"campaign={other.campaign.slug}": {other},
        "kind=photo": {house.item},
        "kind=video": {other},
        "use=brand_page": {house.item},
        "use=paid_ads": set(),
        "q=nothing": set(),
    }
    for query, found in wanted.items():
        answer = client.get(f"{path(house, 'library')}?{query}")
        assert set(answer.context["listed"].items) == found, query


def test_library_finds_a_use_once_people_and_music_are_answered(house: House) -> None:
    for kind, answer in (("people", "nobody"), ("music", "none")):
        rights_services.release(
            brand_id=house.brand.pk,
            submission_id=house.item.pk,
            kind=kind,
            answer=answer,
            by=makers.fan(house.item),
            at=rooms.AT,
        )
    page = rooms.signed_in(house.brand).get(f"{path(house, 'library')}?use=paid_ads")
    assert page.context["listed"].items == [house.item]
