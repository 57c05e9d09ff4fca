"""What the database refuses by itself, and what queueing promises."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from outbox import services
from outbox.models import Mail
from tests import factories
from tests.conversations.emails import post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_comes")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "advertisement"},
        {"state": "lost", "finished_at": post.AT},
        {"state": "sending"},
        {"state": "sent"},
        {"outcome": "bounced"},
        {"outcome": "opened", "outcome_at": post.AT},
    ],
)
def test_bad_rows_are_refused(wrong: dict[str, Any]) -> None:
    mail = post.queue(post.waiting())
    with pytest.raises(IntegrityError), transaction.atomic():
        Mail.objects.filter(pk=mail.pk).update(**wrong)


def test_the_same_key_makes_one_mail_in_each_brand() -> None:
    one, other = factories.brand(), factories.brand()
    for brand in (one, one, other):
        services.queue(brand=brand, kind="page_link", key="k", at=post.AT, to="a@example.org")
    assert sorted(Mail.objects.values_list("brand", flat=True)) == sorted([one.pk, other.pk])


def test_a_mail_goes_to_one_place() -> None:
    brand = factories.brand()
    with pytest.raises(ValueError, match="either"):
        services.queue(brand=brand, kind="page_link", key="k", at=post.AT)
    with pytest.raises(ValueError, match="either"):
        services.queue(
            brand=brand, kind="page_link", key="k", at=post.AT, to="a@example.org",
            contributor=factories.contributor(brand),
        )  # fmt: skip


def test_an_open_address_is_stored_sealed_and_gone_when_it_was_used() -> None:
    mail = services.queue(brand=factories.brand(), kind="page_link", key="k", at=post.AT, to="a@example.org")
    assert mail.sealed_to
    assert b"example" not in bytes(mail.sealed_to)
    claimed = services.claim(mail_id=mail.pk, compose=lambda _mail: "words", at=post.AT)
    assert claimed
    assert services.sent(mail=claimed.mail, at=post.AT)
    assert list(Mail.objects.values_list("state", "sealed_to")) == [("sent", None)]


def test_the_sweep_nudges_what_is_due_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    submission = post.waiting()
    due = post.queue(submission, key="due")
    post.queue(submission, key="later", at=post.later(hours=1))
    nudged: list[uuid.UUID] = []
    monkeypatch.setattr("outbox.services.delivering.nudge", lambda _task, mail_id: nudged.append(mail_id))
    assert services.sweep(at=post.AT)["nudged"] == 1
    assert nudged == [due.pk]
    assert services.sweep(at=post.AT + timedelta(hours=1))["nudged"] == 2


def test_a_mail_that_cannot_be_written_is_tried_a_few_times_and_then_shown() -> None:
    def broken(_mail: Mail) -> str:
        raise KeyError("a template that is wrong")

    mail, at, tries = post.queue(post.waiting()), post.AT, 0
    while (row := Mail.objects.get(pk=mail.pk)).state == "waiting" and tries < 50:
        assert services.claim(mail_id=mail.pk, compose=broken, at=at) is None
        assert services.claim(mail_id=mail.pk, compose=broken, at=at) is None, "not twice in the same moment"
        at, tries = max(at, Mail.objects.get(pk=mail.pk).due_at), tries + 1
    assert (row.state, row.attempts, row.last_error, tries) == ("failed", 7, "KeyError", 7)
