"""Mail that asks somebody to prove or allow something: only as long as the answer is awaited."""

import re

import pytest
from django.core.mail import EmailMultiAlternatives

from conversations.emails import composing
from conversations.emails.kinds import WORDS
from core.nudge import held_back
from outbox.models import Mail
from submissions import services as submissions_services
from submissions.models import Submission
from submissions.releases import queries as releases_queries, services as releases_services
from submissions.releases.models import ReleaseRequest
from submissions.releases.validators import Person
from tests.conversations.emails import post
from tests.galleries import stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission() -> Submission:
    return post.waiting(people="others_agreed")


def asked(submission: Submission, role: str = "person") -> ReleaseRequest:
    with held_back():
        [request] = releases_services.ask(
            submission=submission, role=role, people=[Person(name="Jo", email="jo@friends.example")], at=post.AT
        )
    return request


def test_every_kind_has_words_and_a_composer() -> None:
    assert set(WORDS) == set(composing.COMPOSERS) == set(Mail.Kind)


def test_the_link_that_proves_the_address_opens_and_is_asked_once(
    submission: Submission, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    with held_back():
        submissions_services.ask_to_confirm(submission=submission, contributor=submission.contributor, at=post.AT)
    mail = post.deliver(Mail.objects.get(kind="confirm_email"))
    assert (mail.state, mail.last_error) == ("sent", "")
    [link] = set(re.findall(r"/confirm/([^/\s]+)/", str(mailoutbox[0].body)))
    seen = [submission.pk]
    confirmed = submissions_services.confirm_address(secret=link, shown=seen, at=post.later(minutes=5))
    assert confirmed == submission.contributor
    late = post.deliver(post.queue(submission, "confirm_email", "late"), at=post.later(hours=1))
    assert (late.state, late.last_error) == ("dropped", "answered")


@pytest.mark.parametrize(("role", "kind"), [("person", "release_request"), ("author", "guardian_request")])
def test_who_is_asked_gets_a_link_of_their_own(
    submission: Submission, mailoutbox: list[EmailMultiAlternatives], role: str, kind: str
) -> None:
    request = asked(submission, role)
    mail = post.deliver(Mail.objects.get(kind=kind))
    assert (mail.state, mail.sealed_to) == ("sent", None)
    letter = mailoutbox[0]
    assert letter.to == ["jo@friends.example"]
    [token] = set(re.findall(r"/release/([^/\s]+)/", str(letter.body)))
    assert releases_queries.by_secret(token) == request
    assert "Ada" not in letter.body


def test_who_has_answered_is_not_asked(submission: Submission, mailoutbox: list[EmailMultiAlternatives]) -> None:
    request = asked(submission)
    releases_services.answer(
        request=request, link=request.Link.MAIL, agrees=True, statement="I agree.", locale="en", control="test",
        at=post.AT,
    )  # fmt: skip
    mail = post.deliver(Mail.objects.get(kind="release_request"))
    assert (mail.state, mail.last_error, mailoutbox) == ("dropped", "answered", [])


def test_nobody_is_asked_about_what_was_taken_back(
    submission: Submission, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    asked(submission)
    with held_back():
        stage.withdraw(submission, at=post.AT)
    mail = post.deliver(Mail.objects.get(kind="release_request"))
    assert (mail.state, mail.last_error, mailoutbox) == ("dropped", "gone", [])


def test_an_address_that_waits_for_its_proof_is_told_nothing_else(
    submission: Submission, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    with held_back():
        submissions_services.ask_to_confirm(submission=submission, contributor=submission.contributor, at=post.AT)
        stage.withdraw(submission, at=post.AT)
    mail = post.deliver(Mail.objects.get(kind="withdrawn"))
    assert (mail.state, mail.last_error, mailoutbox) == ("dropped", "unconfirmed", [])
