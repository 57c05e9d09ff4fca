"""What is written is what is so when it is sent: overtaken mail is dropped, messages are told once, in one mail."""

import pytest
from django.core.mail import EmailMultiAlternatives

from accounts import services as accounts_services
from conversations import services as conversations_services
from core.nudge import held_back
from moderation import services as moderation_services
from outbox import services as outbox_services
from outbox.models import Mail
from submissions.models import Submission
from tests.conversations.emails import post
from tests.galleries import stage
from tests.submissions import makers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_comes")]


def decide(submission: Submission, verdict: str, *, at: object = post.AT, **said: str) -> Submission:
    submission.refresh_from_db()
    act = getattr(moderation_services, verdict)
    made: Submission = act(
        submission=submission, version=submission.version, by=stage.moderator(submission.brand), at=at, **said
    )
    return made


def rows() -> list[tuple[str, str, str]]:
    return list(Mail.objects.order_by("created_at", "due_at").values_list("kind", "state", "last_error"))


def test_a_decision_is_told_when_the_time_for_an_undo_is_over(mailoutbox: list[EmailMultiAlternatives]) -> None:
    decide(post.waiting(), "approve")
    post.deliver_all(at=post.later(minutes=4))
    assert mailoutbox == []
    post.deliver_all(at=post.later(minutes=5))
    assert rows() == [("approved", "sent", "")]


def test_an_undone_decision_stays_silent(mailoutbox: list[EmailMultiAlternatives]) -> None:
    submission = decide(post.waiting(), "approve")
    decide(submission, "reopen", at=post.later(minutes=1))
    decide(submission, "approve", at=post.later(minutes=2))
    post.deliver_all(at=post.later(hours=1))
    assert rows() == [("approved", "dropped", "undone"), ("approved", "sent", "")]
    assert len(mailoutbox) == 1


def test_a_rejection_says_why_and_what_the_moderator_wrote(mailoutbox: list[EmailMultiAlternatives]) -> None:
    decide(post.waiting(), "reject", reason="quality", note="The <b>light</b> was low.")
    post.deliver_all(at=post.later(hours=1))
    [letter] = mailoutbox
    assert letter.subject == "About what you sent to Summer"
    body = letter.body
    assert "It is a little too blurred, dark or small to be shown large." in body
    assert "A note from the team:\n> The <b>light</b> was low." in body
    assert "The &lt;b&gt;light&lt;/b&gt; was low." in str(letter.alternatives[0][0])


def test_messages_of_a_few_minutes_come_in_one_mail_and_read_ones_in_none(
    mailoutbox: list[EmailMultiAlternatives],
) -> None:
    submission = post.waiting()
    member = stage.marketer(submission.brand)
    for minute, text in enumerate(("First", "Second")):
        conversations_services.send(submission=submission, text=text, by=member, at=post.later(minutes=minute))
    post.deliver_all(at=post.later(minutes=7))
    assert rows() == [("message", "sent", ""), ("message", "dropped", "read")]
    [letter] = mailoutbox
    assert "> First" in letter.body
    assert "> Second" in letter.body
    third = conversations_services.send(submission=submission, text="Third", by=member, at=post.later(minutes=20))
    post.deliver_all(at=post.later(minutes=30))
    assert len(mailoutbox) == 2
    assert "Second" not in mailoutbox[1].body
    assert third.text in mailoutbox[1].body
    conversations_services.send(submission=submission, text="Fourth", by=member, at=post.later(minutes=40))
    fan = makers.fan(submission)
    conversations_services.mark_read(submission=submission, by=fan, at=post.later(minutes=41))
    post.deliver_all(at=post.later(minutes=50))
    assert len(mailoutbox) == 2


def test_taking_back_is_confirmed_at_once_and_says_how_much(mailoutbox: list[EmailMultiAlternatives]) -> None:
    submission = post.waiting(assets=2)
    first = submission.assets.order_by("position")[0]
    stage.withdraw(submission, at=post.AT, assets=[first.pk])
    post.deliver_all(at=post.AT)
    stage.withdraw(submission, at=post.later(minutes=1))
    post.deliver_all(at=post.later(minutes=1))
    said = [letter.body for letter in mailoutbox]
    assert "You took back a part of what you sent to “Summer”." in said[0]
    assert "You took back what you sent to “Summer”." in said[1]


