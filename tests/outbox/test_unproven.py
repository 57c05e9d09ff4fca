"""Few mails a day to a letter box that nobody has proven: one counter for every door, brand and spelling."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from accounts import mail_addresses, queries as accounts_queries
from accounts.models import ContributorIdentity
from campaigns.reminders import services as reminders_services
from core import locks
from outbox import services
from outbox.models import Mail
from outbox.services import delivering
from submissions import services as submissions_services
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


def withdrawn(address: str, number: int) -> None:
    """Who typed somebody else's address takes back again and again; the receipt is not what is counted here."""
    submission = makers.receive(
        makers.campaign(email_policy="optional"), makers.jpeg((number, 1, 1)), said={"email": address}
    ).submission
    Mail.objects.filter(kind="received").delete()
    submissions_services.withdraw(submission=submission, by=makers.fan(submission), at=AT)


def found(kind: str) -> Callable[[str, int], None]:
    """A question at /find/ or /check/, one an hour and brand: the other limits do not bite."""

    def ask(address: str, number: int) -> None:
        campaign = makers.campaign(email_policy="optional")
        for colour in range(1 + (kind == "join")):
            makers.receive(campaign, makers.jpeg((number, colour, 1)), said={"email": address})
        Mail.objects.filter(kind="received").delete()
        said = {"kind": kind, "address": address, "locale": "en", "at": AT}
        if kind == "check":
            said["campaign"] = campaign
        request = finding_services.ask(brand=campaign.brand, **said)  # type: ignore[arg-type]
        finding_services.answer(request_id=request.pk, at=AT)

    ask.__name__ = kind
    return ask


DOORS: list[Callable[[str, int], None]] = [
    received,
    confirmed,
    agreed,
    linked,
    reminded,
    withdrawn,
    *(found(kind) for kind in ("pages", "check", "join")),
]


@pytest.mark.parametrize(
    "doors", [*([door] for door in DOORS), DOORS], ids=lambda doors: "-".join(d.__name__ for d in doors)
)
def test_no_door_spelling_or_brand_multiplies_mails(doors: list[Callable[[str, int], None]]) -> None:
    for number in range(2 * mail_addresses.MOST_A_DAY):
        doors[number % len(doors)](f"Kim+{number}@example.com", number)
    assert Mail.objects.exclude(mailbox_hash="").count() == Mail.objects.count() == mail_addresses.MOST_A_DAY
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


def test_a_lock_without_a_transaction_would_hold_nobody(transactional_db: None) -> None:
    """Each door counts under the lock: one that forgot its transaction fails at once, and not in a race."""
    for take in (locks.one_at_a_time, locks.take_if_free):
        with pytest.raises(TransactionManagementError):
            take("unproven mailbox", "kim")
        with transaction.atomic():
            take("unproven mailbox", "kim")


def test_asking_again_for_the_proof_counts_under_the_lock(transactional_db: None) -> None:
    campaign = makers.campaign(email_policy="confirmed")
    submission = makers.receive(campaign, said={"email": "kim@example.com"}).submission
    for day in range(1, 3):  # two questions a day apart, from a page that opens no transaction of its own
        submissions_services.ask_again(submission=submission, at=AT + timedelta(days=day))
    assert Mail.objects.filter(kind="confirm_email").exclude(mailbox_hash="").count() == 3


@pytest.mark.parametrize("state", ["failed", "unknown"])
def test_the_address_of_a_mail_that_nobody_sends_again_is_forgotten_after_two_weeks(state: str) -> None:
    linked("kim@example.com", 1)
    Mail.objects.update(state=state, finished_at=AT)
    over = AT + delivering.ADDRESS_KEPT
    assert services.sweep(at=over - timedelta(seconds=1))["addresses"] == 0
    assert services.sweep(at=over)["addresses"] == 1
    assert services.sweep(at=over)["addresses"] == 0
    mail = Mail.objects.get()
    assert (mail.sealed_to, mail.state) == (None, state)
