"""The inbox on its pages: actions and their refusals, standard replies, news without loading, blocked people apart."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import services as accounts_services
from accounts.actors import SYSTEM
from accounts.models import Membership, User
from accounts.roles import Role
from conversations import services as conversations_services
from conversations.models import Message, Note, StandardReply, Thread
from submissions.lifecycle import State
from submissions.models import Submission
from tests import factories
from tests.portals import rooms
from tests.portals.marketers.conftest import House

pytestmark = pytest.mark.django_db


def path(house: House, name: str, item: Submission | None = None, **parts: object) -> str:
    more = {"submission": item.pk} if item else {}
    return reverse(f"marketers:{name}", kwargs={"brand": house.brand.slug, **more, **parts})


def asks(house: House, text: str = "When is it shown?") -> Submission:
    item = rooms.item(house.campaign, State.APPROVED, caption="A tent")
    conversations_services.reply(submission=item, contributor=item.contributor, text=text, at=rooms.now())
    return item


def row(item: Submission) -> Thread:
    return Thread.objects.get(pk=item.pk)


@pytest.fixture
def client(house: House) -> Client:
    return rooms.signed_in(house.brand, Role.MODERATOR)


def me(client: Client) -> int:
    return int(client.session["_auth_user_id"])


def test_taking_giving_and_losing_a_claim(house: House, client: Client) -> None:
    item = asks(house)
    client.post(path(house, "assign_thread", item), {"to": me(client), "was": 0})
    assert row(item).assignee_id == me(client)
    second = rooms.signed_in(house.brand, Role.MARKETER)
    told = second.post(path(house, "assign_thread", item), {"to": me(second), "was": 0}, follow=True)
    assert "was faster" in told.content.decode()
    assert row(item).assignee_id == me(client)
    second.post(path(house, "assign_thread", item), {"to": 0, "was": me(client)})
    assert row(item).assignee_id is None
    for nonsense in ({}, {"to": "x", "was": 0}, {"to": 10**12, "was": 0}):
        assert second.post(path(house, "assign_thread", item), nonsense).status_code == 302


def test_closing_what_changed_is_refused_and_told(house: House, client: Client) -> None:
    item = asks(house)
    version = row(item).version
    conversations_services.reply(submission=item, contributor=item.contributor, text="Wait!", at=rooms.now())
    told = client.post(path(house, "close_thread", item), {"version": version}, follow=True)
    assert "changed in the meantime" in told.content.decode()
    assert row(item).closed_at is None
    done = client.post(f"{path(house, 'close_thread', item)}?view=mine", {"version": row(item).version})
    assert done.headers["Location"] == f"{path(house, 'conversations')}?view=mine"
    client.post(path(house, "reopen_thread", item), {"version": row(item).version})
    assert row(item).closed_at is None


def test_rest_is_chosen_or_the_form_comes_back(house: House, client: Client) -> None:
    item = asks(house)
    snooze = path(house, "snooze_thread", item)
    for wrong in ({"rest": "date"}, {"rest": "date", "until": "2001-01-01T09:00"}, {"rest": "never"}):
        answer = client.post(snooze, {"version": row(item).version, **wrong})
        assert answer.status_code == 422
    for rest in ("later", "tomorrow", "monday"):
        assert client.post(snooze, {"version": row(item).version, "rest": rest}).status_code == 302
        until = row(item).snoozed_until
        assert until is not None
        assert until > rooms.now()


def test_notes_are_on_the_brands_page_alone(house: House, client: Client) -> None:
    item, key = asks(house), str(uuid.uuid4())
    for _ in range(2):
        client.post(path(house, "note_thread", item), {"note-text": "Ask legal first", "note-form_key": key})
    assert Note.objects.count() == 1
    assert "Ask legal first" in client.get(path(house, "thread", item)).content.decode()
    secret = accounts_services.issue_contributor_token(contributor=item.contributor, at=rooms.now())
    own = Client().get(reverse("fans:me", kwargs={"token": secret})).content.decode()
    assert "When is it shown?" in own
    assert "Ask legal first" not in own
    assert client.post(path(house, "note_thread", item), {"note-text": " "}).status_code == 422


def test_a_standard_reply_is_inserted_filled_and_shown_as_one(house: House, client: Client) -> None:
    item = asks(house)
    page = path(house, "thread", item)
    filled = client.get(page, {"insert": house.reply.pk}).context["form"].initial["text"]
    assert filled == f"Thank you, {item.contributor.identity.name}!"
    client.post(page, {"text": filled, "form_key": str(uuid.uuid4())})
    assert Message.objects.get(author="brand", submission=item).standard
    assert "standard reply" in client.get(page).content.decode()
    secret = accounts_services.issue_contributor_token(contributor=item.contributor, at=rooms.now())
    own = Client().get(reverse("fans:me", kwargs={"token": secret})).content.decode()
    assert "standard reply" in own
    assert "read on" in own


def test_standard_replies_are_made_changed_and_taken_away(house: House, client: Client) -> None:
    new = path(house, "new_standard_reply")
    assert client.post(new, {"name": "Hi", "locale": "en", "text": "Hi {nobody}"}).status_code == 422
    client.post(new, {"name": "Hi", "locale": "de", "text": "Hallo {name|du}"})
    made = StandardReply.objects.get(name="Hi")
    client.post(path(house, "standard_reply", reply=made.pk), {"name": "Hi", "locale": "de", "text": "Servus"})
    made.refresh_from_db()
    assert made.text == "Servus"
    assert "Servus" in client.get(path(house, "standard_replies")).content.decode()
    client.post(path(house, "delete_standard_reply", reply=made.pk))
    assert not StandardReply.objects.filter(name="Hi").exists()
    other = rooms.signed_in(factories.brand(), Role.OWNER)
    assert other.get(path(house, "standard_reply", reply=house.reply.pk)).status_code == 404


def test_no_news_is_a_short_answer_and_looking_marks_nothing(house: House, client: Client) -> None:
    item = asks(house)
    for page in (path(house, "conversations"), path(house, "thread", item)):
        first = client.get(page, headers={"X-Live": "look"})
        again = client.get(page, headers={"X-Live": "look", "If-None-Match": first.headers["ETag"]})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert Message.objects.get(submission=item, author="contributor").read_at is None
    page = path(house, "thread", item)
    tag = client.get(page, headers={"X-Live": "look"}).headers["ETag"]
    seen = client.get(page, headers={"X-Live": "seen", "If-None-Match": tag})
    assert seen.status_code == 200
    assert Message.objects.get(submission=item, author="contributor").read_at is not None
    assert "ETag" not in client.get(page).headers


def test_a_fans_page_that_is_only_fetched_marks_nothing(house: House) -> None:
    secret = accounts_services.issue_contributor_token(contributor=house.item.contributor, at=rooms.now())
    page = reverse("fans:me", kwargs={"token": secret})
    first = Client().get(page, headers={"X-Live": "look"})
    again = Client().get(page, headers={"X-Live": "look", "If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert Message.objects.get(submission=house.item).read_at is None
    for how in ({}, {"X-Live": "seen"}):
        Client().get(page, headers=how)
        Client().head(page, headers=how)
    sent = Message.objects.get(submission=house.item)
    read = reverse("fans:read", kwargs={"token": secret, "submission": house.item.pk})
    for nothing in ("", "x", "9999-12-31T23:59:59-23:59", (sent.at - timedelta(minutes=1)).isoformat()):
        assert Client().post(read, {"until": nothing}).status_code == 303
        assert Message.objects.get(submission=house.item).read_at is None
    assert (
        Client().post(read, {"until": sent.at.isoformat()}, headers={"Accept": "application/json"}).status_code == 204
    )
    assert Message.objects.get(submission=house.item).read_at is not None


def test_a_page_fetched_ahead_marks_nothing(house: House, client: Client) -> None:
    item = asks(house)
    page = path(house, "thread", item)
    client.head(page)
    for header in ("Sec-Purpose", "Purpose"):
        client.get(page, headers={header: "prefetch;prerender"})
    assert Message.objects.get(submission=item, author="contributor").read_at is None


def test_blocked_people_are_kept_apart(house: House, client: Client) -> None:
    item = asks(house, "Grr")
    accounts_services.block_contributor(contributor=item.contributor, reason="spam", by=SYSTEM, at=rooms.now())
    page = path(house, "conversations")
    assert "Grr" not in client.get(page, {"view": "all"}).content.decode()
    apart = client.get(page, {"view": "blocked"})
    assert "Grr" in apart.content.decode()
    assert apart.context["nav_counts"]["conversations"] == 0
    assert "You blocked this person" in client.get(path(house, "thread", item)).content.decode()


def test_inbox_costs_the_same_for_one_and_three(house: House, client: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path(house, "conversations"), {"q": "shown"}).status_code == 200
        return len(captured)

    asks(house)
    cost()
    one = cost()
    for _ in range(2):
        asks(house)
    assert cost() == one


def test_turned_and_broken_questions_narrow_nothing(house: House, client: Client) -> None:
    asks(house)
    page = path(house, "conversations")
    for asked in ({"view": "nonsense"}, {"campaign": "nowhere"}, {"q": "x" * 500}, {"q": "\x00"}):
        assert client.get(page, asked).status_code == 200
    assert client.get(page, {"cursor": "broken"}).status_code == 404


def test_only_members_who_answer_can_be_chosen(house: House, client: Client) -> None:
    item = asks(house)
    rooms.signed_in(house.brand, Role.VIEWER)
    offered = {one.user_id for one in client.get(path(house, "thread", item)).context["members"]}
    viewers = set(Membership.objects.filter(role=Role.VIEWER).values_list("user_id", flat=True))
    assert viewers
    assert offered & viewers == set()
    assert User.objects.filter(pk__in=offered).count() == len(offered)
