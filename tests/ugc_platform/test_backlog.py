"""What doctor and metrics learn of time: the last sweep, the oldest waiting work, failed mail, names of workers."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.waiting import Waiting
from outbox import queries as outbox_queries
from outbox.models import Mail
from submissions import queries as submissions_queries
from submissions.models import Submission, Work
from tests.conversations.emails import post
from tests.submissions import makers
from ugc_platform import backlog, sweeping
from ugc_platform.checks import CheckFailed

NOW = post.AT
EVERY_ROOM = dict.fromkeys(sweeping.ROOMS, NOW)
ALL_QUEUES = [{"name": name} for name in sorted(backlog.WORK_QUEUES)]


def test_rooms_that_were_swept_lately_are_well() -> None:
    assert backlog.swept(EVERY_ROOM, at=NOW + timedelta(seconds=61)) == "the last was 61 s ago"


@pytest.mark.parametrize(
    ("sweeps", "later", "told"),
    [
        ({}, 0, "Nobody sweeps: nobody ever did"),
        (EVERY_ROOM, 11, "Nobody sweeps: the last was 11 min ago"),
        (EVERY_ROOM | {"privacy": None}, 1, "The sweep of privacy fails"),
        (EVERY_ROOM | {"outbox": NOW - timedelta(hours=1)}, 1, "The sweep of outbox fails"),
    ],
)
def test_a_clock_that_stopped_and_a_room_that_fails_are_told(sweeps: dict[str, Any], later: int, told: str) -> None:
    with pytest.raises(CheckFailed, match=told):
        backlog.swept(sweeps, at=NOW + timedelta(minutes=later))


@pytest.mark.django_db
def test_the_doctor_knows_of_sweeps() -> None:
    with pytest.raises(CheckFailed, match="nobody ever did"):
        backlog.sweep()
    sweeping.sweep(at=timezone.now())
    assert backlog.sweep().endswith(" s ago")


def test_two_workers_of_one_name_are_told() -> None:
    with pytest.raises(CheckFailed, match="Several workers are called celery@host"):
        backlog.staffed([{"celery@host": ALL_QUEUES}, {"celery@host": []}])
    assert backlog.staffed([{"photo@host": ALL_QUEUES}, {"video@host": []}]) == "2 at work"
    with pytest.raises(CheckFailed, match="Nobody works on: video"):
        backlog.staffed([{"photo@host": [queue for queue in ALL_QUEUES if queue["name"] != "video"]}])


def test_the_oldest_waiting_work_is_known_by_stage(db: None, nobody_comes: None) -> None:
    campaign = makers.campaign()
    first, second = (makers.receive(campaign).submission for _ in range(2))
    Submission.objects.filter(pk=first.pk).update(received_at=NOW - timedelta(hours=3))
    Work.objects.filter(asset__submission=first).update(last_error="AccessDenied")
    assert second.received_at > NOW - timedelta(hours=3)
    review, watch, public = submissions_queries.open_work()
    assert review == Waiting("review", 2, NOW - timedelta(hours=3), "AccessDenied")
    assert (watch, public) == (Waiting("watch"), Waiting("public"))
    Work.objects.all().update(state="done", finished_at=NOW)
    assert submissions_queries.open_work()[0] == Waiting("review")


def test_public_work_waits_since_the_approval(db: None, nobody_comes: None) -> None:
    submission = makers.receive(makers.campaign()).submission
    approved = NOW - timedelta(minutes=5)
    Submission.objects.filter(pk=submission.pk).update(received_at=NOW - timedelta(days=9), state_since=approved)
    Work.objects.all().update(stage="public")
    assert submissions_queries.open_work()[2].since == approved


def test_work_that_waits_too_long_is_told_with_its_trouble() -> None:
    young = Waiting("review", 3, NOW - timedelta(minutes=4))
    old = Waiting("exports", 1, NOW - timedelta(hours=5), "AccessDenied")
    assert backlog.moving([young, Waiting("watch")], at=NOW) == "3 review, the oldest for 4 min"
    assert backlog.moving([Waiting("watch")], at=NOW) == "nothing waits"
    with pytest.raises(CheckFailed, match=r"1 exports, the oldest for 5 h\. Last trouble: AccessDenied"):
        backlog.moving([young, old], at=NOW)


def test_mail_that_waits_for_its_time_is_not_late(db: None, nobody_comes: None) -> None:
    mail = post.queue(post.waiting())
    Mail.objects.filter(pk=mail.pk).update(due_at=NOW + timedelta(hours=8))
    assert outbox_queries.waiting(NOW) == Waiting("mail")
    assert outbox_queries.waiting(NOW + timedelta(hours=9)) == Waiting("mail", 1, NOW + timedelta(hours=8))


def test_failed_mail_is_counted_and_told(db: None, nobody_comes: None) -> None:
    mail = post.queue(post.waiting())
    now = timezone.now()
    Mail.objects.filter(pk=mail.pk).update(state="failed", finished_at=now - timedelta(hours=1))
    assert outbox_queries.ended_mail(now - timedelta(days=1)) == {"failed": 1}
    with pytest.raises(CheckFailed, match="1 mails failed and 0 went out"):
        backlog.mail()
    Mail.objects.filter(pk=mail.pk).update(finished_at=now - timedelta(days=2))
    assert backlog.mail() == "in a day 0 went out, 0 failed"


@pytest.mark.parametrize(
    ("seconds", "told"), [(0, "0 s"), (119, "119 s"), (120, "2 min"), (7200, "2 h"), (172800, "2 d"), (-5, "0 s")]
)
def test_lengths_of_time_are_said_in_one_unit(seconds: int, told: str) -> None:
    assert backlog.age(timedelta(seconds=seconds)) == told