def test_what_was_taken_back_is_not_announced(mailoutbox: list[EmailMultiAlternatives]) -> None:
    submission = decide(post.waiting(), "approve")
    post.queue(submission)
    stage.withdraw(submission, at=post.later(minutes=1))
    Mail.objects.filter(kind="withdrawn").delete()
    post.deliver_all(at=post.later(hours=1))
    assert sorted(rows()) == [("approved", "dropped", "undone"), ("received", "dropped", "gone")]
    assert mailoutbox == []


def test_who_left_no_address_gets_no_row() -> None:
    decide(stage.waiting(), "approve")
    assert rows() == []


def test_erasure_stops_and_empties(mailoutbox: list[EmailMultiAlternatives]) -> None:
    submission = post.waiting()
    post.queue(submission)
    with held_back():
        outbox_services.queue(
            brand=submission.brand, kind="page_link", key="other", at=post.AT, to="guardian@example.org",
            facts={"submission": str(submission.pk)},
        )  # fmt: skip
    assert Mail.objects.exclude(sealed_to=None).count() == 1
    outbox_services.forget(contributor=submission.contributor, submissions=(submission.pk,), at=post.AT)
    assert sorted(rows()) == [("page_link", "dropped", "erased"), ("received", "dropped", "erased")]
    assert not Mail.objects.exclude(sealed_to=None).exists()
    post.deliver_all(at=post.later(days=1))
    assert mailoutbox == []


def test_without_an_identity_nothing_goes_out(mailoutbox: list[EmailMultiAlternatives]) -> None:
    submission = post.waiting()
    mail = post.queue(submission)
    submission.contributor.identity.delete()
    post.deliver(mail)
    assert (mail.state, mail.last_error, mailoutbox) == ("dropped", "no_address", [])


def test_a_wish_for_no_more_mail_counts_for_the_address_but_not_for_answers(
    mailoutbox: list[EmailMultiAlternatives],
) -> None:
    first = post.waiting()
    second = post.with_address(stage.waiting(first.campaign), "ADA@fans.example")
    accounts_services.refuse_mail(brand=first.brand, email=post.ADDRESS, at=post.AT)
    decide(second, "approve")
    post.queue(second)
    post.deliver_all(at=post.later(hours=1))
    assert sorted(rows()) == [("approved", "dropped", "refused"), ("received", "sent", "")]


def test_an_address_that_takes_no_mail_gets_none(mailoutbox: list[EmailMultiAlternatives]) -> None:
    submission = post.waiting()
    accounts_services.mark_undeliverable(brand=submission.brand, email=post.ADDRESS, at=post.AT)
    mail = post.deliver(post.queue(submission))
    assert (mail.state, mail.last_error) == ("dropped", "undeliverable")
    member = stage.moderator(submission.brand)
    accounts_services.mark_deliverable(brand=submission.brand, email=post.ADDRESS, by=member, at=post.AT)
    assert post.deliver(post.queue(submission, key="again")).state == "sent"


def test_it_speaks_the_recipients_language(mailoutbox: list[EmailMultiAlternatives]) -> None:
    submission = post.with_address(stage.waiting(), locale="de-AT")
    post.deliver(post.queue(submission))
    assert '<html lang="de">' in str(mailoutbox[0].alternatives[0][0])


@pytest.mark.parametrize("name", ["Win at www.evil.example", "call 0900123", "x" * 41, "a@b.c", ""])
def test_a_name_that_is_no_name_is_not_read_out(name: str, mailoutbox: list[EmailMultiAlternatives]) -> None:
    post.deliver(post.queue(post.with_address(stage.waiting(), name=name)))
    assert mailoutbox[0].body.startswith("Hello,\n")


def test_news_waits_for_the_morning_and_answers_do_not(mailoutbox: list[EmailMultiAlternatives]) -> None:
    submission = post.waiting()
    submission.brand.timezone = "Europe/Berlin"
    submission.brand.save()
    night = post.AT.replace(hour=22)
    decide(submission, "approve", at=night)
    post.queue(submission, at=night)
    due = dict(Mail.objects.values_list("kind", "due_at"))
    assert due == {"received": night, "approved": post.AT.replace(day=23, hour=7)}
