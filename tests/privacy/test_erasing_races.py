"""Being forgotten while a mail is written or an address is confirmed: one waits for the other, neither fails."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from accounts import queries as accounts_queries, services as accounts_services
from outbox import services as outbox_services
from outbox.models import Mail
from privacy import services
from privacy.models import Erasure
from rights import queries as rights_queries, services as rights_services
from submissions import services as submissions_services
from submissions.intake import consent
from submissions.models import Submission
from submissions.services import notices
from tests.submissions import makers

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 0.7


def sent() -> Submission:
    said = {"email": "kim@example.org"}
    return makers.receive(makers.campaign(email_policy="confirmed"), said=said, at=timezone.now()).submission


def together(submission: Submission, begin: Callable[[Callable[[], None]], object]) -> list[BaseException]:
    """Do `begin`; when it calls back, erase beside it and leave it a moment. What failed in either."""
    failed: list[BaseException] = []
    begun = threading.Event()

    def forget() -> None:
        begun.wait()
        try:
            by = accounts_queries.actor_of_contributor(submission.contributor)
            services.erase(contributor=submission.contributor, by=by, at=timezone.now())
        except DatabaseError as error:
            failed.append(error)
        finally:
            connection.close()

    beside = threading.Thread(target=forget, daemon=True)

    def meanwhile() -> None:
        begun.set()
        beside.join(timeout=PATIENCE)

    beside.start()
    try:
        begin(meanwhile)
    except DatabaseError as error:
        failed.append(error)
    beside.join()
    return failed


def test_a_mail_that_is_being_written() -> None:
    submission = sent()
    at = timezone.now() + timedelta(seconds=1)
    Mail.objects.update(due_at=at)

    def write(meanwhile: Callable[[], None]) -> None:
        def compose(mail: Mail) -> str:
            meanwhile()
            assert mail.contributor is not None
            return accounts_services.issue_contributor_token(contributor=mail.contributor, at=at)

        outbox_services.claim(mail_id=Mail.objects.get().pk, compose=compose, at=at)

    assert together(submission, write) == []
    assert list(Mail.objects.filter(kind="confirm_email").values_list("last_error", flat=True)) == [""]
    assert Erasure.objects.count() == 1


def test_an_address_that_is_being_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    submission = sent()
    secret = accounts_services.confirmation_secret(contributor=submission.contributor, at=timezone.now())
    assert secret
    release = rights_services.release

    def confirm(meanwhile: Callable[[], None]) -> None:
        def slow(at: datetime, **about: object) -> object:
            meanwhile()
            return release(at=at, **about)  # type: ignore[arg-type]

        monkeypatch.setattr("rights.services.release", slow)
        submissions_services.confirm_address(secret=secret, shown=[submission.pk], at=timezone.now())

    assert together(submission, confirm) == []
    assert Erasure.objects.count() == 1
    assert set(Submission.objects.values_list("state", flat=True)) == {"erased"}
    assert rights_queries.verify(submission.brand_id) == []


def test_a_withdrawal_that_is_about_to_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    submission = sent()
    queue = notices.queue

    def withdraw(meanwhile: Callable[[], None]) -> None:
        def slow(**about: Any) -> object:
            monkeypatch.setattr(notices, "queue", queue)
            meanwhile()
            return queue(**about)

        monkeypatch.setattr(notices, "queue", slow)
        submissions_services.withdraw(submission=submission, by=makers.fan(submission), at=timezone.now())

    assert together(submission, withdraw) == []
    assert set(Submission.objects.values_list("state", flat=True)) == {"erased"}


def test_another_sending_that_is_being_written(monkeypatch: pytest.MonkeyPatch) -> None:
    first = sent()
    write = consent.write

    def send(meanwhile: Callable[[], None]) -> None:
        def slow(given: consent.Given, *, at: datetime) -> None:
            meanwhile()
            write(given, at=at)

        monkeypatch.setattr(consent, "write", slow)
        said = {"email": "kim@example.org", "name": "Kim"}
        by = makers.fan(first)
        makers.receive(
            first.campaign, makers.jpeg(), said=said, contributor=first.contributor, by=by, at=timezone.now()
        )

    assert together(first, send) == []
    assert set(Submission.objects.values_list("state", flat=True)) == {"erased"}
