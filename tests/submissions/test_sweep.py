"""The sweep finds what a lost nudge or a dead worker left behind, and leaves everything else alone."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.actors import SYSTEM
from submissions import services
from submissions.lifecycle import Move, State
from submissions.models import AssetState, Submission, Work
from submissions.services import moves, progress
from submissions.services.work import LEASE
from tests.submissions import makers
from tests.submissions.conftest import Nudged
from tests.submissions.makers import AT
from tests.submissions.test_work import claimed, received

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
Capture = Callable[..., AbstractContextManager[Any]]


@pytest.fixture(autouse=True)
def _nobody_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("submissions.tasks.processing.render", lambda **_: None)


def swept(nudged: Nudged, capture: Capture, at: datetime) -> tuple[dict[str, int], list[str]]:
    nudged.clear()
    with capture(execute=True):
        repaired = services.sweep(at=at)
    return repaired, [task for task, _queue, _kwargs in nudged]


REVIEW, PUBLIC = "submissions.tasks.render_review", "submissions.tasks.render_public_asset"


def test_the_sweep_leaves_fresh_work_alone(nudged: Nudged, django_capture_on_commit_callbacks: Capture) -> None:
    received()
    repaired, tasks = swept(nudged, django_capture_on_commit_callbacks, AT + 44 * SECOND)
    assert (repaired, tasks) == ({"nudged": 0, "revived": 0, "published": 0}, [])


def test_the_sweep_nudges_work_whose_nudge_was_lost_but_not_each_minute(
    nudged: Nudged, django_capture_on_commit_callbacks: Capture
) -> None:
    received()
    at = AT + timedelta(minutes=1)
    assert swept(nudged, django_capture_on_commit_callbacks, at) == (
        {"nudged": 1, "revived": 0, "published": 0},
        [REVIEW],
    )
    assert swept(nudged, django_capture_on_commit_callbacks, at + SECOND)[1] == []
    assert services.claim_work(work_id=Work.objects.get().pk, at=at + SECOND) is not None


def test_the_sweep_nudges_work_whose_worker_died(nudged: Nudged, django_capture_on_commit_callbacks: Capture) -> None:
    received()
    claimed(Work.objects.get())
    assert swept(nudged, django_capture_on_commit_callbacks, AT + LEASE - SECOND)[1] == []
    assert swept(nudged, django_capture_on_commit_callbacks, AT + LEASE)[1] == [REVIEW]
    assert swept(nudged, django_capture_on_commit_callbacks, AT + LEASE + SECOND)[1] == []
    assert swept(nudged, django_capture_on_commit_callbacks, AT + 2 * LEASE)[1] == [REVIEW]


def test_the_sweep_sends_each_kind_to_its_queue(nudged: Nudged, django_capture_on_commit_callbacks: Capture) -> None:
    submission = makers.submission(State.PROCESSING, [])
    makers.work(makers.asset(submission, AssetState.PROCESSING, 0, kind="photo"))
    makers.work(makers.asset(submission, AssetState.PROCESSING, 1, kind="video"))
    swept(nudged, django_capture_on_commit_callbacks, AT + timedelta(minutes=1))
    assert sorted(queue for _task, queue, _kwargs in nudged) == ["photo", "video"]


def test_the_sweep_moves_on_what_is_finished_but_stuck(
    nudged: Nudged, django_capture_on_commit_callbacks: Capture
) -> None:
    ready = makers.submission(State.PROCESSING, [AssetState.READY, AssetState.UNUSABLE])
    broken = makers.submission(State.RECEIVING, [AssetState.UNUSABLE])
    repaired, _tasks = swept(nudged, django_capture_on_commit_callbacks, AT + timedelta(minutes=2))
    assert repaired["revived"] == 2
    assert Submission.objects.get(pk=ready.pk).state == State.AWAITING_REVIEW
    assert Submission.objects.get(pk=broken.pk).state == State.UNUSABLE


def test_the_sweep_gives_lost_work_back(nudged: Nudged, django_capture_on_commit_callbacks: Capture) -> None:
    submission = makers.submission(State.PROCESSING, [AssetState.PROCESSING, AssetState.RECEIVING])
    makers.work(submission.assets.first(), state="failed", finished_at=AT)  # type: ignore[arg-type]
    repaired, tasks = swept(nudged, django_capture_on_commit_callbacks, AT + timedelta(minutes=2))
    assert (repaired["revived"], tasks) == (1, [REVIEW, REVIEW])
    assert list(Work.objects.values_list("state", flat=True)) == ["waiting", "waiting"]


def test_the_sweep_gives_approved_work_its_public_stage(
    nudged: Nudged, django_capture_on_commit_callbacks: Capture
) -> None:
    submission = makers.submission(State.APPROVED, [AssetState.READY, AssetState.EXCLUDED])
    repaired, tasks = swept(nudged, django_capture_on_commit_callbacks, AT + SECOND)
    assert repaired["published"] == 1
    assert tasks == ["submissions.tasks.render_public", PUBLIC]
    assert Work.objects.get().asset == submission.assets.first()
    assert swept(nudged, django_capture_on_commit_callbacks, AT + SECOND)[0]["published"] == 0


def test_advance_does_nothing_twice() -> None:
    submission = makers.submission(State.PROCESSING)
    for _time in range(2):
        progress.advance_locked(moves.locked(submission.pk), at=AT)
    assert list(submission.state_changes.values_list("move", "by")) == [(Move.READY, SYSTEM.reference)]
