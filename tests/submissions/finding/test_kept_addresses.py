"""An address that was kept from the page goes with its links: who was shut out is let in by no mail."""

import re
from datetime import timedelta

import pytest

from accounts import permissions, queries as accounts_queries, services as accounts_services
from accounts.actors import VISITOR
from accounts.models import Contributor, ContributorIdentity, ContributorToken
from conversations.emails import services as emails_services
from outbox.models import Mail
from outbox.services import Overtaken
from submissions import services as submissions_services
from submissions.finding import services
from tests import factories
from tests.submissions import makers

pytestmark = pytest.mark.django_db
AT, LATER = makers.AT, makers.AT + timedelta(hours=1)
THIEF = "thief@example.com"


def keep(person: Contributor, at: object = AT) -> Mail:
    by = accounts_queries.actor_of_contributor(person)
    services.mail_own_link(contributor=person, address=THIEF, keep=True, locale="en", by=by, at=at)  # type: ignore[arg-type]
    return Mail.objects.filter(kind="page_link").latest("created_at")


def end_every_link(person: Contributor) -> None:
    secret = accounts_services.issue_contributor_token(contributor=person, at=AT)
    by = accounts_queries.actor_of_contributor(person)
    for link in accounts_queries.contributor_links(person, current=secret):
        accounts_services.revoke_link(contributor=person, link_id=link.number, by=by, at=LATER)


def found(person: Contributor, kind: str = "pages") -> int:
    at = LATER + timedelta(minutes=1)
    request = services.ask(brand=person.brand, kind=kind, address=THIEF, locale="en", at=at)
    return services.answer(request_id=request.pk, at=at)


@pytest.fixture
def person() -> Contributor:
    submission = makers.receive(makers.campaign(email_policy="optional")).submission
    assert submission.contributor.identity.email == ""
    return Contributor.objects.select_related("identity", "brand").get(pk=submission.contributor_id)


@pytest.mark.parametrize("ended", [True, False])
def test_find_mails_no_link_to_whom_the_owner_shut_out(person: Contributor, ended: bool) -> None:
    keep(person)
    if ended:
        end_every_link(person)
    assert found(person) == (0 if ended else 1)


@pytest.mark.parametrize("ended", [True, False])
def test_pages_are_not_joined_with_a_page_of_whom_the_owner_shut_out(person: Contributor, ended: bool) -> None:
    keep(person)
    factories.contributor(person.brand, email=THIEF)
    if ended:
        end_every_link(person)
    assert found(person, "join") == (0 if ended else 1)


@pytest.mark.parametrize("ended", [True, False])
def test_no_other_mail_brings_a_link_there_and_none_proves_the_address(person: Contributor, ended: bool) -> None:
    waiting = keep(person)
    proof = accounts_services.confirmation_secret(contributor=person, at=AT)
    assert proof
    notice = submissions_services.queue_notice(submission=person.submissions.get(), kind="received", key="again", at=AT)
    assert notice
    if ended:
        end_every_link(person)
    for mail in (waiting, notice):
        mail.refresh_from_db()
        if ended:
            with pytest.raises(Overtaken):
                emails_services.compose(mail, at=LATER)
        else:
            assert re.search(r"/me/[^/\s]+/", str(emails_services.compose(mail, at=LATER).body))
    assert (accounts_queries.contributor_by_confirmation(proof, LATER) is None) is ended


def test_an_address_that_came_with_the_picture_or_was_proven_is_found_as_before(person: Contributor) -> None:
    keep(person)
    end_every_link(person)
    ContributorIdentity.objects.update(email_kept_at=None)
    assert found(person) == 1
    ContributorIdentity.objects.update(email_kept_at=AT, email_confirmed_at=AT)
    assert found(person) == 1


def test_the_owner_keeps_the_same_address_again(person: Contributor) -> None:
    keep(person)
    end_every_link(person)
    keep(Contributor.objects.get(pk=person.pk), LATER + timedelta(seconds=1))
    assert found(person) == 1


def test_a_kept_address_is_removed_and_no_other(person: Contributor) -> None:
    keep(person)
    by = accounts_queries.actor_of_contributor(person)
    with pytest.raises(permissions.Denied):
        accounts_services.remove_email(contributor=person, by=VISITOR)
    ContributorIdentity.objects.update(email_confirmed_at=AT)
    assert not accounts_services.remove_email(contributor=person, by=by)
    ContributorIdentity.objects.update(email_confirmed_at=None)
    assert accounts_services.remove_email(contributor=person, by=by)
    assert (found(person), ContributorIdentity.objects.get().email) == (0, "")
    typed = factories.contributor(person.brand, email="kim@example.com")
    theirs = accounts_queries.actor_of_contributor(typed)
    assert not accounts_services.remove_email(contributor=typed, by=theirs)
    assert ContributorToken.objects.filter(contributor=person, revoked_at=None).exists()
