"""Units of work: leases, fences, attempts, interruptions, and the sweep that finds what was forgotten."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection

from submissions import services
from submissions.lifecycle import Move, State
from submissions.models import Asset, AssetState, Rendition, Submission, Work
from submissions.services.work import BACK_OFF, LEASE, MOST_ATTEMPTS, MOST_INTERRUPTIONS
from tests.submissions import makers
from tests.submissions.makers import AT

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
MEASURES = {"width": 4, "height": 3}


@pytest.fixture(autouse=True)
def _nobody_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("submissions.tasks.processing.render", lambda **_: None)


def received(assets: int = 1) -> Submission:
    submission = makers.submission(State.RECEIVING, [AssetState.RECEIVING] * assets)
    for asset in submission.assets.all():
        makers.work(asset)
    return submission


def claimed(work: Work, at: datetime = AT) -> Work:
    held = services.claim_work(work_id=work.pk, at=at)
    assert held is not None
    return held


def rendition(asset: Asset, spec: str = "photo-320", stage: str = "review") -> Rendition:
    return Rendition(
        brand_id=asset.brand_id, asset=asset, spec=spec, spec_version=1, stage=stage, key=f"{asset.pk}/{stage}-{spec}",
        content_type="image/jpeg", width=320, height=240, bytes=1, sha256="0" * 64, created_at=AT,
    )  # fmt: skip


def finish(work: Work, at: datetime = AT) -> None:
    services.finish_work(work=work, renditions=[rendition(work.asset, stage=work.stage)], measures=MEASURES, at=at)


def test_a_claim_starts_the_submission_and_holds_a_lease() -> None:
    submission = received()
    work = claimed(Work.objects.get())
    submission.refresh_from_db()
    assert (submission.state, submission.assets.get().state) == (State.PROCESSING, AssetState.PROCESSING)
    assert (work.state, work.attempts, work.lease_until, work.due_at) == ("running", 1, AT + LEASE, AT + LEASE)
    assert work.fence is not None


def test_held_work_is_nobody_elses_until_the_lease_runs_out() -> None:
    received()
    first = claimed(Work.objects.get())
    assert services.claim_work(work_id=first.pk, at=AT + LEASE - SECOND) is None
    second = claimed(first, at=AT + LEASE)
    assert second.fence != first.fence
    assert (second.attempts, second.interruptions) == (1, 1)


def test_work_that_is_not_due_done_or_unknown_is_not_given() -> None:
    submission = makers.submission(State.PROCESSING, [AssetState.PROCESSING] * 3)
    first, second, third = submission.assets.all()
    early = makers.work(first, due_at=AT + SECOND)
    done, failed = makers.work(second, state="done"), makers.work(third, state="failed")
    for work in (early, done, failed):
        assert services.claim_work(work_id=work.pk, at=AT) is None
    assert services.claim_work(work_id=0, at=AT) is None


def test_a_renewed_lease_lasts_longer() -> None:
    received()
    work = claimed(Work.objects.get())
    services.renew(work=work, at=AT + 50 * SECOND, progress=140)
    work.refresh_from_db()
    assert (work.lease_until, work.progress) == (AT + 50 * SECOND + LEASE, 100)


def test_finishing_publishes_all_and_moves_the_submission_on() -> None:
    submission = received()
    finish(claimed(Work.objects.get()))
    submission.refresh_from_db()
    work = Work.objects.get()
    assert (submission.state, submission.assets.get().state) == (State.AWAITING_REVIEW, AssetState.READY)
    assert (work.state, work.fence, work.finished_at, work.progress) == ("done", None, AT, 100)
    assert Rendition.objects.count() == 1
    moves = list(submission.state_changes.values_list("move", "version"))
    assert moves == [(Move.START, 2), (Move.READY, 3)]


def test_a_submission_waits_for_its_last_asset_and_for_one_that_is_ready() -> None:
    submission = received(assets=2)
    first, second = Work.objects.order_by("pk")
    services.fail_work(work=claimed(first), code="broken", detail="", at=AT, again=False)
    assert Submission.objects.get(pk=submission.pk).state == State.PROCESSING
    finish(claimed(second))
    assert Submission.objects.get(pk=submission.pk).state == State.AWAITING_REVIEW


def test_a_submission_with_nothing_usable_is_unusable() -> None:
    submission = received(assets=2)
    for work in Work.objects.order_by("pk"):
        services.fail_work(work=claimed(work), code="broken", detail="no header", at=AT, again=False)
    submission.refresh_from_db()
    assert submission.state == State.UNUSABLE
    assert set(submission.assets.values_list("state", "failure_code", "failure_detail")) == {
        (AssetState.UNUSABLE, "broken", "no header")
    }


@pytest.mark.parametrize("write", ["finish", "fail", "give up", "postpone", "renew"])
def test_without_the_fence_nothing_can_be_written(write: str) -> None:
    """A worker that was away too long finds the work in other hands."""
    received()
    late = claimed(Work.objects.get())
    current = claimed(late, at=AT + LEASE)
    attempts = {
        "finish": lambda: finish(late),
        "fail": lambda: services.fail_work(work=late, code="slow", detail="", at=AT, again=True),
        "give up": lambda: services.fail_work(work=late, code="slow", detail="", at=AT, again=False),
        "postpone": lambda: services.postpone_work(work=late, error="", pause=SECOND, at=AT),
        "renew": lambda: services.renew(work=late, at=AT),
    }
    with pytest.raises(services.FenceLost):
        attempts[write]()
    assert Work.objects.get().fence == current.fence
    assert Asset.objects.get().state == AssetState.PROCESSING
    assert not Rendition.objects.exists()


def test_temporary_failures_are_tried_three_times_with_pauses_between() -> None:
    submission = received()
    at = AT
    for attempt in range(1, MOST_ATTEMPTS + 1):
        work = claimed(Work.objects.get(), at=at)
        assert work.attempts == attempt
        services.fail_work(work=work, code="crashed", detail="killed", at=at, again=True)
        if attempt < MOST_ATTEMPTS:
            assert services.claim_work(work_id=work.pk, at=at + BACK_OFF[attempt - 1] - SECOND) is None
            at += BACK_OFF[attempt - 1]
    assert (Work.objects.get().state, Asset.objects.get().failure_code) == ("failed", "crashed")
    assert Submission.objects.get(pk=submission.pk).state == State.UNUSABLE
    assert services.claim_work(work_id=Work.objects.get().pk, at=at + timedelta(days=1)) is None


def test_a_store_that_is_away_uses_up_no_attempt() -> None:
    received()
    at = AT
    for _outage in range(MOST_ATTEMPTS * 3):
        services.postpone_work(work=claimed(Work.objects.get(), at=at), error="store away", pause=SECOND, at=at)
        at += SECOND
    work = Work.objects.get()
    assert (work.state, work.attempts, work.last_error) == ("waiting", 0, "store away")
    finish(claimed(work, at=at), at=at)
    assert Submission.objects.get().state == State.AWAITING_REVIEW


def test_work_whose_worker_vanishes_again_and_again_ends() -> None:
    received()
    at = AT
    for _time in range(MOST_INTERRUPTIONS + 1):
        claimed(Work.objects.get(), at=at)
        at += LEASE
    assert services.claim_work(work_id=Work.objects.get().pk, at=at) is None
    assert Asset.objects.get().failure_code == "interrupted"
    assert Submission.objects.get().state == State.UNUSABLE


def test_failed_public_work_leaves_the_asset_ready() -> None:
    submission = makers.submission(State.APPROVED)
    work = claimed(makers.work(submission.assets.get(), "public"))
    services.fail_work(work=work, code="crashed", detail="", at=AT, again=False)
    assert (Submission.objects.get().state, Asset.objects.get().state) == (State.APPROVED, AssetState.READY)


def test_public_work_started_again_by_a_late_nudge_leaves_failed_work_alone() -> None:
    submission = makers.submission(State.APPROVED)
    makers.work(submission.assets.get(), "public", state="failed", attempts=3)
    services.start_public_work(submission_id=submission.pk, at=AT)
    assert Work.objects.get().state == "failed"


def test_what_was_withdrawn_meanwhile_is_not_published() -> None:
    submission = received()
    work = claimed(Work.objects.get())
    services.withdraw(submission=submission, by=makers.fan(submission), at=AT)
    with pytest.raises(services.FenceLost):
        finish(work)
    assert not Rendition.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_eight_workers_at_once_one_gets_the_work() -> None:
    received()
    work = Work.objects.get()
    won = at_once(8, lambda: services.claim_work(work_id=work.pk, at=AT))
    assert len([each for each in won if each is not None]) == 1
    assert Work.objects.get().attempts == 1
    assert Submission.objects.get().state_changes.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_assets_that_end_at_the_same_moment_move_the_submission_once() -> None:
    """Without the lock on the submission each would see the other unfinished, and it would stay for ever."""
    for _round in range(5):
        submission = received(assets=2)
        held = iter([claimed(work) for work in Work.objects.filter(asset__submission=submission)])
        works, lock = list(held), threading.Lock()

        def finish_next(works: list[Work] = works, lock: threading.Lock = lock) -> None:
            with lock:
                work = works.pop()
            finish(work)

        at_once(2, finish_next)
        submission.refresh_from_db()
        assert (submission.state, submission.state_changes.count()) == (State.AWAITING_REVIEW, 2)


def at_once(count: int, action: object) -> list[object]:
    start, results = threading.Barrier(count), []

    def run() -> None:
        start.wait()
        try:
            results.append(action())  # type: ignore[operator]
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == count
    return results
