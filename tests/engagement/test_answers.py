"""Time to first answer and share answered, against sums done by hand."""

from datetime import datetime
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import services as accounts_services
from accounts.actors import SYSTEM, Actor
from conversations import services as conversations_services
from conversations.inbox import services as inbox_services
from conversations.models import Thread
from engagement.queries import answers
from submissions.models import Submission
from tests.galleries import stage
from tests.galleries.stage import later
from tests.submissions import makers

pytestmark = pytest.mark.django_db

SINCE, UNTIL = later(hours=-12), later(hours=36)


def asks(about: Submission, hours: float) -> None:
    conversations_services.reply(submission=about, contributor=about.contributor, text="When?", at=later(hours=hours))


def answers_to(about: Submission, hours: float, text: str = "Soon.") -> None:
    by = stage.marketer(about.brand)
    conversations_services.send(submission=about, text=text, by=by, at=later(hours=hours))


def test_first_answers_are_timed_and_counted() -> None:
    campaign = makers.campaign()
    quick, slow, standard, unanswered, closed, blocked, greeted, old = (stage.waiting(campaign) for _ in range(8))
    by = stage.marketer(campaign.brand)
    inbox_services.save_reply(brand=campaign.brand, name="A", locale="en", text="Thank you!", by=by, at=later())
    for one in (quick, slow, standard, unanswered, closed, blocked):
        asks(one, 0)
    answers_to(quick, 1)
    answers_to(quick, 9)  # only the first counts
    answers_to(slow, 30)
    answers_to(standard, 2, "Thank you!")
    inbox_services.close(submission=closed, version=Thread.objects.get(pk=closed.pk).version, by=by, at=later(hours=1))
    accounts_services.block_contributor(contributor=blocked.contributor, reason="spam", by=SYSTEM, at=later())
    answers_to(greeted, 0)  # the brand wrote, nobody asked
    asks(old, -20)
    asks(stage.waiting(), 0)  # of somebody else

    with CaptureQueriesContext(connection) as captured:
        time, share = answers.measures(campaign, SINCE, UNTIL)

    assert len(captured) == 1
    assert (time.value, share.value) == (2.0, 60.0)
    assert [row["value"] for row in time.rows] == [1, 1, 1, 0]
    assert {row["how"]: row["value"] for row in share.rows} == {"written": 2, "standard": 1, "closed": 1, "open": 1}


def test_the_figures_open_to_their_conversations() -> None:
    campaign = makers.campaign()
    answered, waiting, blocked = (stage.waiting(campaign) for _ in range(3))
    for one in (answered, waiting, blocked):
        asks(one, 0)
        asks(one, 1)
    answers_to(answered, 3)
    accounts_services.block_contributor(contributor=blocked.contributor, reason="spam", by=SYSTEM, at=later())

    def behind(how: str, by: Actor) -> dict[UUID, tuple[datetime, datetime | None]]:
        rows = answers.conversations(by, campaign, since=SINCE, until=UNTIL, how=how)
        return {row.submission_id: (row.at, row.answered_at) for row in rows}

    mine = stage.marketer(campaign.brand)
    quick = {answered.pk: (later(), later(hours=3))}
    slow = {waiting.pk: (later(), None)}
    found = {how: behind(how, mine) for how in ("all", "answered", "written", "standard", "closed", "open")}
    assert found == {
        "all": quick | slow, "answered": quick, "written": quick, "standard": {}, "closed": {}, "open": slow
    }  # fmt: skip
    assert behind("all", stage.marketer(stage.waiting().brand)) == {}


def test_nobody_asked_is_not_known() -> None:
    time, share = answers.measures(makers.campaign(), SINCE, UNTIL)
    assert (time.value, time.rows, share.value, share.rows) == (None, (), None, ())
