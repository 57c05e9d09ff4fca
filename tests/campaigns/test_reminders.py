"""One mail when a campaign opens: asked for, confirmed by a link, sent once, and the address is gone."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import mail_addresses, services as accounts_services
from accounts.actors import SYSTEM
from accounts.models import Contributor
from campaigns import services as campaigns_services
from campaigns.models import Campaign
from campaigns.reminders import services
from campaigns.reminders.models import Reminder
from conversations.emails import services as emails_services
from core import nudge as nudging
from outbox.models import Mail
from privacy import services as privacy_services
from privacy.services.held import held
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
OPENS = NOW + timedelta(days=3)
ADDRESS = "kim@example.org"


@pytest.fixture(autouse=True)
def _nothing_is_nudged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nudging, "_send", lambda *_words: None)


@pytest.fixture
def campaign() -> Campaign:
    return factories.campaign(title="Autumn", opens_at=OPENS)


def ask(campaign: Campaign, address: str = ADDRESS, *, at: datetime = NOW) -> Reminder:
    services.ask(campaign=campaign, address=address, locale="en", at=at)
    return Reminder.objects.get(campaign=campaign, address_hash=mail_addresses.hashed(campaign.brand_id, address))


def written(kind: str, *, at: datetime) -> Any:
    return emails_services.compose(Mail.objects.get(kind=kind), at=at)


def deliver(kind: str, *, at: datetime, mailoutbox: list[Any]) -> list[Any]:
    before = len(mailoutbox)
    for mail in Mail.objects.filter(kind=kind):
        emails_services.deliver(mail_id=mail.pk, clock=lambda: at)
    return mailoutbox[before:]


def test_from_the_question_to_the_one_mail_and_nothing_after_it(campaign: Campaign, mailoutbox: list[Any]) -> None:
    reminder = ask(campaign)
    assert ADDRESS.encode() not in bytes(reminder.sealed_address or b"")
    (question,) = deliver("reminder_check", at=NOW, mailoutbox=mailoutbox)
    assert question.to == [ADDRESS]
    assert "Autumn" in question.body
    link = re.search(r"/remind/([^/\s]+)/", question.body)
    assert link
    found = services.by_secret(link.group(1), at=NOW)
    assert found == reminder
    services.confirm(reminder=reminder, at=NOW)
    assert services.sweep(at=OPENS - timedelta(seconds=1)) == {"queued": 0, "forgotten": 0}
    assert services.sweep(at=OPENS) == {"queued": 1, "forgotten": 0}
    assert services.sweep(at=OPENS) == {"queued": 0, "forgotten": 0}
    (told,) = deliver("campaign_opens", at=OPENS, mailoutbox=mailoutbox)
    assert told.to == [ADDRESS]
    assert f"/c/{campaign.slug}/" in told.body
    assert set(Mail.objects.values_list("state", "sealed_to")) == {("sent", None)}
    reminder.refresh_from_db()
    assert reminder.sealed_address is None
    assert services.sweep(at=OPENS + services.QUEUED_LIVES) == {"queued": 0, "forgotten": 1}
    assert Reminder.objects.count() == 0


def test_who_does_not_confirm_is_written_nothing_and_forgotten(campaign: Campaign) -> None:
    """The negative control of the confirmation."""
    reminder = ask(campaign)
    assert services.sweep(at=OPENS) == {"queued": 0, "forgotten": 0}
    link = services.secret(reminder)
    assert services.by_secret(link, at=NOW + services.UNCONFIRMED_LIVES - timedelta(seconds=1)) == reminder
    assert services.by_secret(link, at=NOW + services.UNCONFIRMED_LIVES) is None
    assert services.sweep(at=NOW + services.UNCONFIRMED_LIVES)["forgotten"] == 1
    assert not Mail.objects.filter(kind="campaign_opens").exists()


def test_the_database_holds_that_nothing_is_queued_unconfirmed(campaign: Campaign) -> None:
    reminder = ask(campaign)
    with pytest.raises(IntegrityError, match="reminder_only_where_confirmed"), transaction.atomic():
        Reminder.objects.filter(pk=reminder.pk).update(queued_at=NOW, sealed_address=None)
    with pytest.raises(IntegrityError, match="reminder_forgets"), transaction.atomic():
        Reminder.objects.filter(pk=reminder.pk).update(queued_at=NOW, confirmed_at=NOW)


def test_a_forged_link_opens_nothing(campaign: Campaign) -> None:
    link = services.secret(ask(campaign))
    for wrong in (link[:-1] + ("a" if link[-1] != "a" else "b"), "x", "", link.split(":")[0]):
        assert services.by_secret(wrong, at=NOW) is None


def test_forgetting_ends_the_mail_that_waits(campaign: Campaign, mailoutbox: list[Any]) -> None:
    reminder = ask(campaign)
    services.confirm(reminder=reminder, at=NOW)
    services.sweep(at=OPENS)
    assert services.forget_one(reminder=reminder, at=OPENS) == 1
    assert deliver("campaign_opens", at=OPENS, mailoutbox=mailoutbox) == []
    assert set(Mail.objects.values_list("state", "sealed_to", "last_error")) == {("dropped", None, "erased")}


def test_asking_again_makes_one_reminder_and_at_most_one_mail_a_day(campaign: Campaign) -> None:
    for at in (NOW, NOW + timedelta(hours=1), NOW + timedelta(days=1)):
        ask(campaign, at=at)
        ask(campaign, f" {ADDRESS.upper()} ", at=at)
    assert Reminder.objects.count() == 1
    assert Mail.objects.count() == 2


def test_one_address_gets_few_questions_a_day_whatever_it_is_typed_into(campaign: Campaign) -> None:
    more = [factories.campaign(campaign.brand, opens_at=OPENS) for _number in range(mail_addresses.MOST_A_DAY + 1)]
    for one in (campaign, *more):
        ask(one)
    assert Mail.objects.count() == mail_addresses.MOST_A_DAY
    ask(more[0], "noor@example.org")
    assert Mail.objects.count() == mail_addresses.MOST_A_DAY + 1


def test_brands_and_additions_to_a_mailbox_do_not_multiply_questions(campaign: Campaign) -> None:
    """Each brand counted for itself, and each spelling: a cannon with as many barrels as there are brands."""
    for number in range(mail_addresses.MOST_A_DAY + 2):
        ask(factories.campaign(opens_at=OPENS), f"Kim+{number}@Example.org")
    assert Mail.objects.count() == mail_addresses.MOST_A_DAY
    ask(factories.campaign(opens_at=OPENS), "kim@example.net")  # the control: another mailbox
    assert Mail.objects.count() == mail_addresses.MOST_A_DAY + 1


def test_wishes_of_other_days_count_when_they_are_asked_about_again(campaign: Campaign) -> None:
    """Old wishes were not counted, so that a hundred of them could be asked about anew each day."""
    most = mail_addresses.MOST_A_DAY
    more = [campaign, *(factories.campaign(campaign.brand, opens_at=OPENS) for _number in range(2 * most - 1))]
    for day in range(2):
        for one in more[most * day :][:most]:
            ask(one, at=NOW + timedelta(days=day))
    assert Mail.objects.count() == 2 * most  # the control: each day has its own few
    for one in more:
        ask(one, at=NOW + timedelta(days=2, hours=1))
    assert Mail.objects.count() == 3 * most


def test_a_campaign_that_moves_or_ends_takes_its_reminders_along(campaign: Campaign) -> None:
    services.confirm(reminder=ask(campaign), at=NOW)
    Campaign.objects.filter(pk=campaign.pk).update(opens_at=OPENS + timedelta(days=9))
    assert services.sweep(at=OPENS) == {"queued": 0, "forgotten": 0}
    campaign.refresh_from_db()
    campaigns_services.close_campaign(campaign=campaign, by=SYSTEM, at=OPENS)
    assert services.sweep(at=OPENS) == {"queued": 0, "forgotten": 1}


def test_news_of_the_night_waits_for_the_morning(campaign: Campaign) -> None:
    night = NOW.replace(hour=23)
    Campaign.objects.filter(pk=campaign.pk).update(opens_at=night)
    services.confirm(reminder=ask(campaign), at=NOW)
    services.sweep(at=night)
    assert Mail.objects.get(kind="campaign_opens").due_at == (night + timedelta(days=1)).replace(hour=8)


def test_nothing_is_kept_for_what_is_open_or_misspelt(campaign: Campaign) -> None:
    with pytest.raises(services.NotAhead):
        ask(factories.campaign())
    with pytest.raises(ValidationError, match="looks incomplete"):
        ask(campaign, "kim@")
    with pytest.raises(ValidationError, match="with ó before the @ yet"):
        ask(campaign, "jlópez@example.org")
    assert Reminder.objects.count() == 0


def test_one_brand_forgets_an_address_and_another_keeps_its_own(campaign: Campaign) -> None:
    other = factories.campaign(opens_at=OPENS)
    ask(campaign)
    kept = ask(other)
    assert services.forget_address(brand_id=campaign.brand_id, address=ADDRESS, at=NOW) == 1
    assert services.forget_address(brand_id=campaign.brand_id, address="", at=NOW) == 0
    assert list(Reminder.objects.all()) == [kept]


def test_the_mail_names_the_moment_in_the_brands_own_time(campaign: Campaign) -> None:
    campaign.brand.timezone = "Europe/Berlin"
    campaign.brand.save()
    ask(campaign)
    assert "May 7, 2026, 2 p.m. (Berlin time)" in str(written("reminder_check", at=NOW).body)


def with_page(campaign: Campaign, address: str) -> Contributor:
    person = factories.contributor(campaign.brand, email=address)
    ask(campaign, address)
    return person


@pytest.mark.parametrize("proven", [True, False])
def test_who_is_forgotten_takes_the_reminders_of_their_address_along_where_it_is_theirs(
    campaign: Campaign, proven: bool
) -> None:
    person = with_page(campaign, ADDRESS)
    if proven:
        accounts_services.note_confirmed_email(contributor=person, at=NOW)
    ask(campaign, "noor@example.org")
    privacy_services.erase(contributor=Contributor.objects.get(pk=person.pk), by=SYSTEM, at=NOW)
    kept = {"noor@example.org"} if proven else {"noor@example.org", ADDRESS}
    assert set(Reminder.objects.values_list("address_hash", flat=True)) == {
        mail_addresses.hashed(campaign.brand_id, one) for one in kept
    }


@pytest.mark.parametrize("proven", [True, False])
def test_the_copy_of_ones_data_names_reminders_of_a_proven_address_alone(campaign: Campaign, proven: bool) -> None:
    person = with_page(campaign, ADDRESS)
    if proven:
        accounts_services.note_confirmed_email(contributor=person, at=NOW)
    person = Contributor.objects.get(pk=person.pk)
    told = held(person, files={}, at=NOW)["reminders"]
    assert told == ([{"campaign": "Autumn", "asked_at": NOW.isoformat()}] if proven else [])
