"""Galleries, exports and conversations by hand: picking, ordering, publishing, taking along, writing."""

import csv
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.roles import Role
from conversations import services as conversations_services
from conversations.models import Message
from core import nudge, storage
from galleries import services as galleries_services, validators as galleries_validators
from galleries.models import Export, ExportItem, Gallery, TakeDown
from portals.marketers import ordering
from rights.uses import Use
from submissions import services as submissions_services
from submissions.lifecycle import State
from submissions.models import Submission
from tests import factories
from tests.galleries.test_take_downs import ready_export
from tests.portals import rooms
from tests.portals.marketers.conftest import House
from tests.submissions import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(house: House) -> Client:
    return rooms.signed_in(house.brand, Role.MARKETER)


def address(house: House, name: str, **parts: Any) -> str:
    return reverse(f"marketers:{name}", kwargs={"brand": house.brand.slug, **parts})


def inside(gallery: Gallery) -> list[uuid.UUID]:
    return list(gallery.items.order_by("position").values_list("submission_id", flat=True))


def test_a_gallery_is_made_and_filled_from_the_library(house: House, client: Client) -> None:
    answer = client.post(address(house, "new_gallery"), {"title": "Winter", "campaign": house.campaign.slug})
    made = Gallery.objects.get(title="Winter")
    assert answer.headers["Location"] == address(house, "pick", gallery=made.slug)
    client.post(address(house, "to_gallery"), {"ids": [str(house.item.pk)], "gallery": made.slug})
    assert inside(made) == [house.item.pk]


def test_picking_offers_only_what_is_approved_and_not_inside(house: House, client: Client) -> None:
    fresh = rooms.item(house.campaign, State.APPROVED)
    rooms.item(house.campaign, State.AWAITING_REVIEW)
    page = address(house, "pick", gallery=house.gallery.slug)
    assert client.get(page).context["listed"].items == [fresh]
    client.post(page, {"ids": [str(fresh.pk)]})
    assert inside(house.gallery) == [house.item.pk, fresh.pk]


def test_things_that_are_not_ours_do_not_get_in(house: House, client: Client) -> None:
    foreign = rooms.item(factories.campaign(), State.APPROVED)
    page = address(house, "pick", gallery=house.gallery.slug)
    for ids in ([str(foreign.pk)], ["nonsense"], [], [str(uuid.uuid4())], ["\x00"]):
        assert client.post(page, {"ids": ids}).status_code == 200
        client.post(address(house, "to_gallery"), {"ids": ids, "gallery": house.gallery.slug})
    assert inside(house.gallery) == [house.item.pk]


def test_items_move_by_steps_and_by_dropping(house: House, client: Client) -> None:
    more = [rooms.item(house.campaign, State.APPROVED) for _ in range(2)]
    galleries_services.add_items(
        gallery=house.gallery, submissions=[item.pk for item in more], by=house.owner, at=rooms.AT
    )
    one, two, three = inside(house.gallery)
    page = address(house, "place", gallery=house.gallery.slug)
    client.post(page, {"submission": str(three), "move": "up"})
    assert inside(house.gallery) == [one, three, two]
    client.post(page, {"submission": str(two), "before": str(one)})
    assert inside(house.gallery) == [two, one, three]
    client.post(page, {"submission": str(two), "before": "", "move": "last"})
    assert inside(house.gallery) == [one, three, two]
    client.post(address(house, "remove_item", gallery=house.gallery.slug), {"submission": str(three)})
    assert inside(house.gallery) == [one, two]
    assert client.post(page, {"submission": "nonsense"}).status_code == 404


def test_moving_never_loses_or_doubles_an_item() -> None:
    ids = [uuid.uuid4() for _ in range(4)]
    for item in [*ids, uuid.uuid4()]:
        for move in ("up", "down", "first", "last", ""):
            for before in [None, *ids]:
                moved = ordering.moved(ids, submission=item, move=move, before=before)
                assert sorted(moved) == sorted(ids)
    assert ordering.moved(ids, submission=ids[0], move="up") == ids
    assert ordering.moved(ids, submission=ids[3], move="down") == ids


def test_what_does_not_show_is_said_with_its_reason(house: House, client: Client) -> None:
    unlicensed = rooms.item(house.campaign, State.APPROVED, granted=False)
    galleries_services.add_items(gallery=house.gallery, submissions=[unlicensed.pk], by=house.owner, at=rooms.AT)
    answer = client.get(address(house, "gallery", gallery=house.gallery.slug))
    assert [item.submission for item in answer.context["hidden"]] == [unlicensed]
    assert "The permission does not cover" in answer.content.decode()


def test_publishing_and_taking_offline(house: House, client: Client) -> None:
    for name, published in (("publish", True), ("unpublish", False)):
        client.post(address(house, name, gallery=house.gallery.slug))
        house.gallery.refresh_from_db()
        assert bool(house.gallery.published_at) is published


def test_an_export_says_first_how_many_may_be_used(house: House, client: Client) -> None:
    page = address(house, "export_gallery", gallery=house.gallery.slug)
    assert "1 of 1 files" in client.get(page, {"channel": "brand_page"}).content.decode()
    assert "0 of 1 files" in client.get(page, {"channel": "paid_ads"}).content.decode()
    assert "two letters" in client.get(page, {"channel": "paid_ads", "territory": "1!"}).content.decode()


