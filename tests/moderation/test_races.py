"""Two people at once, with real transactions."""

import threading

import pytest
from django.db import connection

from moderation import services
from moderation.models import Decision, Report
from submissions.lifecycle import State
from submissions.models import Submission
from tests.galleries import stage
from tests.galleries.stage import AT, later
from tests.submissions import makers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.nudge._send", lambda *_args: None)


def both(*acts: "object") -> list[BaseException | None]:
    """Run each in its own connection, all starting together; give what each one raised."""
    ready = threading.Barrier(len(acts))
    ends: list[BaseException | None] = [None] * len(acts)

    def run(number: int, act: object) -> None:
        try:
            ready.wait()
            act()  # type: ignore[operator]
        except Exception as error:  # noqa: BLE001 the test looks at whatever was raised
            ends[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def test_of_two_verdicts_at_once_exactly_one_counts() -> None:
    for _ in range(5):
        waiting = stage.waiting()
        first, second = stage.moderator(waiting.brand), stage.moderator(waiting.brand)
        mine, theirs = Submission.objects.get(pk=waiting.pk), Submission.objects.get(pk=waiting.pk)

        ends = both(
            lambda mine=mine, first=first: services.approve(submission=mine, version=1, by=first, at=AT),
            lambda theirs=theirs, second=second: services.reject(
                submission=theirs, version=1, reason="quality", note="", by=second, at=AT
            ),
        )

        assert sorted(type(end).__name__ for end in ends) == ["NoneType", "Stale"]
        assert Decision.objects.filter(submission=waiting).count() == 1


def test_two_reports_at_once_reach_the_threshold_together() -> None:
    shown = stage.approved(makers.campaign(report_threshold=2))

    def report(who: str) -> None:
        services.report(submission=shown, asset_id=None, reason="me", reporter=who, at=later(hours=1))

    assert both(lambda: report("a"), lambda: report("b")) == [None, None]
    assert (Report.objects.count(), Submission.objects.get().state) == (2, State.AWAITING_REVIEW)
    assert Decision.objects.filter(rule="reports").count() == 1
