"""An address that has to be proven: nothing is used before, everything that waited is freed after."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts import mail_addresses, queries as accounts_queries, services as accounts_services
from accounts.models import ContributorIdentity
from outbox.models import Mail
from rights import queries as rights_queries, services as rights_services
from rights.models import Release
from submissions import intake, services
from submissions.models import Submission
from submissions.releases import queries as releases_queries
from tests.submissions import makers
from tests.submissions.releases.asking import EVERY, LATER, codes, open_channels, sent

pytestmark = pytest.mark.django_db

KIM = {"email": "kim@example.org"}


def link(submission: Submission) -> str:
    secret = accounts_services.confirmation_secret(contributor=submission.contributor, at=makers.AT)
    assert secret
    return secret


def mails(kind: str) -> int:
    return Mail.objects.filter(kind=kind).count()


@pytest.mark.parametrize("asked_by", ["campaign", "entry"])
def test_nothing_is_used_before_the_address_is_confirmed(asked_by: str) -> None:
    policy = {"email_policy": "confirmed"} if asked_by == "campaign" else {"email_policy": "none"}
    submission = sent({**KIM, "confirm_email": asked_by == "entry"}, **policy)
    assert open_channels(submission) == []
    assert codes(submission) == ["email_nothing"]
    assert [lack.sentence for lack in releases_queries.missing(submission, at=LATER)] == [
        "The address is not confirmed yet."
    ]
    assert (mails("confirm_email"), mails("received")) == (1, 0)
    assert services.confirm_address(secret=link(submission), shown=[submission.pk], at=LATER) == submission.contributor
    assert open_channels(submission) == EVERY
    assert (mails("confirm_email"), mails("received")) == (1, 1)
    assert rights_queries.verify(submission.brand_id) == []


def test_campaign_that_does_not_ask_waits_for_nothing() -> None:
    """The negative control: without the demand the same sending is free."""
    submission = sent(KIM)
    assert open_channels(submission) == EVERY
    assert (mails("confirm_email"), mails("received")) == (0, 1)


@pytest.mark.parametrize(("kind", "policy"), [("received", "optional"), ("confirm_email", "confirmed")])
def test_no_letter_box_is_filled_by_typing_its_address_into_forms(kind: str, policy: str) -> None:
    campaign = makers.campaign(email_policy=policy)
    for shade in range(mail_addresses.MOST_A_DAY + 2):
        makers.receive(campaign, makers.jpeg((shade, 1, 1)), said=KIM)
    assert mails(kind) == mail_addresses.MOST_A_DAY
    makers.receive(campaign, makers.jpeg((99, 1, 1)), said={"email": "other@example.org"})
    makers.receive(campaign, makers.jpeg((98, 1, 1)), said=KIM, at=makers.AT + mail_addresses.A_DAY)
    assert mails(kind) == mail_addresses.MOST_A_DAY + 2


def test_an_address_that_is_proven_is_told_of_everything() -> None:
    first = sent(KIM)
    ContributorIdentity.objects.update(email_confirmed_at=makers.AT)
    for number in range(mail_addresses.MOST_A_DAY + 2):
        services.queue_notice(submission=first, kind="received", key=f"again:{number}", at=makers.AT)
    assert mails("received") == mail_addresses.MOST_A_DAY + 3


def test_everything_of_this_person_is_freed_by_one_link() -> None:
    campaign = makers.campaign(email_policy="confirmed")
    first = makers.receive(campaign, said=KIM).submission
    by = accounts_queries.actor_of_contributor(first.contributor)
    second = makers.receive(campaign, makers.jpeg((1, 1, 1)), said=KIM, contributor=first.contributor, by=by).submission
    services.confirm_address(secret=link(first), shown=[first.pk, second.pk], at=LATER)
    for submission in (first, second):
        assert rights_queries.answers(submission_id=submission.pk, at=LATER)["email"] == ("confirmed", "all")
    third = makers.receive(
        campaign, makers.jpeg((2, 2, 2)), said=KIM, contributor=first.contributor, by=by, at=LATER
    ).submission
    assert rights_queries.answers(submission_id=third.pk, at=LATER)["email"] == ("confirmed", "all")
    assert mails("confirm_email") == 2


def test_what_came_after_the_page_was_shown_goes_on_waiting() -> None:
    """Whoever holds the page's link could send more between the look and the press: nobody saw that."""
    campaign = makers.campaign(email_policy="confirmed")
    seen = makers.receive(campaign, said=KIM).submission
    assert services.waiting_for_address(contributor=seen.contributor, at=LATER) == [seen]
    by = accounts_queries.actor_of_contributor(seen.contributor)
    late = makers.receive(campaign, makers.jpeg((1, 1, 1)), said=KIM, contributor=seen.contributor, by=by).submission
    foreign = makers.receive(campaign, makers.jpeg((2, 1, 1)), said=KIM).submission
    services.confirm_address(secret=link(seen), shown=[seen.pk, foreign.pk], at=LATER)
    told = [rights_queries.answers(submission_id=one.pk, at=LATER)["email"][0] for one in (seen, late, foreign)]
    assert told == ["confirmed", "unconfirmed", "unconfirmed"]
    assert services.waiting_for_address(contributor=seen.contributor, at=LATER) == [late]


