"""How somebody is asked to agree: links that are hashed and outlive keys, and mail that floods nobody."""

import hmac
from base64 import urlsafe_b64encode
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from accounts import mail_addresses, tokens
from outbox.models import Mail
from submissions.models import ReleaseRequest
from submissions.releases import queries, secrets, services
from submissions.releases.validators import Person
from tests.submissions import makers
from tests.submissions.releases.asking import LATER, sent

pytestmark = pytest.mark.django_db

Link = ReleaseRequest.Link

YOUNG = {"age_confirmed": False, "age_band": "15", "country": "DE"}


def test_links_are_hashed_and_can_be_shown_again(settings: object) -> None:
    submission = sent({"people": "others_agreed"})
    request = submission.release_requests.get()
    secret = services.secret(request)
    assert len(secret) == 43
    assert request.secret_hash == tokens.digest(secret)
    assert services.secret(request) == secret
    assert queries.by_secret(secret) == request
    assert queries.by_secret(secret[:-1] + "x") is None


def test_links_outlive_a_change_of_the_key(settings: object) -> None:
    request = sent({"people": "others_agreed"}).release_requests.get()
    old = services.secret(request)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, [settings.SECRET_KEY]  # type: ignore[attr-defined]
    assert services.secret(request) == old
    settings.SECRET_KEY_FALLBACKS = []  # type: ignore[attr-defined]
    fresh = services.secret(request)
    assert fresh != old
    assert queries.by_secret(fresh) == request
    assert secrets.known(request.pk, Link.MAIL, tokens.digest(old)) is None


def test_requests_of_yesterday_do_not_flood_a_letter_box_today() -> None:
    submission = sent(
        {
            "people": "others_agreed",
            "persons": [Person(f"Friend {number}") for number in range(mail_addresses.MOST_A_DAY + 2)],
        }
    )
    tomorrow = LATER + timedelta(days=1)
    for request in submission.release_requests.all():
        services.write_to(request=request, email="mum@example.org", by=makers.fan(submission), at=tomorrow)
    assert Mail.objects.filter(kind="release_request").count() == mail_addresses.MOST_A_DAY


def test_mail_goes_to_who_has_an_address_and_to_nobody_too_often() -> None:
    campaign = makers.campaign()
    for number in range(mail_addresses.MOST_A_DAY + 2):
        said = {"people": "child_guardian", "persons": [Person("Mum", "mum@example.org")], "caption": str(number)}
        makers.receive(campaign, makers.jpeg((number, 1, 1)), said=said)
    mails = Mail.objects.filter(kind="guardian_request")
    assert mails.count() == mail_addresses.MOST_A_DAY
    told = [facts["release_request"] for facts in mails.values_list("facts", flat=True)]
    assert ReleaseRequest.objects.filter(pk__in=told, email="mum@example.org").count() == len(told)
    makers.receive(campaign, makers.jpeg((9, 9, 9)), said={"people": "others_agreed"})
    assert Mail.objects.filter(kind="release_request").count() == 0


def test_whose_letter_box_had_enough_mail_that_day_is_written_to_a_day_later() -> None:
    friends = [Person(f"Friend {number}") for number in range(mail_addresses.MOST_A_DAY + 1)]
    submission = sent({"people": "others_agreed", "persons": friends})
    fan, requests = makers.fan(submission), list(submission.release_requests.all())
    for request in requests:
        services.write_to(request=request, email="mum@example.org", by=fan, at=LATER)
    mails = Mail.objects.filter(kind="release_request")
    told = set(mails.values_list("facts__release_request", flat=True))
    [waits] = [request for request in requests if str(request.pk) not in told]
    with pytest.raises(ValidationError):
        services.write_to(request=waits, email="other@example.org", by=fan, at=LATER)
    services.write_to(request=waits, email="MUM@example.org", by=fan, at=LATER)
    assert mails.count() == mail_addresses.MOST_A_DAY
    services.write_to(request=waits, email="mum@example.org", by=fan, at=LATER + mail_addresses.A_DAY)
    assert mails.filter(facts__release_request=str(waits.pk)).count() == 1


def test_who_has_not_answered_is_written_to_once_a_day() -> None:
    submission = sent({"people": "others_agreed", "persons": [Person("Ben", "ben@example.org")]})
    request, fan = submission.release_requests.get(), makers.fan(submission)
    for days in (0, 0, 1, 1):
        at = makers.AT + timedelta(days=days)
        services.write_to(request=request, email="ben@example.org", by=fan, at=at)
    assert Mail.objects.filter(kind="release_request").count() == 2


def test_a_link_that_senders_once_saw_never_comes_back_as_a_mailed_one() -> None:
    request = sent(YOUNG, minimum_age=13).release_requests.get()
    once = hmac.digest(settings.SECRET_KEY.encode(), b"submissions.releases:" + request.pk.bytes, "sha256")
    assert secrets.new(request.pk, Link.MAIL) != urlsafe_b64encode(once).rstrip(b"=").decode()
