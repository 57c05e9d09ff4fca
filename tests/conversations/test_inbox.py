"""The inbox: its views and their counts, claims against colleagues, rest and return, notes, standard replies."""

import importlib
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts import services as accounts_services
from accounts.actors import SYSTEM, VISITOR, Actor
from accounts.models import Membership
from accounts.permissions import Denied
from accounts.roles import Role
from conversations import queries as messages_queries, services as messages_services
from conversations.inbox import filling, queries, services
from conversations.models import Message, Note, Thread
from submissions.models import Submission
from tests.galleries import stage
from tests.galleries.stage import AT, later
from tests.submissions import makers

pytestmark = pytest.mark.django_db


def colleague(of: Submission, role: Role = Role.MODERATOR) -> Actor:
    """A member with a row of their own, as claims ask for."""
    actor = makers.member(of.brand, role)
    assert actor.user_id is not None
    Membership.objects.create(brand=of.brand, user_id=actor.user_id, role=role, created_at=AT)
    return actor


def asks(about: Submission, text: str = "When is it shown?", **when: float) -> Message:
    return messages_services.reply(
        submission=about, contributor=about.contributor, text=text, at=later(**when) if when else AT
    )


def answers(about: Submission, by: Actor, text: str = "Tomorrow.", **when: float) -> Message:
    return messages_services.send(submission=about, text=text, by=by, at=later(**when) if when else AT)


def row(of: Submission) -> Thread:
    return Thread.objects.get(pk=of.pk)


def seen(actor: Actor, view: str, **more: Any) -> list[uuid.UUID]:
    at = more.pop("at", later(hours=1))
    rows = queries.threads(actor, view, at=at, **more).order_by(*queries.VIEWS[view])
    return [one.submission_id for one in rows]


def test_a_conversation_stands_as_its_messages_say() -> None:
    submission = stage.waiting()
    by = colleague(submission)
    asks(submission)
    asks(submission, "Hello?", minutes=5)
    assert (row(submission).waiting_since, row(submission).last_at) == (AT, later(minutes=5))
    answers(submission, by, minutes=6)
    assert (row(submission).waiting_since, row(submission).last_at) == (None, later(minutes=6))
    asks(submission, "Thanks!", minutes=7)
    assert row(submission).waiting_since == later(minutes=7)


def test_each_view_holds_what_belongs_there_and_says_how_many() -> None:
    campaign = makers.campaign(answer_hours=1)
    late, fresh, mine, hers, rests, closed, answered, blocked = (stage.waiting(campaign) for _ in range(8))
    me, other = colleague(late), colleague(late)
    for number, one in enumerate((late, fresh, mine, hers, rests, closed, answered, blocked)):
        asks(one, minutes=number if one is late else 30 + number)
    services.assign(submission=mine, to=me.user_id, was=None, by=me, at=AT)
    services.assign(submission=hers, to=other.user_id, was=None, by=other, at=AT)
    services.snooze(submission=rests, until=later(hours=5), version=row(rests).version, by=me, at=later(hours=1))
    services.close(submission=closed, version=row(closed).version, by=me, at=later(hours=1))
    answers(answered, me, minutes=50)
    messages_services.mark_read(submission=answered, by=me, at=later(minutes=50))
    accounts_services.block_contributor(contributor=blocked.contributor, reason="spam", by=SYSTEM, at=AT)

    expected = {
        "open": [answered, hers, mine, fresh, late],
        "unread": [closed, rests, hers, mine, fresh, late],
        "waiting": [late, fresh, mine, hers],
        "overdue": [late],
        "mine": [mine],
        "others": [hers],
        "nobody": [answered, fresh, late],
        "snoozed": [rests],
        "closed": [closed],
        "all": [answered, closed, rests, hers, mine, fresh, late],
        "blocked": [blocked],
    }
    assert {view: seen(me, view) for view in queries.VIEWS} == {
        view: [one.pk for one in rows] for view, rows in expected.items()
    }
    assert queries.counts(me, at=later(hours=1)) == {view: len(rows) for view, rows in expected.items()}
    assert messages_queries.unread_count(me) == 6


