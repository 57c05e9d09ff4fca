"""Fifty submissions, workers killed with -9 at random moments: with the sweep all end well, without it some do not."""

import random
import time
from collections.abc import Callable

import pytest
from celery import current_app
from django.utils import timezone

from core import nudge as nudging
from submissions import services
from submissions.models import Submission, Work
from tests.fault import whole
from tests.fault.conftest import Workers, alive
from tests.submissions import makers

pytestmark = pytest.mark.services
PATIENCE = 90.0


@pytest.fixture(autouse=True)
def _real_broker(broker: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nudges of this process go to the workers' broker, not to eager mode."""
    from celery import Celery

    monkeypatch.setenv("CELERY_BROKER_URL", broker)
    sender = Celery("sender", set_as_current=False)
    sender.conf.update(task_ignore_result=True, broker_transport_options=current_app.conf.broker_transport_options)
    monkeypatch.setattr(nudging, "current_app", sender)


def send_in(count: int) -> None:
    campaign = makers.campaign()
    for number in range(count):
        makers.receive(campaign, makers.jpeg((number * 5, 90, 200), (320, 240)), at=timezone.now())


def until(done: Callable[[], bool], each: Callable[[], object], pause: float = 0.2) -> bool:
    """Do something again and again until it is done, or patience ends."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if done():
            return True
        each()
        time.sleep(pause)
    return done()


def sweep() -> None:
    services.sweep(at=timezone.now())


def test_with_the_sweep_all_end_and_none_is_doubled(workers: Workers) -> None:
    chance = random.Random(9)
    send_in(50)
    for _worker in range(2):
        workers.start()
    kills = 0

    def accident() -> None:
        nonlocal kills
        sweep()
        busy = Work.objects.filter(state=Work.State.RUNNING).exists()
        if busy and kills < 12 and chance.random() < 0.4:
            kills += 1
            if kills % 4:
                workers.kill_pool_child(chance.randrange(2))
            else:
                workers.kill(chance.randrange(2))
                workers.start()

    assert until(lambda: whole.unfinished() == 0, accident), workers.log.read_text()[-4000:]
    assert kills >= 3
    assert Work.objects.filter(interruptions__gt=0).exists(), "no kill hit a worker at work"
    assert Submission.objects.count() == 50
    whole.check()
    workers.kill_all()
    assert until(lambda: not any(alive(pid) for pid in workers.ever), lambda: None), "a process was left behind"


def test_without_the_sweep_some_never_end_and_the_sweep_heals_them(workers: Workers) -> None:
    """The negative control: were it green without the sweep, the test above would prove nothing."""
    send_in(16)
    workers.start()
    kills = 0

    def accident() -> None:
        nonlocal kills
        if kills < 3 and workers.kill_at_work(0, Work.objects.filter(state=Work.State.RUNNING).exists):
            kills += 1

    assert until(lambda: kills == 3 and idle(), accident, pause=0.05)
    left = whole.unfinished()
    assert left > 0
    assert until(lambda: whole.unfinished() == 0, sweep)
    whole.check()


def idle() -> bool:
    """Whether nothing has moved for longer than a lease: no row waits for a worker that is coming."""
    before = state_of_work()
    time.sleep(5)
    return state_of_work() == before and not Work.objects.filter(lease_until__gt=timezone.now()).exists()


def state_of_work() -> list[tuple[int, str]]:
    return list(Work.objects.order_by("pk").values_list("pk", "state"))
