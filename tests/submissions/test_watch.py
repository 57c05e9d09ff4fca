"""The whole clip for whoever decides: made after the review stage, waited for by nobody, dropped with its asset."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone
from django.utils.module_loading import import_string

import mediakit
from core import storage
from submissions import processing, queries, services, tasks
from submissions.lifecycle import State
from submissions.models import Asset, AssetState, Submission, Work
from submissions.services.work import LEASE, MOST_ATTEMPTS
from tests.mediakit import media
from tests.submissions import makers
from tests.submissions.conftest import Nudged
from tests.submissions.makers import AT

pytestmark = pytest.mark.django_db
WATCH = "submissions.tasks.render_watch"
SECOND = timedelta(seconds=1)


def film(folder: Path, count: int = 60) -> bytes:
    return media.video(folder / "film.mp4", media.frames(count), sounds=1).read_bytes()


def waiting(state: str = AssetState.READY, **fields: Any) -> tuple[Submission, Work]:
    """A video that waits for review beside a photo, and the work on the whole of it."""
    submission = makers.submission(State.AWAITING_REVIEW, [])
    makers.asset(submission, AssetState.READY, 1)
    return submission, makers.work(makers.asset(submission, state, 0, kind="video"), "watch", **fields)


def test_a_clip_is_looked_at_first_and_watched_whole_afterwards(
    tmp_path: Path, nudged: Nudged, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        submission = makers.receive(makers.campaign(), film(tmp_path), makers.jpeg(), at=timezone.now()).submission
    submission.refresh_from_db()
    video, photo = submission.assets.all()
    assert submission.state == State.AWAITING_REVIEW
    assert set(video.work.values_list("stage", "state", "progress")) == {
        ("review", "done", 100),
        ("watch", "done", 100),
    }
    assert set(photo.work.values_list("stage", flat=True)) == {"review"}
    clip = video.renditions.get(spec="video-480")
    assert (clip.stage, clip.content_type, storage.size(clip.key)) == ("review", "video/mp4", clip.bytes)
    assert abs((clip.duration_ms or 0) - (video.duration_ms or 0)) < 100
    assert queries.plays_whole(clip)
    assert not queries.plays_whole(video.renditions.get(spec="preview"))
    assert queries.best_rendition(video, "video-720") == clip
    sent = [(task.rsplit("_", 1)[-1], queue) for task, queue, _arguments in nudged if task.startswith("submissions.")]
    assert sent.index(("watch", "video")) > sent.index(("review", "video"))


def test_nobody_takes_it_up_before_the_review_stage_is_done(
    tmp_path: Path, nudged: Nudged, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    video = makers.receive(makers.campaign(), film(tmp_path)).submission.assets.get()
    watch = video.work.get(stage="watch")
    assert services.claim_work(work_id=watch.pk, at=AT) is None
    monkeypatch.setattr("submissions.tasks.processing.render", lambda **_: None)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.sweep(at=AT + timedelta(minutes=1))["nudged"] == 1
    assert [task for task, *_ in nudged] == ["submissions.tasks.render_review"]


@pytest.mark.parametrize("error", [mediakit.Permanent("too_complex", "2 GB"), mediakit.Temporary("crashed", "ended")])
def test_its_failure_leaves_everything_as_it_was(
    error: mediakit.MediaError, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = makers.receive(makers.campaign(), film(tmp_path)).submission
    video = submission.assets.get()
    tasks.render_review(asset_id=str(video.pk))

    def refuse(*_args: Any, **_kwargs: Any) -> mediakit.Report:
        raise error

    monkeypatch.setattr(mediakit, "run_isolated", refuse)
    at, tries = timezone.now(), 0
    while video.work.get(stage="watch").state == Work.State.WAITING:
        at, tries = at + timedelta(minutes=5), tries + 1
        processing.render(asset_id=video.pk, stage="watch", clock=lambda at=at: at)  # type: ignore[misc]
    assert tries == (MOST_ATTEMPTS if isinstance(error, mediakit.Temporary) else 1)
    video.refresh_from_db()
    submission.refresh_from_db()
    assert (video.work.get(stage="watch").state, video.state, video.failure_code) == ("failed", AssetState.READY, "")
    assert submission.state == State.AWAITING_REVIEW
    assert video.renditions.filter(spec="preview").exists()
    assert queries.being_made(submission) == {}


def test_an_unusable_video_is_not_worked_on_further() -> None:
    submission = makers.submission(State.RECEIVING, [])
    video = makers.asset(submission, AssetState.RECEIVING, kind="video")
    review, watch = makers.work(video), makers.work(video, "watch")
    held = services.claim_work(work_id=review.pk, at=AT)
    assert held is not None
    services.fail_work(work=held, code="broken", detail="", at=AT, again=False)
    watch.refresh_from_db()
    assert (watch.state, watch.last_error) == ("failed", "no longer wanted")
    assert Submission.objects.get().state == State.UNUSABLE
    assert services.sweep(at=AT + timedelta(hours=1))["nudged"] == 0


def test_the_sweep_finds_it_when_its_nudge_was_lost_or_its_worker_died(
    nudged: Nudged, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr("submissions.tasks.processing.render", lambda **_: None)
    _submission, watch = waiting()
    for later in (timedelta(minutes=1), timedelta(minutes=2) + LEASE):
        nudged.clear()
        with django_capture_on_commit_callbacks(execute=True):
            assert services.sweep(at=AT + later)["nudged"] == 1
        assert [(task, queue) for task, queue, _ in nudged] == [(WATCH, "video")]
        assert services.claim_work(work_id=watch.pk, at=AT + later) is not None


def test_taking_back_drops_it() -> None:
    submission, watch = waiting()
    held = services.claim_work(work_id=watch.pk, at=AT)
    assert held is not None
    services.withdraw(submission=submission, by=makers.fan(submission), at=AT)
    with pytest.raises(services.FenceLost):
        services.renew(work=held, at=AT, progress=50)
    assert Work.objects.get().state == "failed"


def test_setting_aside_drops_it_and_taking_in_again_starts_it_anew(
    nudged: Nudged, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr("submissions.tasks.processing.render", lambda **_: None)
    submission, watch = waiting(attempts=2)
    by = makers.member(submission.brand)
    held = services.exclude_assets(submission=submission, assets=[watch.asset_id], by=by, at=AT)
    assert Work.objects.get().state == "failed"
    with django_capture_on_commit_callbacks(execute=True):
        services.include_assets(submission=held, by=by, at=AT)
    watch.refresh_from_db()
    assert (watch.state, watch.attempts) == ("waiting", 0)
    assert WATCH in [task for task, *_ in nudged]


def tell_until_the_end(tell: mediakit.Progress) -> None:
    for share in range(60, 90):
        tell(share / 100)


def test_progress_is_told_now_and_then_and_starts_anew_with_each_try(monkeypatch: pytest.MonkeyPatch) -> None:
    _submission, watch = waiting(progress=90)
    held = services.claim_work(work_id=watch.pk, at=AT)
    assert held is not None
    assert Work.objects.get().progress == 0
    moments = iter([AT + tenth * SECOND / 10 for tenth in range(100)])
    seen: list[int] = []
    tell = processing._teller(held, lambda: next(moments))
    for share in range(60):
        tell(share / 100)
        seen.append(Work.objects.get().progress)
    assert sorted(set(seen)) == [0, 20, 40]
    assert queries.being_made(watch.asset.submission) == {watch.asset_id: 40}
    Work.objects.update(fence=None, lease_until=None, state=Work.State.FAILED)
    monkeypatch.setattr(processing, "TELL_EVERY", timedelta(0))
    with pytest.raises(services.FenceLost):
        tell_until_the_end(tell)


def test_videos_that_wait_when_the_platform_is_updated_get_their_work() -> None:
    submission = makers.submission(State.AWAITING_REVIEW, [])
    video = makers.asset(submission, AssetState.READY, 0, kind="video")
    for position, (state, kind) in enumerate([("ready", "photo"), ("unusable", "video"), ("excluded", "video")], 1):
        makers.asset(submission, state, position, kind=kind)
    makers.asset(makers.submission(State.REJECTED, []), kind="video")
    give = import_string("submissions.migrations.0003_watch_work.give_waiting_videos_their_work")
    for _time in range(2):
        give(apps, None)
    assert list(Work.objects.values_list("asset_id", "stage", "state")) == [(video.pk, "watch", "waiting")]
    assert Asset.objects.count() == 5
