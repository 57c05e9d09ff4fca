"""Mails that prove an address: their secrets are made when they are written, and stand in no row."""

import re
import uuid

import pytest

from conversations.emails import services as emails_services
from outbox import services as outbox_services
from outbox.models import Mail
from submissions.finding import services as finding_services
from submissions.finding.models import AddressRequest
from submissions.models import Submission
from tests.submissions import makers
from tests.submissions.makers import AT

pytestmark = pytest.mark.django_db


def asked(kind: str) -> tuple[Mail, Submission]:
    submission = makers.submission()
    again = makers.submission(of=submission.campaign)
    for one in (submission, again):
        one.contributor.identity.email = "kim@example.org"
        one.contributor.identity.save()
    row = finding_services.ask(
        brand=submission.brand, campaign=submission.campaign, kind=kind, address="kim@example.org", locale="en", at=AT
    )
    finding_services.answer(request_id=row.pk, at=AT)
    return Mail.objects.order_by("key")[0], submission


def test_the_code_in_the_mail_is_the_one_that_works() -> None:
    mail, submission = asked("check")
    body = str(emails_services.compose(mail, at=AT).body)
    code = re.search(r"\d{4} \d{4}", body)
    assert code
    row = AddressRequest.objects.get()
    found = finding_services.redeem_code(
        request_id=row.pk, campaign_id=submission.campaign_id, code=code.group(), at=AT
    )
    assert submission in found
    assert submission.campaign.title in body


def test_the_link_in_the_mail_opens_the_pages_of_the_address() -> None:
    mail, _submission = asked("join")
    link = re.search(r"/join/([\w-]{43})/", str(emails_services.compose(mail, at=AT).body))
    assert link
    assert len(finding_services.joinable(finding_services.join_request(link.group(1), at=AT))) == 2
    assert link.group(1) not in str(list(AddressRequest.objects.values()))


@pytest.mark.parametrize("kind", ["check", "join"])
def test_a_question_that_is_gone_sends_nothing(kind: str) -> None:
    mail, _submission = asked(kind)
    mail.facts = {"request": str(uuid.uuid4())}
    with pytest.raises(outbox_services.Overtaken):
        emails_services.compose(mail, at=AT)