def test_somebody_who_left_takes_care_of_nothing() -> None:
    submission = stage.waiting()
    me, gone = colleague(submission), colleague(submission)
    asks(submission)
    services.assign(submission=submission, to=gone.user_id, was=None, by=gone, at=AT)
    Membership.objects.filter(brand=submission.brand).exclude(user_id=me.user_id or 0).delete()
    assert (seen(me, "nobody"), seen(me, "others")) == ([submission.pk], [])


def test_a_resting_conversation_comes_back_by_itself_or_with_a_message() -> None:
    by_time, by_word = stage.waiting(), stage.waiting()
    by_word.contributor.identity.refresh_from_db()
    for one in (by_time, by_word):
        by = colleague(one)
        asks(one)
        services.snooze(submission=one, until=later(hours=2), version=row(one).version, by=by, at=AT)
        assert (seen(by, "open"), seen(by, "snoozed")) == ([], [one.pk])
        if one is by_word:
            asks(one, "Me again", minutes=30)
        at = later(hours=2) if one is by_time else later(hours=1)
        assert (seen(by, "open", at=at), seen(by, "snoozed", at=at)) == ([one.pk], [])


def test_a_new_message_opens_what_was_closed_and_the_wait_begins_anew() -> None:
    submission = stage.waiting()
    by = colleague(submission)
    asks(submission)
    services.close(submission=submission, version=row(submission).version, by=by, at=later(minutes=1))
    asks(submission, "One more thing", minutes=9)
    assert (row(submission).closed_at, row(submission).waiting_since) == (None, later(minutes=9))


def test_of_two_who_claim_one_wins_and_the_other_is_told_whom() -> None:
    submission = stage.waiting()
    first, second = colleague(submission), colleague(submission)
    asks(submission)
    services.assign(submission=submission, to=first.user_id, was=None, by=first, at=AT)
    with pytest.raises(services.Stale, match=str(row(submission).assignee)):
        services.assign(submission=submission, to=second.user_id, was=None, by=second, at=AT)
    assert row(submission).assignee_id == first.user_id
    # Who asks for what is already so is not told off.
    assert services.assign(submission=submission, to=first.user_id, was=None, by=first, at=AT).assignee_id


@pytest.mark.parametrize("act", ["close", "snooze"])
def test_what_was_not_seen_is_not_put_away(act: str) -> None:
    submission = stage.waiting()
    by = colleague(submission)
    asks(submission)
    on_the_screen = row(submission).version
    asks(submission, "Wait, it is urgent", minutes=1)
    more = {"until": later(hours=9)} if act == "snooze" else {}
    with pytest.raises(services.Stale):
        getattr(services, act)(submission=submission, version=on_the_screen, by=by, at=later(minutes=2), **more)
    assert (row(submission).closed_at, row(submission).snoozed_until) == (None, None)
    getattr(services, act)(submission=submission, version=row(submission).version, by=by, at=later(minutes=2), **more)
    assert seen(by, "open") == []


def test_closing_twice_is_fine_and_opening_brings_back() -> None:
    submission = stage.waiting()
    by = colleague(submission)
    asks(submission)
    version = row(submission).version
    for _ in range(2):
        services.close(submission=submission, version=version, by=by, at=AT)
    with pytest.raises(services.Stale):
        services.reopen(submission=submission, version=version, by=by, at=AT)
    services.reopen(submission=submission, version=row(submission).version, by=by, at=AT)
    assert row(submission).closed_at is None


def test_rest_ends_in_the_future_and_within_a_year() -> None:
    submission = stage.waiting()
    by = colleague(submission)
    asks(submission)
    for until in (AT, later(days=366)):
        with pytest.raises(ValidationError):
            services.snooze(submission=submission, until=until, version=row(submission).version, by=by, at=AT)


def test_strangers_viewers_and_other_brands_touch_nothing() -> None:
    submission, other = stage.waiting(), stage.waiting()
    asks(submission)
    viewer = colleague(submission, Role.VIEWER)
    mine = colleague(submission)
    for by in (viewer, colleague(other), makers.fan(submission), VISITOR):
        with pytest.raises(Denied):
            services.assign(submission=submission, to=None, was=None, by=by, at=AT)
        with pytest.raises(Denied):
            services.snooze(submission=submission, until=later(hours=1), version=1, by=by, at=AT)
        with pytest.raises(Denied):
            services.close(submission=submission, version=1, by=by, at=AT)
        with pytest.raises(Denied):
            services.reopen(submission=submission, version=1, by=by, at=AT)
        with pytest.raises(Denied):
            services.write_note(submission=submission, text="Hm", by=by, at=AT)
    for to in (viewer, colleague(other)):
        with pytest.raises(Denied):
            services.assign(submission=submission, to=to.user_id, was=None, by=mine, at=AT)
    assert seen(colleague(other), "all") == []
    assert seen(VISITOR, "all") == []
    assert queries.stamp(colleague(other)) == "0.0.0"
    assert list(queries.notes(colleague(other), submission)) == []


