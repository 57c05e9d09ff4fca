"""What becomes of files that cannot be read, of a pipeline that breaks and of a store that is away."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

import mediakit
from core import storage
from submissions import failures, processing
from submissions.lifecycle import State
from submissions.models import Work
from tests.submissions import makers
from tests.submissions.test_processing import process

pytestmark = pytest.mark.django_db


@pytest.fixture
def fails(monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """Make the pipeline raise what stands in the list, one at a time."""
    coming: list[Exception] = []
    really_run = mediakit.run_isolated

    def run(*args: Any, **kwargs: Any) -> mediakit.Report:
        if coming:
            raise coming.pop(0)
        return really_run(*args, **kwargs)

    monkeypatch.setattr(mediakit, "run_isolated", run)
    return coming


def make_due() -> None:
    Work.objects.filter(state=Work.State.WAITING).update(due_at=timezone.now() - timedelta(seconds=1))


def test_poison_is_tried_three_times_and_no_more(fails: list[Exception]) -> None:
    fails += [mediakit.Temporary("crashed", "signal 9")] * 9
    submission = makers.receive(makers.campaign()).submission
    for _try in range(5):
        submission = process(submission)
        make_due()
    assert len(fails) == 6
    assert (submission.state, submission.assets.get().failure_code) == (State.UNUSABLE, "crashed")


def test_a_temporary_failure_is_forgotten_after_success(fails: list[Exception]) -> None:
    fails += [mediakit.Temporary("slow"), ZeroDivisionError("a bug of ours")]
    submission = makers.receive(makers.campaign()).submission
    for _try in range(3):
        submission = process(submission)
        make_due()
    work = Work.objects.get()
    assert (submission.state, work.attempts, work.last_error) == (State.AWAITING_REVIEW, 3, "")


def test_a_bug_of_ours_does_not_leave_the_fan_waiting_for_ever(fails: list[Exception]) -> None:
    fails += [ZeroDivisionError("a bug of ours")] * 9
    submission = makers.receive(makers.campaign()).submission
    for _try in range(3):
        submission = process(submission)
        make_due()
    assert (submission.state, submission.assets.get().failure_code) == (State.UNUSABLE, "internal")
    assert failures.sentence("internal").endswith(".")


def test_a_store_that_is_away_costs_no_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    submission = makers.receive(makers.campaign()).submission
    with monkeypatch.context() as broken:
        broken.setattr(storage, "fetch", away)
        for _try in range(5):
            process(submission)
            make_due()
    work = Work.objects.get()
    assert (work.state, work.attempts) == ("waiting", 0)
    assert process(submission).state == State.AWAITING_REVIEW


@pytest.mark.parametrize(("trouble", "pause"), [(storage.Unavailable, 30), (storage.Refused, 300)])
def test_a_store_that_refuses_is_asked_less_often(
    monkeypatch: pytest.MonkeyPatch, trouble: type[Exception], pause: int
) -> None:
    def failing(*_: object) -> None:
        raise trouble("no")

    submission = makers.receive(makers.campaign()).submission
    monkeypatch.setattr(storage, "fetch", failing)
    at = timezone.now() + timedelta(hours=1)
    processing.render(asset_id=submission.assets.get().pk, stage="review", clock=lambda: at)
    assert Work.objects.get().due_at == at + timedelta(seconds=pause)


def away(*_: object) -> None:
    raise storage.Unavailable("away")


@pytest.mark.parametrize("harm", ["gone", "changed"])
def test_an_original_that_is_lost_or_damaged_ends_with_a_sentence(harm: str) -> None:
    submission = makers.receive(makers.campaign()).submission
    key = submission.assets.get().original_key
    storage.delete(key)
    if harm == "changed":
        other = makers.incoming(makers.jpeg((1, 2, 3)))
        storage.put(key, other.file, "image/jpeg")
    for _try in range(3):
        submission = process(submission)
        make_due()
    assert (submission.state, submission.assets.get().failure_code) == (State.UNUSABLE, "lost")
