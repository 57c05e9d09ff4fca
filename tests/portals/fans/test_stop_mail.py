"""No more mails: one click from the mail program, a page for people, nothing for who guesses."""

import re

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from accounts import queries as accounts_queries
from core import masking
from submissions.models import Submission
from tests.conversations.emails import post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_comes")]


@pytest.fixture
def submission() -> Submission:
    return post.waiting()


@pytest.fixture
def link(submission: Submission, mailoutbox: list[EmailMultiAlternatives]) -> str:
    """The address in the header of a piece of news."""
    from conversations import services as conversations_services
    from tests.galleries import stage

    conversations_services.send(submission=submission, text="Lovely", by=stage.marketer(submission.brand), at=post.AT)
    post.deliver_all(at=post.later(minutes=5))
    headers = mailoutbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = re.fullmatch(r"<http://localhost:\d+(/mail/stop/[^/>]+/)>", headers["List-Unsubscribe"])
    assert found
    assert found[1] in mailoutbox[0].body
    return found[1]


def refused(submission: Submission) -> bool:
    box = accounts_queries.mailbox(brand_id=submission.brand_id, contributor_id=submission.contributor_id)
    assert box
    return box.refused


def test_opening_the_link_changes_nothing(submission: Submission, link: str) -> None:
    answer = Client().get(link)
    assert "No more mails" in answer.content.decode()
    assert not refused(submission)
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_one_click_of_a_mail_program_is_enough_and_can_be_taken_back(submission: Submission, link: str) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(link, {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, refused(submission)) == (200, True)
    client.post(link, {"again": "1"})
    assert not refused(submission)


def test_a_changed_link_and_that_of_an_erased_person_open_nothing(submission: Submission, link: str) -> None:
    forged = link[:-3] + ("aa/" if not link.endswith("aa/") else "bb/")
    assert Client().post(forged).status_code == 404
    submission.contributor.identity.delete()
    gone = Client().post(link)
    assert gone.status_code == 404
    assert gone.content.split(b"<main")[1] == Client().post(forged).content.split(b"<main")[1]


def test_the_link_is_masked_in_logs(link: str) -> None:
    assert masking.masked(f"GET {link} 200") == "GET /mail/stop/[hidden]/ 200"