def test_an_export_is_asked_for_and_watched(house: House, client: Client) -> None:
    page = address(house, "export_campaign", campaign=house.campaign.slug)
    with nudge.held_back():
        answer = client.post(page, {"channel": "print", "territory": "de", "edits": "on"})
    made = Export.objects.get(filter={"campaign": house.campaign.slug})
    assert made.use == {"channel": "print", "territory": "DE", "edits": True, "ai": False}
    text = client.get(answer.headers["Location"]).content.decode()
    assert 'hx-trigger="every 2s"' in text
    early = client.get(address(house, "download", export=made.pk))
    assert early.headers["Location"] == address(house, "export", export=made.pk)
    assert rooms.signed_in(house.brand, Role.VIEWER).get(address(house, "download", export=made.pk)).status_code == 403
    stranger = rooms.signed_in(factories.brand())
    assert stranger.get(address(house, "download", export=made.pk)).status_code == 404


def test_a_store_without_the_file_is_said_on_the_page_of_the_export(
    house: House, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ready_export(house.item, use=Use(channel="brand_page"))
    file = address(house, "download", export=made.pk)
    assert "is not there any more" in client.get(file, follow=True).content.decode()

    def silent(key: str) -> None:
        raise storage.Unavailable(key)

    monkeypatch.setattr(storage, "open", silent)
    assert "cannot be read just now" in client.get(file, follow=True).content.decode()


def test_who_closes_a_take_down_answers_only_for_what_was_shown(house: House, client: Client) -> None:
    task = taken_back(house.item)
    page = client.get(address(house, "take_downs")).content.decode()
    (last,) = re.findall(r'name="last" value="(\d+)"', page)
    ready_export(house.item, downloaded_at=rooms.AT)
    galleries_services.take_down(submission_id=house.item.pk, at=rooms.AT)
    close = address(house, "close_take_down", task=task.pk)
    for data in ({"last": last, "note": "Gone"}, {"note": "Gone"}, {"last": ""}):
        assert "More copies have come" in client.post(close, data, follow=True).content.decode()
    task.refresh_from_db()
    assert task.closed_at is None
    for data in ({"last": "x"}, {"last": "-1"}, {"last": str(2**63)}):
        assert client.post(close, data).status_code == 404
    (last,) = re.findall(r'name="last" value="(\d+)"', client.get(address(house, "take_downs")).content.decode())
    client.post(close, {"last": last})
    task.refresh_from_db()
    assert task.closed_at is not None


def test_an_export_with_a_nonsense_use_is_sent_back(house: House, client: Client) -> None:
    page = address(house, "export_gallery", gallery=house.gallery.slug)
    before = Export.objects.count()
    for data in ({}, {"channel": "x"}, {"channel": "print", "territory": "Germany"}, {"channel": "\x00"}):
        assert client.post(page, data).status_code == 200
    assert Export.objects.count() == before


def test_take_downs_are_closed_with_a_note(house: House, client: Client) -> None:
    task = TakeDown.objects.create(brand=house.brand, submission=house.item, cause="withdrawn", opened_at=rooms.AT)
    shown = client.get(address(house, "take_downs")).content.decode()
    assert f'maxlength="{galleries_validators.NOTE_LENGTH}"' in shown
    client.post(address(house, "close_take_down", task=task.pk), {"note": "Removed from the shop"})
    task.refresh_from_db()
    assert (bool(task.closed_at), task.note) == (True, "Removed from the shop")
    foreign = address(house, "close_take_down", task=2**70)
    assert client.post(foreign).status_code == 404


def taken_back(item: Submission) -> TakeDown:
    """A copy of it was fetched; then its contributor took it back."""
    ready_export(item, downloaded_at=rooms.AT)
    with nudge.held_back():
        submissions_services.withdraw(submission=item, by=makers.fan(item), at=rooms.AT)
        galleries_services.take_down(submission_id=item.pk, at=rooms.AT)
    return TakeDown.objects.get(submission=item)


def test_take_downs_say_why_and_show_picture_and_file(house: House, client: Client) -> None:
    task = taken_back(house.item)
    file = ExportItem.objects.get(submission=house.item).file
    answer = client.get(address(house, "take_downs"))
    page = answer.content.decode()
    assert "Its contributor took it back." in page
    assert file in page
    assert f"the export of {house.campaign.slug}</a> for Paid advertising" in page
    (source,) = re.findall(r'src="(/media/take-downs/[^"]+)"', page)
    assert client.get(source).getvalue().startswith(b"\xff\xd8")
    badge = '<span class="count">1<span class="visually-hidden"> to take down</span></span>'
    assert badge in client.get(address(house, "campaigns")).content.decode()
    (last,) = re.findall(r'name="last" value="(\d+)"', page)
    client.post(address(house, "close_take_down", task=task.pk), {"last": last})
    assert (client.get(source).status_code, badge in client.get(address(house, "campaigns")).content.decode()) == (
        404,
        False,
    )
    closed = client.get(address(house, "take_downs") + "?state=closed").content.decode()
    assert ("Its contributor took it back." in closed, "/media/take-downs/" in closed) == (True, False)


def test_a_void_export_is_made_again_for_the_same_use(house: House, client: Client) -> None:
    taken_back(house.item)
    void = Export.objects.get(state="void")
    page = client.get(address(house, "export", export=void.pk)).content.decode()
    assert "Make it again" in page
    with nudge.held_back():
        answer = client.post(address(house, "export_again", export=void.pk))
    made = Export.objects.latest("created_at")
    assert answer.headers["Location"] == address(house, "export", export=made.pk)
    assert (made.use, made.filter, made.gallery, made.state) == (void.use, void.filter, void.gallery, "waiting")
    assert "Make it again" not in client.get(address(house, "export", export=made.pk)).content.decode()


def test_an_original_needs_a_reason_and_leaves_a_line(house: House, client: Client) -> None:
    asset = house.item.assets.get()
    from django.core.files.base import ContentFile

    storage.put(asset.original_key, ContentFile(makers.jpeg()), "image/jpeg")
    page = address(house, "original", submission=house.item.pk, asset=asset.pk)
    assert client.post(page, {"reason": " "}).status_code == 422
    answer = client.post(page, {"reason": "Poster in A0"})
    assert b"".join(answer) == makers.jpeg()
    assert "attachment" in answer.headers["Content-Disposition"]
    assert AuditEntry.objects.get(action="original.fetch").words.text == "Poster in A0"
    assert client.get(page).status_code == 405


def test_a_use_is_checked_with_reasons_and_events(house: House, client: Client) -> None:
    page = address(house, "item", submission=house.item.pk)
    yes = client.get(page, {"channel": "brand_page"}).content.decode()
    no = client.get(page, {"channel": "paid_ads"}).content.decode()
    assert "Yes: Our own pages" in yes
    assert "No: not for Paid advertising" in no
    assert "may only be shown on our own pages" in no


def test_writing_and_reading_marks_as_read(house: House, client: Client) -> None:
    page = address(house, "thread", submission=house.item.pk)
    Message.objects.create(
        brand=house.brand, submission=house.item, author="contributor", text="Hi", at=rooms.AT + timedelta(hours=1)
    )
    unread = f"{address(house, 'conversations')}?view=unread"
    assert [row.submission_id for row in client.get(unread).context["listed"].items] == [house.item.pk]
    rooms.signed_in(house.brand, Role.VIEWER).get(page)
    assert client.get(unread).context["listed"].items
    client.get(page)
    assert not client.get(unread).context["listed"].items
    key = str(uuid.uuid4())
    for _ in range(2):
        client.post(page, {"text": "You are welcome", "form_key": key})
    assert Message.objects.filter(text="You are welcome").count() == 1


def test_messages_that_say_nothing_are_sent_back(house: House, client: Client) -> None:
    page = address(house, "thread", submission=house.item.pk)
    for data in ({"text": " "}, {"text": "x" * 5000}, {"text": "\x00"}, {"text": "Hi", "form_key": "nonsense"}, {}):
        assert client.post(page, data).status_code == 422
    assert Message.objects.filter(submission=house.item).count() == 1


def test_figures_open_to_their_formula_and_rows(house: House, client: Client) -> None:
    text = client.get(address(house, "insight", campaign=house.campaign.slug)).content.decode()
    assert "How it is counted" in text
    rows = client.get(
        address(house, "insight_csv", campaign=house.campaign.slug, key="submissions_by_day"), {"days": "7"}
    )
    assert rows.headers["Content-Type"].startswith("text/csv")
    assert len(rows.content.decode().splitlines()) == 8
    missing = address(house, "insight_csv", campaign=house.campaign.slug, key="followers")
    assert client.get(missing).status_code == 404


def test_answers_open_to_their_conversations(house: House, client: Client) -> None:
    at = timezone.now() - timedelta(hours=5)
    asked = rooms.item(house.campaign, State.APPROVED)
    Message.objects.all().delete()
    conversations_services.reply(submission=asked, contributor=asked.contributor, text="When?", at=at)
    conversations_services.send(submission=asked, text="Soon", by=house.owner, at=at + timedelta(hours=2))
    page = client.get(address(house, "answers", campaign=house.campaign.slug)).content.decode()
    thread = address(house, "thread", submission=asked.pk)
    assert thread in page
    assert "2\xa0hours" in page
    figures = client.get(address(house, "insight", campaign=house.campaign.slug)).content.decode()
    assert [figures.count(f"&amp;how={how}") for how in ("answered", "all", "open")] == [1, 1, 0]
    for key in ("time_to_first_answer", "answered_share"):
        rows = client.get(address(house, "insight_csv", campaign=house.campaign.slug, key=key)).content.decode()
        heading, row = csv.reader(rows.splitlines())
        assert heading == ["Conversation", "Campaign", "Asked", "Answered", "Hours to the answer", "How"]
        assert (row[0].endswith(thread), row[4:]) == (True, ["2.0", "Answered in own words"])
