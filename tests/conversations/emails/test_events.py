"""What a delivery service tells later, by its own webhook: signed, or not believed."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from datetime import timedelta
from types import ModuleType

import pytest
from django.test import Client, override_settings
from django.urls import include, path

from accounts import queries as accounts_queries
from outbox.models import Mail
from submissions.models import Submission
from tests.conversations.emails import post
from ugc_platform import mailing, urls as platform_urls

pytestmark = pytest.mark.django_db
KEY = "key-for-signing"


@pytest.fixture(autouse=True)
def _mailgun() -> Iterator[None]:
    made = mailing.provider("mailgun", {"ANYMAIL_MAILGUN_WEBHOOK_SIGNING_KEY": KEY, "ANYMAIL_MAILGUN_API_KEY": "x"})
    addresses = ModuleType("addresses")
    events = path("mail/events/", include(mailing.events_from(made["MAIL_EVENTS_FROM"])))
    addresses.urlpatterns = [*platform_urls.urlpatterns, events]  # type: ignore[attr-defined]
    with override_settings(ANYMAIL=made["ANYMAIL"], ROOT_URLCONF=addresses):
        yield


def tell(mail: Mail, event: str, *, key: str = KEY, known: dict[str, str] | None = None, **more: object) -> int:
    """What Mailgun posts about a mail."""
    stamp, token = str(int(time.time())), "token"
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    body = {
        "signature": {"timestamp": stamp, "token": token, "signature": signature},
        "event-data": {
            "event": event,
            "id": "event-id",
            "timestamp": (post.AT + timedelta(hours=1)).timestamp(),
            "recipient": post.ADDRESS,
            "message": {"headers": {"message-id": f"{mail.pk}@localhost"}},
            "user-variables": {"mail": str(mail.pk)} if known is None else known,
            **more,
        },
    }
    answer = Client().post("/mail/events/mailgun/tracking/", json.dumps(body), content_type="application/json")
    mail.refresh_from_db()
    return answer.status_code


def box(mail: Mail) -> tuple[bool, bool]:
    found = accounts_queries.mailbox(brand_id=mail.brand_id, contributor_id=mail.contributor.pk)  # type: ignore[union-attr]
    assert found
    return found.undeliverable, found.refused


@pytest.fixture
def mail() -> Mail:
    return post.deliver(post.queue(post.waiting()))


def test_an_address_that_takes_no_mail_is_written_to_no_more(mail: Mail) -> None:
    assert tell(mail, "failed", severity="permanent", reason="bounce") == 200
    assert (mail.state, mail.outcome, box(mail)) == ("sent", "bounced", (True, False))
    assert mail.outcome_at == post.AT + timedelta(hours=1)
    again = post.deliver(post.queue(Submission.objects.get(pk=mail.facts["submission"]), key="next"))
    assert (again.state, again.last_error) == ("dropped", "undeliverable")


def test_a_full_box_is_no_dead_address(mail: Mail) -> None:
    tell(mail, "failed", severity="temporary", reason="generic")
    assert (mail.outcome, box(mail)) == ("", (False, False))


def test_a_complaint_stops_news_and_is_not_taken_back(mail: Mail) -> None:
    tell(mail, "complained")
    tell(mail, "delivered")
    assert (mail.outcome, box(mail)) == ("complained", (False, True))


def test_the_service_knows_what_became_of_an_unknown_one(mail: Mail) -> None:
    Mail.objects.filter(pk=mail.pk).update(state="unknown", last_error="interrupted")
    tell(mail, "delivered")
    assert (mail.state, mail.outcome, mail.last_error) == ("sent", "delivered", "")


def test_a_forged_call_changes_nothing(mail: Mail) -> None:
    assert tell(mail, "failed", key="guessed", severity="permanent", reason="bounce") == 400
    assert (mail.outcome, box(mail)) == ("", (False, False))


def test_mail_of_somebody_else_is_ignored(mail: Mail) -> None:
    assert tell(mail, "delivered", known={}) == 200
    assert mail.outcome == ""
    Mail.objects.filter(pk=mail.pk).update(provider_id=f"<{mail.pk}@localhost>")
    tell(mail, "delivered", known={"mail": "nonsense"})
    assert mail.outcome == "delivered"
