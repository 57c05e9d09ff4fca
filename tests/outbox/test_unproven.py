"""Few mails a day to a letter box that nobody has proven: one counter for every door, brand and spelling."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts import mail_addresses, queries as accounts_queries
from accounts.models import ContributorIdentity
from campaigns.reminders import services as reminders_services
from outbox import services
from outbox.models import Mail
from submissions.finding import services as finding_services
from submissions.releases.validators import Person
from tests import factories
from tests.submissions import makers

pytestmark = pytest.mark.django_db
AT = makers.AT


def received(address: str, number: int) -> None:
    makers.receive(makers.campaign(email_policy="optional"), makers.jpeg((number, 1, 1)), said={"email": address})


def confirmed(address: str, number: int) -> None:
    makers.receive(makers.campaign(email_policy="confirmed"), makers.jpeg((number, 1, 1)), said={"email": address})


def agreed(address: str, number: int) -> None:
    said = {"people": "others_agreed", "persons": [Person("Ben", address)]}
    makers.receive(makers.campaign(), makers.jpeg((number, 1, 1)), said=said)


def linked(address: str, _number: int) -> None:
    person = factories.contributor(factories.brand())
    by = accounts_queries.actor_of_contributor(person)
    finding_services.mail_own_link(contributor=person, address=address, keep=False, locale="en", by=by, at=AT)


def reminded(address: str, _number: int) -> None:
    campaign = factories.campaign(opens_at=AT + timedelta(days=9))
    reminders_services.ask(campaign=campaign, address=address, locale="en", at=AT)


DOORS: list[Callable[[str, int], None]] = [received, confirmed, agreed, linked, reminded]


@pytest.mark.parametrize(
    "doors", [*([door] for door in DOORS), DOORS], ids=lambda doors: "-".join(d.__name__ for d in doors)
)
def test_no_door_spelling_or_brand_multiplies_mails(doors: list[Callable[[str, int], None]]) -> None:
    for number in range(2 * mail_addresses.MOST_A_DAY):
        doors[number % len(doors)](f"Kim+{number}@example.com", number)
    assert Mail.objects.count() == mail_addresses.MOST_A_DAY
    doors[0]("lee@example.com", 99)  # the control: another letter box
    assert Mail.objects.count() == mail_addresses.MOST_A_DAY + 1


def test_mail_to_a_proven_address_is_neither_held_nor_counted() -> None:
    received("kim@example.com", 1)
    person = ContributorIdentity.objects.get().contributor
    ContributorIdentity.objects.update(email_confirmed_at=AT)
    Mail.objects.update(mailbox_hash="")
    by = accounts_queries.actor_of_contributor(person)
    link: dict[str, Any] = {
        "contributor": person,
        "address": "kim@example.com",
        "keep": False,
        "locale": "en",
        "by": by,
        "at": AT,
    }
    person.refresh_from_db()
    finding_services.mail_own_link(**link)
    assert set(Mail.objects.values_list("kind", "mailbox_hash")) == {("received", ""), ("page_link", "")}
    for number in range(2 * mail_addresses.MOST_A_DAY):
        agreed("kim@example.com", number)
    finding_services.mail_own_link(**link)
    assert Mail.objects.filter(kind="page_link").count() == 2
    assert Mail.objects.filter(kind="release_request").count() == mail_addresses.MOST_A_DAY


def test_the_letter_box_is_kept_hashed_and_for_a_day() -> None:
    received("kim@example.com", 1)
    mail = Mail.objects.get()
    assert mail.mailbox_hash == mail_addresses.hashed_mailbox("KIM+2@example.com")
    assert services.forget_mailboxes(at=AT + timedelta(hours=23)) == 0
    assert services.sweep(at=AT + timedelta(days=1))["mailboxes"] == 1
    mail.refresh_from_db()
    assert mail.mailbox_hash == ""


def test_forgetting_a_page_does_not_give_its_letter_box_more_mails() -> None:
    for number in range(mail_addresses.MOST_A_DAY):
        received("kim@example.com", number)
    for identity in ContributorIdentity.objects.all():
        services.forget(contributor=identity.contributor, at=AT)
    received("kim@example.com", 99)
    assert Mail.objects.count() == mail_addresses.MOST_A_DAY
