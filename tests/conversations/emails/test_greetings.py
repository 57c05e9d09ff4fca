"""No name of a stranger stands in a mail before its address was proven, and nothing that becomes a link ever does."""

import pytest
from django.core.mail import EmailMultiAlternatives

from accounts import queries as accounts_queries, services as accounts_services
from conversations import names
from outbox.models import Mail
from submissions.models import Submission
from tests.conversations.emails import post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_comes")]
ADVERTISEMENT = "Win 500 EUR at evil.com now"


def received(name: str, *, proven: bool, mailoutbox: list[EmailMultiAlternatives]) -> str:
    submission: Submission = post.with_address(post.waiting(), name=name)
    if proven:
        accounts_services.note_confirmed_email(contributor=submission.contributor, at=post.AT)
    assert post.deliver(post.queue(submission)).state == Mail.State.SENT
    return str(mailoutbox.pop().body)


@pytest.mark.parametrize("name", ["Ada", ADVERTISEMENT, "You won, call us"])
def test_a_stranger_s_name_greets_nobody(name: str, mailoutbox: list[EmailMultiAlternatives]) -> None:
    """Whoever types somebody else's address chooses no word of the mail that goes there."""
    body = received(name, proven=False, mailoutbox=mailoutbox)
    assert body.startswith("Hello,\n\nThank you for sending something")
    assert name not in body


def test_a_proven_address_is_greeted_by_name(mailoutbox: list[EmailMultiAlternatives]) -> None:
    """The control."""
    assert received("Ada", proven=True, mailoutbox=mailoutbox).startswith("Hello Ada,\n\n")


def test_a_name_with_an_address_in_it_greets_nobody_at_all(mailoutbox: list[EmailMultiAlternatives]) -> None:
    assert received(ADVERTISEMENT, proven=True, mailoutbox=mailoutbox).startswith("Hello,\n\n")


@pytest.mark.parametrize("name", [
    ADVERTISEMENT, "evil.com", "t.co", "Ada.evil.com", "evil.com.", "see (evil.com)", "EVIL.COM", "пример.рф",
    "例え。テスト", "evil．com", "evil․com", "evil｡com", "10.20.30.40", "wwwevil", "http:evil", "a@b", "Call 0800",
    "x" * 41, "two\nlines", "back\\slash",
])  # fmt: skip
def test_what_a_mail_program_makes_a_link_of_is_no_name(name: str) -> None:
    assert names.greeted(name) == ""


@pytest.mark.parametrize("name", [
    "Ada", "Dr. Ada Lovelace", "J. R. R. Tolkien", "J.R.R. Tolkien", "Ada L.", "Zoë", "Anne-Marie", "O’Neill", "李小龙",
    "MC 900", "Jr.", "St. Vincent",
])  # fmt: skip
def test_people_s_names_are_names(name: str) -> None:
    """The control: titles and initials have their dots."""
    assert names.greeted(name) == name


def test_a_mailbox_says_whether_it_was_proven() -> None:
    submission = post.with_address(post.waiting())
    key = {"brand_id": submission.brand_id, "contributor_id": submission.contributor_id}
    box = accounts_queries.mailbox(**key)
    assert box is not None
    assert not box.proven
    accounts_services.note_confirmed_email(contributor=submission.contributor, at=post.AT)
    again = accounts_queries.mailbox(**key)
    assert again is not None
    assert again.proven
