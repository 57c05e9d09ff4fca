"""Who left no address has only a link: offered at once and later to mail it, keep an address, copy it, save it."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import mail_addresses, queries as accounts_queries, services as accounts_services
from accounts.actors import SYSTEM
from accounts.models import ContributorIdentity
from campaigns.models import Campaign
from conversations.emails import services as emails_services
from outbox.models import Mail
from privacy import services as privacy_services
from submissions.finding.models import AddressRequest
from submissions.models import Submission
from tests.portals.fans import senders

pytestmark = pytest.mark.django_db
OFFERS = ("Mail me the link", "Save to my calendar", "Save as a contact", "The address of this page")


@pytest.fixture
def nameless(client: Client, campaign: Campaign) -> tuple[str, Submission]:
    return senders.sent(client, campaign, email="")


def body(mail: Mail, mailoutbox: list[Any]) -> Any:
    emails_services.deliver(mail_id=mail.pk, clock=timezone.now)
    return mailoutbox[-1]


@pytest.mark.parametrize("query", ["?sent=1", ""])
def test_all_ways_are_offered_at_once_and_later(client: Client, nameless: tuple[str, Submission], query: str) -> None:
    text = senders.text(client.get(senders.me(nameless[0]) + query))
    assert [words for words in OFFERS if words not in text] == []
    assert text.count('id="keep"') == 1
    assert 'value="http' in text
    assert 'name="keep" value="yes">' in text, "not ticked beforehand"


def test_who_left_an_address_is_asked_for_none(client: Client, campaign: Campaign) -> None:
    token, _submission = senders.sent(client, campaign)
    text = senders.text(client.get(senders.me(token)))
    assert "You left no address" not in text
    assert "Save as a contact" in text


def test_the_link_is_mailed_once_and_the_address_forgotten(
    client: Client, nameless: tuple[str, Submission], mailoutbox: list[Any]
) -> None:
    token, submission = nameless
    answer = client.post(senders.me(token, "keep_mail"), {"email": "kim@example.org"})
    assert answer.headers["Location"].endswith("?linked=1#done")
    page = client.get(answer.headers["Location"].partition("#")[0]).content.decode()
    assert page.index('id="keep"') < page.index('id="done"')
    sent = body(Mail.objects.get(kind="page_link"), mailoutbox)
    assert sent.to == ["kim@example.org"]
    link = re.search(r"/me/([^/\s]+)/", sent.body)
    assert link
    assert str(submission.pk) in client.get(senders.me(link.group(1))).content.decode()
    assert ContributorIdentity.objects.get(contributor=submission.contributor).email == ""
    assert Mail.objects.get(kind="page_link").sealed_to is None
    assert "kim@example.org" not in str(list(AddressRequest.objects.values()) + list(Mail.objects.values()))


def test_the_address_is_kept_where_the_box_is_ticked(client: Client, nameless: tuple[str, Submission]) -> None:
    token, submission = nameless
    client.post(senders.me(token, "keep_mail"), {"email": "kim@example.org", "keep": "yes"})
    identity = ContributorIdentity.objects.get(contributor=submission.contributor)
    assert (identity.email, identity.email_confirmed_at) == ("kim@example.org", None)
    client.post(senders.me(token, "keep_mail"), {"email": "other@example.org", "keep": "yes"})
    identity.refresh_from_db()
    assert identity.email == "kim@example.org", "a second address changes nothing"


def test_what_is_no_address_comes_back_with_its_reason(client: Client, nameless: tuple[str, Submission]) -> None:
    answer = client.post(senders.me(nameless[0], "keep_mail"), {"email": "kim@", "keep": "yes"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.index('id="keep"') < page.index("error-summary")
    assert 'name="keep" value="yes" checked' in page
    assert Mail.objects.filter(kind="page_link").count() == 0


def test_nobodys_letter_box_is_filled_from_a_page(client: Client, nameless: tuple[str, Submission]) -> None:
    answers = [client.post(senders.me(nameless[0], "keep_mail"), {"email": f"k{n}@example.org"}) for n in range(4)]
    assert [answer.status_code for answer in answers] == [303, 303, 303, 422]
    assert Mail.objects.filter(kind="page_link").count() == 3


def test_who_is_forgotten_before_the_mail_goes_is_written_nothing(
    nameless: tuple[str, Submission], client: Client, mailoutbox: list[Any]
) -> None:
    token, submission = nameless
    client.post(senders.me(token, "keep_mail"), {"email": "kim@example.org"})
    privacy_services.erase(contributor=submission.contributor, by=SYSTEM, at=timezone.now())
    mail = Mail.objects.get(kind="page_link")
    emails_services.deliver(mail_id=mail.pk, clock=timezone.now)
    assert (mailoutbox, mail.state, mail.sealed_to) == ([], "dropped", None)


@pytest.mark.parametrize(("name", "kind"), [("keep_calendar", "text/calendar"), ("keep_contact", "text/vcard")])
def test_the_link_is_saved_as_a_file(client: Client, nameless: tuple[str, Submission], name: str, kind: str) -> None:
    token, _submission = nameless
    answer = client.get(senders.me(token, name))
    assert answer.headers["Content-Type"].startswith(kind)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert senders.me(token) in answer.content.decode().replace("\r\n ", "")


@pytest.mark.parametrize("name", ["find", "check"])
@pytest.mark.parametrize("policy", ["optional", "none"])
def test_the_lookups_say_what_they_can_do_for_them(client: Client, campaign: Campaign, name: str, policy: str) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(email_policy=policy)
    page = client.get(reverse(f"fans:{name}", kwargs={"slug": campaign.slug})).content.decode()
    assert "I left no address" in page
    assert campaign.brand.contact_email in page
    told = page.split("I left no address")[0].rpartition("<details")[2]
    assert (" open" in told) is (policy == "none")


def test_a_kept_address_is_shown_and_removed(client: Client, nameless: tuple[str, Submission]) -> None:
    token, _submission = nameless
    client.post(senders.me(token, "keep_mail"), {"email": "kim@example.org", "keep": "yes"})
    assert "Kept on this page, not confirmed: kim@example.org. Mails" in senders.text(client.get(senders.me(token)))
    answer = client.post(senders.me(token, "keep_forget"))
    page = senders.text(client.get(answer.headers["Location"].partition("#")[0]))
    assert "The address is removed." in page
    assert "kim@example.org" not in page
    assert "You left no address" in page


def test_a_kept_address_that_links_were_ended_after_is_said_to_hear_nothing(
    client: Client, nameless: tuple[str, Submission]
) -> None:
    token, submission = nameless
    client.post(senders.me(token, "keep_mail"), {"email": "kim@example.org", "keep": "yes"})
    other = accounts_services.issue_contributor_token(contributor=submission.contributor, at=timezone.now())
    (link,) = [
        one.number
        for one in accounts_queries.contributor_links(submission.contributor, current=token)
        if not one.current
    ]
    assert other
    client.post(senders.me(token, "end_link", link=link))
    page = senders.text(client.get(senders.me(token)))
    assert "so nothing goes there any more until you keep it again" in page
    client.post(senders.me(token, "keep_mail"), {"email": "kim@example.org", "keep": "yes"})
    assert "Mails with a link to this page go there." in senders.text(client.get(senders.me(token)))


@pytest.mark.parametrize("full", [True, False])
def test_a_page_does_not_tell_whether_others_wrote_to_an_address(
    client: Client, nameless: tuple[str, Submission], monkeypatch: pytest.MonkeyPatch, full: bool
) -> None:
    if full:
        monkeypatch.setattr(mail_addresses, "MOST_A_DAY", 0)
    answer = client.post(senders.me(nameless[0], "keep_mail"), {"email": "kim@example.org"}, follow=True)
    assert "goes to that address, unless it had many mails from us today" in senders.text(answer)
    assert Mail.objects.filter(kind="page_link").exists() is not full