def test_notes_stay_among_members_and_are_kept_once() -> None:
    submission, key = stage.waiting(), uuid.uuid4()
    by = colleague(submission)
    for _ in range(2):
        services.write_note(submission=submission, text="Ask legal", by=by, at=AT, form_key=key)
    assert [note.text for note in queries.notes(by, submission)] == ["Ask legal"]
    assert list(queries.notes(makers.fan(submission), submission)) == []
    assert list(messages_queries.thread(submission)) == []


def test_forgetting_empties_words_and_notes_and_ends_the_wait() -> None:
    submission, other = stage.waiting(), stage.waiting()
    by = colleague(submission)
    for one in (submission, other):
        asks(one)
    services.write_note(submission=submission, text="She lives by the lake", by=by, at=AT)
    services.snooze(submission=submission, until=later(hours=1), version=row(submission).version, by=by, at=AT)
    assert messages_services.forget(submissions=[submission.pk]) == 1
    assert messages_services.forget(submissions=[submission.pk]) == 0
    assert [note.text for note in Note.objects.all()] == [""]
    assert sorted(Message.objects.values_list("text", flat=True)) == ["", "When is it shown?"]
    stands = row(submission)
    assert (stands.waiting_since, stands.snoozed_until, stands.closed_at is not None) == (None, None, True)
    assert row(other).waiting_since == AT


def test_search_finds_names_and_words_of_one_campaign() -> None:
    campaign = makers.campaign()
    second = makers.campaign(campaign.brand)
    kim, lee = stage.waiting(campaign, name="Kim"), stage.waiting(second, name="Lee", caption="A cup")
    by = colleague(kim)
    asks(kim, "About the lighthouse")
    asks(lee, minutes=1)
    assert seen(by, "open", words="LIGHT") == [kim.pk]
    assert seen(by, "open", words="lee") == [lee.pk]
    assert seen(by, "open", words="a cup") == [lee.pk]
    assert seen(by, "open", campaign=second.slug) == [lee.pk]
    assert seen(by, "open", campaign=second.slug, words="light") == []


def test_neighbours_follow_the_order_of_the_view() -> None:
    campaign = makers.campaign()
    old, middle, new = (stage.waiting(campaign) for _ in range(3))
    by = colleague(old)
    for number, one in enumerate((old, middle, new)):
        asks(one, minutes=number)
    at = later(hours=1)
    assert queries.beside(by, "open", row(middle), at=at) == {"next": old.pk, "previous": new.pk}
    assert queries.beside(by, "waiting", row(middle), at=at) == {"next": new.pk, "previous": old.pk}
    assert queries.beside(by, "open", row(old), at=at) == {"next": None, "previous": middle.pk}


def test_one_and_three_conversations_cost_the_same() -> None:
    campaign = makers.campaign(answer_hours=1)
    by = colleague(stage.waiting(campaign))

    def read() -> int:
        with CaptureQueriesContext(connection) as captured:
            for one in queries.threads(by, "open", at=later(hours=2)):
                assert [one.submission.contributor.identity.name, one.submission.campaign.title, one.assignee][1:2]
            queries.counts(by, at=later(hours=2))
            queries.stamp(by)
        return len(captured)

    asks(stage.waiting(campaign))
    one = read()
    for _ in range(2):
        asks(stage.waiting(campaign))
    assert read() == one == 3


def test_the_stamp_moves_with_everything_that_is_seen() -> None:
    submission = stage.waiting()
    by = colleague(submission)
    stamps = [queries.stamp(by)]
    message = asks(submission)
    stamps.append(queries.stamp(by))
    messages_services.mark_read(submission=submission, by=by, at=message.at)
    stamps.append(queries.stamp(by))
    services.assign(submission=submission, to=by.user_id, was=None, by=by, at=AT)
    stamps.append(queries.stamp(by))
    services.write_note(submission=submission, text="Hm", by=by, at=AT)
    stamps.append(queries.stamp(by))
    accounts_services.block_contributor(contributor=submission.contributor, reason="spam", by=SYSTEM, at=AT)
    stamps.append(queries.stamp(by))
    assert len(set(stamps)) == len(stamps)
    assert queries.stamp(by) == stamps[-1]


