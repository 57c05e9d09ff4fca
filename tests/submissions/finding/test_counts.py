"""Limits on mail hold when many ask at once: what is counted is counted by one after the other."""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection

from accounts import mail_addresses
from core import locks
from outbox import services as outbox_services
from outbox.models import Mail
from submissions.finding import asking, services
from submissions.releases import services as releases_services
from submissions.releases.validators import Person
from tests.submissions import makers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("nobody_comes")]


def at_once(actions: Sequence[Callable[[], object]]) -> None:
    start = threading.Barrier(len(actions))

    def run(action: Callable[[], object]) -> None:
        start.wait()
        try:
            action()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def meeting(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, *, all_of: int, locked: bool) -> None:
    """Let what follows the count wait for all others to have counted; with a lock they cannot come."""
    does = getattr(module, name)
    met = threading.Barrier(all_of, timeout=0.3 if locked else 30)

    def together(*args: Any, **more: Any) -> Any:
        with suppress(threading.BrokenBarrierError):
            met.wait()
        return does(*args, **more)

    monkeypatch.setattr(module, name, together)
    if not locked:  # the control
        monkeypatch.setattr(locks, "one_at_a_time", lambda *_name: None)


@pytest.mark.parametrize("locked", [True, False])
def test_four_questions_an_hour_are_answered_however_many_come_at_once(
    monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    campaign = makers.campaign()
    makers.receive(campaign, said={"email": "ada@example.org"})
    Mail.objects.all().delete()
    asked = [
        services.ask(brand=campaign.brand, kind="pages", address="ada@example.org", locale="en", at=makers.AT)
        for _number in range(7)
    ]
    meeting(monkeypatch, asking, "_people", all_of=7, locked=locked)
    at_once([lambda pk=one.pk: services.answer(request_id=pk, at=makers.AT) for one in asked])  # type: ignore[misc]
    answered = Mail.objects.filter(kind="page_link").count()
    assert (answered == asking.MOST_PER_WINDOW) is locked


@pytest.mark.parametrize("locked", [True, False])
def test_few_requests_a_day_reach_one_letter_box_however_many_are_made_at_once(
    monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    campaign = makers.campaign()
    said = {"people": "others_agreed", "persons": [Person("Friend")]}
    submissions = [makers.receive(campaign, said=said).submission for _number in range(8)]
    meeting(monkeypatch, outbox_services, "queue", all_of=8, locked=locked)
    asked = [(submission.release_requests.get(), makers.fan(submission)) for submission in submissions]
    at_once(
        [
            lambda one=one, fan=fan: releases_services.write_to(  # type: ignore[misc]
                request=one, email="mum@example.org", by=fan, at=makers.AT
            )
            for one, fan in asked
        ]
    )
    sent = Mail.objects.filter(kind="release_request").count()
    assert (sent == mail_addresses.MOST_A_DAY) is locked
