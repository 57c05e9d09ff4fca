"""Who is forgotten takes their questions along, and not those of the mailbox whose address they had only typed."""

import pytest

from accounts import services as accounts_services
from accounts.actors import SYSTEM
from privacy import services as privacy_services
from submissions.finding.models import AddressRequest
from tests.submissions import makers
from tests.submissions.finding.test_finding import ADA, AT, ask, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_comes")]


@pytest.mark.parametrize("proven", [True, False])
def test_a_question_of_the_mailbox_outlives_who_had_only_typed_its_address(proven: bool) -> None:
    campaign = makers.campaign()
    owner, stranger = sent(campaign).contributor, sent(campaign).contributor
    if proven:
        accounts_services.note_confirmed_email(contributor=stranger, at=AT)
    asked = ask(campaign, "pages")
    assert set(asked.people) == {owner.pk, stranger.pk}
    privacy_services.erase(contributor=stranger, by=SYSTEM, at=AT)
    left = AddressRequest.objects.filter(pk=asked.pk).values_list("people", flat=True)
    assert list(left) == ([] if proven else [[owner.pk]])


def test_a_question_about_nobody_else_goes_along() -> None:
    campaign = makers.campaign()
    person = sent(campaign).contributor
    ask(campaign, "pages")
    ask(campaign, "pages", "nobody@example.org")  # the control: about nobody at all
    assert AddressRequest.objects.count() == 2
    privacy_services.erase(contributor=person, by=SYSTEM, at=AT)
    assert AddressRequest.objects.filter(people__contains=[person.pk]).count() == 0
    assert AddressRequest.objects.count() == 1
    assert ADA not in str(list(AddressRequest.objects.values()))