def test_conversations_from_before_stand_as_if_written_today() -> None:
    waits, answered = stage.waiting(), stage.waiting()
    for one in (waits, answered):
        asks(one)
        answers(one, colleague(one), minutes=1)
    asks(waits, minutes=2)
    asks(waits, minutes=3)
    before = list(Thread.objects.order_by("pk").values_list("pk", "brand", "last_at", "waiting_since"))
    Thread.objects.all().delete()
    fill = importlib.import_module("conversations.migrations.0004_stand_of_threads").FILL
    for _ in range(2):
        with connection.cursor() as cursor:
            cursor.execute(fill)
    assert list(Thread.objects.order_by("pk").values_list("pk", "brand", "last_at", "waiting_since")) == before


def test_the_database_refuses_what_cannot_be() -> None:
    submission = stage.waiting()
    asks(submission)
    wrong: list[dict[str, Any]] = [
        {"closed_at": AT, "snoozed_until": later(hours=1)},
        {"waiting_since": later(hours=1), "last_at": AT},
    ]
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Thread.objects.filter(pk=submission.pk).update(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.update(standard=True)


@pytest.mark.parametrize(
    ("text", "values", "filled"),
    [
        ("Hello {name}, thanks!", {"name": "Kim"}, "Hello Kim, thanks!"),
        ("Hello {name}, thanks!", {}, "Hello, thanks!"),
        ("Hello {name|there}, thanks!", {}, "Hello there, thanks!"),
        ("Hello {name|there}, thanks!", {"name": "Kim"}, "Hello Kim, thanks!"),
        ("{name} wrote\n{name}", {}, "wrote"),
        ("In {campaign} by {brand}.", {"campaign": "Summer {name}", "brand": "B"}, "In Summer {name} by B."),
    ],
)
def test_variables_are_filled_and_missing_ones_leave_no_gap(text: str, values: dict[str, str], filled: str) -> None:
    assert filling.fill(text, values) == filled


def test_missing_variables_are_named_and_unknown_ones_refused() -> None:
    assert filling.missing("{name} {campaign} {name|you}", {"campaign": "Summer"}) == ["name"]
    brand = makers.brand()
    by = stage.marketer(brand)
    for name, text in (("Thanks", "Hi {friend}"), ("Thanks", "Hi {name"), ("", "Hi"), ("Thanks", "  ")):
        with pytest.raises(ValidationError):
            services.save_reply(brand=brand, name=name, locale="en", text=text, by=by, at=AT)
    with pytest.raises(Denied):
        services.save_reply(brand=makers.brand(), name="Thanks", locale="en", text="Hi", by=by, at=AT)


def test_a_standard_reply_never_passes_for_typed_words() -> None:
    submission = stage.waiting(name="Kim")
    by = colleague(submission)
    services.save_reply(
        brand=submission.brand, name="Thanks", locale="en", text="Hello {name},\nthank you!", by=by, at=AT
    )
    assert not answers(submission, by, "Hello Kim, thank you so much!").standard
    assert answers(submission, by, "Hello Kim,  thank you! ").standard
    assert not answers(submission, by, "Tomorrow.").standard


def test_replies_in_the_language_of_the_fan_come_first() -> None:
    submission = stage.waiting()
    by = colleague(submission)
    submission.contributor.identity.locale = "fr"
    for name, locale in (("A", "en"), ("B", "fr"), ("C", "de")):
        services.save_reply(brand=submission.brand, name=name, locale=locale, text="…", by=by, at=AT)
    assert [reply.name for reply in queries.offered(by, submission)] == ["B", "A", "C"]
    second = next(reply for reply in queries.replies(by) if reply.name == "B")
    services.save_reply(brand=submission.brand, reply=second, name="D", locale="fr", text="!", by=by, at=AT)
    assert [reply.name for reply in queries.replies(by)] == ["A", "C", "D"]
    assert list(queries.replies(stage.marketer(makers.brand()))) == []
