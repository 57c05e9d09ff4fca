"""Delivery on real SMTP: what arrives, what is tried again, what is final, and what nobody knows."""

import re
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import override_settings

from accounts import services as accounts_services
from conversations.emails import services
from outbox import services as outbox_services
from outbox.models import Mail
from outbox.services import delivering
from tests.conversations.emails import post, server as mail_server
from tests.conversations.emails.server import Server
from tests.galleries import stage

pytestmark = pytest.mark.django_db

NOTHING = {"addresses": 0, "keys": 0, "mailboxes": 0, "nudged": 0, "unknown": 0}


@pytest.fixture
def server() -> Iterator[Server]:
    with mail_server.running() as running:
        yield running


def test_a_letter_arrives_as_text_and_html(server: Server) -> None:
    submission = post.waiting()
    accounts_services.note_confirmed_email(contributor=submission.contributor, at=post.AT)
    mail = post.deliver(post.queue(submission))
    assert (mail.state, mail.attempts, mail.last_error, mail.finished_at) == ("sent", 1, "", post.AT)
    [arrived] = server.taken
    brand = submission.brand
    assert arrived["Subject"] == "We have it: Summer"
    assert (arrived["From"], arrived["To"]) == (f"{brand.name} <no-reply@localhost>", post.ADDRESS)
    assert arrived["Reply-To"] == f"{brand.name} <{brand.contact_email}>"
    assert (arrived["Message-ID"], arrived["Auto-Submitted"]) == (f"<{mail.pk}@localhost>", "auto-generated")
    assert arrived["List-Unsubscribe"] is None
    text, html = mail_server.plain(arrived), mail_server.html(arrived)
    assert text.startswith("Hello Ada,\n\nThank you for sending something to “Summer”.")
    [link] = set(re.findall(r"http://localhost:\d+/me/[\w-]{43}/", text))
    assert f'href="{link}"' in html
    assert "prefers-color-scheme: dark" in html
    assert not re.findall(r"(?:src|background)=|url\(|<img", html)


def test_a_busy_server_is_asked_again_later(server: Server) -> None:
    server.answers = ["451 come back later", "421 too much mail"]
    mail = post.deliver(post.queue(post.waiting()))
    assert (mail.state, mail.attempts, mail.due_at) == ("waiting", 1, post.later(minutes=1))
    assert mail.last_error == "451 come back later"
    assert post.deliver(mail, at=post.later(seconds=59)).attempts == 1
    assert post.deliver(mail, at=post.later(minutes=1)).due_at == post.later(minutes=6)
    assert post.deliver(mail, at=post.later(minutes=6)).state == "sent"
    assert len(server.taken) == 1


def test_after_enough_tries_it_has_failed(server: Server) -> None:
    tries = len(delivering.BACK_OFF) + 1
    server.answers = ["451 no"] * (tries + 1)
    mail = post.queue(post.waiting())
    for number in range(tries):
        assert (mail.state, mail.attempts) == ("waiting", number)
        post.deliver(mail, at=mail.due_at)
    assert (mail.state, mail.attempts, mail.last_error) == ("failed", tries, "451 no")


@pytest.mark.parametrize("where", ["answers", "at_recipient"])
def test_a_refusal_is_final_and_names_nobody(server: Server, where: str) -> None:
    setattr(server, where, [f"550 <{post.ADDRESS}> is unknown here"])
    mail = post.deliver(post.queue(post.waiting()))
    assert (mail.state, mail.attempts, mail.last_error) == ("failed", 1, "550 <address> is unknown here")
    assert outbox_services.sweep(at=post.later(days=3))["nudged"] == 0


def test_a_server_that_is_away_costs_nothing_but_time() -> None:
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=9
    ):
        mail = post.deliver(post.queue(post.waiting()))
    assert (mail.state, mail.due_at) == ("waiting", post.later(minutes=1))
    assert mail.last_error.startswith("ConnectionRefusedError")


@pytest.mark.parametrize("answer", ["drop", "take and drop"])
def test_a_line_that_breaks_after_the_words_leaves_it_unknown(server: Server, answer: str) -> None:
    server.answers = [answer]
    mail = post.deliver(post.queue(post.waiting()))
    assert (mail.state, mail.attempts) == ("unknown", 1)
    assert outbox_services.sweep(at=post.later(days=1)) == NOTHING
    post.deliver(mail, at=post.later(days=1))
    assert len(server.taken) == (answer != "drop")


def test_a_person_sends_an_unknown_one_again(server: Server) -> None:
    server.answers = ["take and drop"]
    submission = post.waiting()
    mail = post.deliver(post.queue(submission))
    member = stage.moderator(submission.brand)
    outbox_services.send_again(mail=mail, by=member, at=post.later(hours=1))
    assert post.deliver(mail, at=post.later(hours=1)).state == "sent"
    first, second = server.taken
    assert first["Message-ID"] == second["Message-ID"]
    with pytest.raises(outbox_services.NotAgain):
        outbox_services.send_again(mail=mail, by=member, at=post.later(hours=2))


def test_a_lease_that_ran_out_is_unknown_and_a_late_answer_still_counts(server: Server) -> None:
    mail = post.queue(post.waiting())
    claimed = outbox_services.claim(mail_id=mail.pk, compose=lambda one: services.compose(one, at=post.AT), at=post.AT)
    assert claimed
    assert outbox_services.sweep(at=post.AT + delivering.LEASE - timedelta(seconds=1))["unknown"] == 0
    assert outbox_services.sweep(at=post.AT + delivering.LEASE) == NOTHING | {"unknown": 1}
    mail.refresh_from_db()
    assert (mail.state, mail.last_error) == ("unknown", "interrupted")
    assert outbox_services.sent(mail=claimed.mail, at=post.later(minutes=5))
    mail.refresh_from_db()
    assert mail.state == "sent"


def test_a_late_answer_does_not_end_what_a_person_began_anew(server: Server) -> None:
    submission = post.waiting()
    mail = post.queue(submission)
    claimed = outbox_services.claim(mail_id=mail.pk, compose=lambda one: services.compose(one, at=post.AT), at=post.AT)
    assert claimed
    outbox_services.sweep(at=post.later(hours=1))
    outbox_services.send_again(mail=mail, by=stage.moderator(submission.brand), at=post.later(hours=1))
    assert not outbox_services.failed(mail=claimed.mail, error="late", at=post.later(hours=1))
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("waiting", 0)


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_mail_send_it_once(server: Server) -> None:
    mail = post.queue(post.waiting())
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        services.deliver(mail_id=mail.pk, clock=lambda: post.AT)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    mail.refresh_from_db()
    assert (len(server.taken), mail.state, mail.attempts) == (1, "sent", 1)


def test_no_secret_stays_in_the_database(server: Server) -> None:
    mail = post.deliver(post.queue(post.waiting()))
    [secret] = set(re.findall(r"/me/([\w-]{43})/", mail_server.plain(server.taken[0])))
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}" AS one WHERE one::text LIKE %s', [f"%{secret}%"])
            assert cursor.fetchone() == (0,), table
    assert Mail.objects.filter(pk=mail.pk, state="sent").exists()