def test_confirming_twice_is_one_fact_and_keeps_the_first_moment() -> None:
    submission = sent(KIM, email_policy="confirmed")
    services.confirm_address(secret=link(submission), shown=[submission.pk], at=LATER)
    services.confirm_address(secret=link(submission), shown=[submission.pk], at=LATER + timedelta(hours=1))
    assert Release.objects.filter(kind="email").count() == 2
    assert ContributorIdentity.objects.get(contributor=submission.contributor).email_confirmed_at == LATER


def test_link_is_of_this_address_this_person_and_this_week() -> None:
    submission = sent(KIM, email_policy="confirmed")
    secret = link(submission)
    assert services.confirm_address(secret=secret, shown=[submission.pk], at=makers.AT + timedelta(days=7)) is None
    assert services.confirm_address(secret=secret[:-2] + "xx", shown=[submission.pk], at=LATER) is None
    assert services.confirm_address(secret="", shown=[submission.pk], at=LATER) is None
    ContributorIdentity.objects.filter(contributor=submission.contributor).update(email="other@example.org")
    assert services.confirm_address(secret=secret, shown=[submission.pk], at=LATER) is None
    ContributorIdentity.objects.filter(contributor=submission.contributor).delete()
    assert services.confirm_address(secret=secret, shown=[submission.pk], at=LATER) is None
    assert open_channels(submission) == []


def test_without_an_address_nothing_can_be_confirmed() -> None:
    with pytest.raises(intake.Refused) as refused:
        makers.receive(makers.campaign(email_policy="none"), said={"confirm_email": True})
    assert list(refused.value.errors) == ["email"]
    assert accounts_services.confirmation_secret(contributor=sent().contributor, at=LATER) is None


def test_link_is_sent_again_once_a_day_and_only_while_it_is_needed() -> None:
    submission = sent(KIM, email_policy="confirmed")
    for _again in range(3):
        services.ask_again(submission=submission, at=LATER)
    assert mails("confirm_email") == 2
    services.confirm_address(secret=link(submission), shown=[submission.pk], at=LATER)
    services.ask_again(submission=submission, at=LATER + timedelta(days=1))
    assert mails("confirm_email") == 2


@pytest.mark.parametrize("answer", ["unconfirmed", "awaited", "refused"])
@pytest.mark.parametrize("kind", ["email", "guardian", "person"])
def test_database_lets_only_an_agreement_allow(kind: str, answer: str) -> None:
    submission = sent()
    event = rights_services.release(
        brand_id=submission.brand_id, submission_id=submission.pk, kind="email", answer="confirmed",
        by=makers.fan(submission), at=LATER,
    ).event  # fmt: skip
    bad = Release(
        event=event, brand_id=submission.brand_id, sequence=99, submission_id=submission.pk, at=LATER, kind=kind,
        answer=answer, allows="all",
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="release_only_agreement_allows"), transaction.atomic():
        Release.objects.bulk_create([bad])
