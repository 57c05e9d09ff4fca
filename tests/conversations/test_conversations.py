"""Messages: limits, floods, blocked people, what is read and what waits."""

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts import services as accounts_services
from accounts.actors import SYSTEM, VISITOR
from accounts.permissions import Denied
from accounts.roles import Role
from conversations import queries, services
from conversations.models import Message
from submissions.lifecycle import State
from submissions.models import Submission
from tests.galleries import stage
from tests.galleries.stage import AT, later
from tests.submissions import makers

pytestmark = pytest.mark.django_db


def reply(to: Submission, text: str = "Thanks!", **fields: Any) -> Message:
    return services.reply(**{"submission": to, "contributor": to.contributor, "text": text, "at": AT, **fields})


def send(about: Submission, text: str = "Lovely.", **fields: Any) -> Message:
    by = fields.pop("by", None) or stage.marketer(about.brand)
    return services.send(**{"submission": about, "text": text, "by": by, "at": AT, **fields})


def test_brand_and_fan_talk_in_one_thread() -> None:
    submission = stage.waiting()
    sent = send(submission, " Where was \r\nthis? ")
    answer = reply(submission, "At the lake", at=later(minutes=1))
    assert [(row.author, row.text) for row in queries.thread(submission)] == [
        ("brand", "Where was \nthis?"),
        ("contributor", "At the lake"),
    ]
    assert (sent.user_id is not None, answer.user_id) == (True, None)
    assert {sent.brand_id, answer.brand_id} == {submission.brand_id}


@pytest.mark.parametrize("text", ["", "  \n ", "\x00", "x" * 2001])
def test_empty_and_endless_messages_are_refused(text: str) -> None:
    submission = stage.waiting()
    with pytest.raises(ValidationError):
        reply(submission, text)
    with pytest.raises(ValidationError):
        send(submission, text)


def test_longest_message_fits() -> None:
    assert len(reply(stage.waiting(), "ä" * 2000).text) == 2000


@pytest.mark.parametrize("role", list(Role))
def test_who_may_send(role: Role) -> None:
    submission = stage.waiting()
    by = makers.member(submission.brand, role)
    if role == Role.VIEWER:
        with pytest.raises(Denied):
            send(submission, by=by)
    else:
        assert send(submission, by=by).user_id == by.user_id


def test_another_brand_and_another_fan_are_denied() -> None:
    submission, other = stage.waiting(), stage.waiting()
    with pytest.raises(Denied):
        send(submission, by=stage.marketer(other.brand))
    with pytest.raises(Denied):
        reply(submission, contributor=other.contributor)
    for stranger in (stage.marketer(other.brand), makers.fan(other), VISITOR):
        with pytest.raises(Denied):
            services.mark_read(submission=submission, by=stranger, at=AT)


def test_the_same_form_twice_makes_one_message() -> None:
    submission, key = stage.waiting(), uuid.uuid4()
    assert reply(submission, form_key=key) == reply(submission, "Again", form_key=key)
    assert Message.objects.count() == 1
    with pytest.raises(services.Refused):
        send(submission, form_key=key)


def test_a_blocked_contributor_is_refused_kindly() -> None:
    submission = stage.waiting()
    accounts_services.block_contributor(contributor=submission.contributor, reason="spam", by=SYSTEM, at=AT)
    submission.refresh_from_db()
    with pytest.raises(services.Refused, match="Thank you"):
        reply(submission)
    assert send(submission).author == "brand"


def test_an_erased_submission_takes_no_messages() -> None:
    submission = makers.submission(State.ERASED)
    for act in (reply, send):
        with pytest.raises(services.Refused):
            act(submission)


def test_a_flood_stops_and_says_how_long_to_wait() -> None:
    submission = stage.waiting()
    other = makers.submission(of=submission.campaign)
    other.contributor = submission.contributor
    other.save()
    for number in range(services.CONTRIBUTOR_PER_HOUR):
        reply(submission if number % 2 else other, f"Message {number}", at=later(minutes=number))

    with pytest.raises(services.TooMany) as refused:
        reply(submission, at=later(minutes=20))

    assert refused.value.retry_after == 40 * 60
    assert "40 minutes" in str(refused.value)
    assert reply(submission, at=later(minutes=61)).at == later(minutes=61)


def test_reading_marks_only_the_other_side() -> None:
    submission = stage.waiting()
    send(submission)
    reply(submission)
    marketer = stage.marketer(submission.brand)
    unseen = Message.objects.filter(author="brand", read_at=None)
    assert (queries.unread_count(marketer), unseen.count()) == (1, 1)

    assert services.mark_read(submission=submission, by=marketer, at=later(minutes=1)) == 1
    assert services.mark_read(submission=submission, by=marketer, at=later(minutes=2)) == 0
    assert (queries.unread_count(marketer), unseen.count()) == (0, 1)

    assert services.mark_read(submission=submission, by=makers.fan(submission), at=later(minutes=3)) == 1
    assert Message.objects.get(author="contributor").read_at == later(minutes=1)
