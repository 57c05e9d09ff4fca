"""From the door to the queue with the real pipeline: what is published, and what becomes of bad files."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

import mediakit
from core import storage
from rights.models import Release
from submissions import failures, processing, queries, services, tasks
from submissions.lifecycle import Move, State
from submissions.models import Asset, AssetState, Rendition, Submission, Work
from tests.mediakit import media
from tests.submissions import makers
from tests.submissions.makers import AT

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
pytestmark = pytest.mark.django_db


def process(submission: Submission) -> Submission:
    """Let the workers have their turn."""
    for asset in submission.assets.all():
        tasks.render_review(asset_id=str(asset.pk))
    return Submission.objects.get(pk=submission.pk)


def approve(submission: Submission) -> None:
    services.move(submission=submission, move=Move.APPROVE, by=makers.member(submission.brand), at=timezone.now())
    for asset in submission.assets.all():
        tasks.render_public_asset(asset_id=str(asset.pk))


def test_a_photo_sent_in_waits_for_review_by_nudges_alone(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        received = makers.receive(makers.campaign(), makers.jpeg(), makers.jpeg((0, 90, 200)))
    submission = Submission.objects.get(pk=received.submission.pk)
    assert submission.state == State.AWAITING_REVIEW
    assert [change.move for change in queries.timeline(submission)] == [Move.START, Move.READY]
    for asset in submission.assets.all():
        assert (asset.state, asset.width, asset.height) == (AssetState.READY, 640, 480)
        assert len(asset.fingerprint) == 64
        assert len(asset.fingerprint_bands) == 16
        assert asset.dominant_colour.startswith("#")
        assert asset.placeholder
        assert {(made.stage, made.spec) for made in asset.renditions.all()} >= {("review", "photo-320")}


def test_every_rendition_row_has_its_object_and_its_key_is_made_from_the_content() -> None:
    submission = process(makers.receive(makers.campaign()).submission)
    approve(submission)
    asset = submission.assets.get()
    assert set(asset.work.values_list("stage", "state")) == {("review", "done"), ("public", "done")}
    assert {made.stage for made in asset.renditions.all()} == {"review", "public"}
    for made in asset.renditions.all():
        name = f"{made.stage}-{made.spec}-{made.spec_version}-{made.sha256[:32]}"
        assert made.key == f"{asset.brand_id}/{asset.pk}/{name}"
        assert storage.size(made.key) == made.bytes


def test_until_the_public_stage_is_made_the_review_rendition_is_shown() -> None:
    submission = process(makers.receive(makers.campaign(), makers.jpeg(size=(1600, 1200))).submission)
    services.move(submission=submission, move=Move.APPROVE, by=makers.member(submission.brand), at=AT)
    asset = submission.assets.get()
    before = {spec: queries.best_rendition(asset, spec) for spec in ("photo-1280", "photo-640", "photo-640-jpeg")}
    assert {made.stage for made in before.values() if made} == {"review"}
    assert all(before.values())
    tasks.render_public_asset(asset_id=str(asset.pk))
    after = queries.best_rendition(asset, "photo-640")
    assert after is not None
    assert (after.stage, after.spec) == ("public", "photo-640")
    assert queries.best_rendition(asset, "video-720") is None
    assert queries.best_rendition(asset, "no-such-spec") is None


def test_a_task_that_runs_again_changes_nothing() -> None:
    submission = process(makers.receive(makers.campaign()).submission)
    before = list(Rendition.objects.order_by("pk").values())
    again = process(submission)
    assert (again.version, list(Rendition.objects.order_by("pk").values())) == (submission.version, before)


def test_a_file_that_breaks_later_touches_only_its_own_asset() -> None:
    good, bad = makers.jpeg(), makers.png_broken_inside()
    submission = process(makers.receive(makers.campaign(), good, bad).submission)
    assert submission.state == State.AWAITING_REVIEW
    first, second = submission.assets.all()
    assert (first.state, second.state) == (AssetState.READY, AssetState.UNUSABLE)
    assert second.failure_code in mediakit.CODES
    assert failures.sentence(second.failure_code) == mediakit.CODES[second.failure_code]
    assert not second.renditions.exists()
    assert second.work.get().attempts == 1


def test_nothing_usable_ends_as_unusable() -> None:
    submission = process(makers.receive(makers.campaign(), makers.png_broken_inside()).submission)
    assert submission.state == State.UNUSABLE


def test_a_withdrawn_submission_is_not_worked_on() -> None:
    submission = makers.receive(makers.campaign()).submission
    services.withdraw(submission=submission, by=makers.fan(submission), at=timezone.now())
    assert process(submission).state == State.WITHDRAWN
    assert not Rendition.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_four_workers_with_the_same_task_publish_one_set(nobody_comes: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when the lease is ignored, as by a worker that was asleep: the fence lets one of them publish."""
    submission = makers.receive(makers.campaign(), at=timezone.now()).submission
    asset, start = submission.assets.get(), threading.Barrier(4)

    def work(minutes: int) -> None:
        start.wait()
        try:
            clock = lambda: timezone.now() + timedelta(minutes=minutes)  # noqa: E731
            processing.render(asset_id=asset.pk, stage="review", clock=clock)
        finally:
            connection.close()

    # Two see a live lease, two believe that it ran out.
    threads = [threading.Thread(target=work, args=(minutes,)) for minutes in (0, 0, 2, 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    specs = list(Rendition.objects.values_list("spec", flat=True))
    assert len(specs) == len(set(specs)) > 0
    assert Submission.objects.get().state == State.AWAITING_REVIEW
    assert Submission.objects.get().state_changes.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_lease_is_renewed_while_the_work_goes_on(nobody_comes: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processing, "RENEW_EVERY", 0.05)
    submission = makers.receive(makers.campaign(), at=timezone.now()).submission
    leases: list[Any] = []
    really_run = mediakit.run_isolated

    def slowly(*args: Any, **kwargs: Any) -> mediakit.Report:
        for _look in range(3):
            leases.append(Work.objects.get().lease_until)
            threading.Event().wait(0.15)
        return really_run(*args, **kwargs)

    monkeypatch.setattr(mediakit, "run_isolated", slowly)
    assert process(submission).state == State.AWAITING_REVIEW
    assert leases[0] < leases[1] < leases[2]


@pytest.mark.parametrize(
    ("name", "kind"), [("gps_camera.jpg", "photo"), ("iphone.heic", "photo"), ("phone_gps.mov", "video")]
)
def test_real_phone_files_reach_the_queue(name: str, kind: str) -> None:
    if not (SAMPLES / name).exists():
        pytest.skip("the sample files are not part of the repository")
    submission = process(makers.receive(makers.campaign(), (SAMPLES / name).read_bytes()).submission)
    asset = submission.assets.get()
    assert (submission.state, asset.kind, asset.failure_code) == (State.AWAITING_REVIEW, kind, "")
    specs = {made.spec for made in asset.renditions.all()}
    assert specs >= ({"poster", "preview"} if kind == "video" else {"photo-1280", "photo-320"})


def test_work_of_an_unknown_asset_is_no_work() -> None:
    asset = makers.asset(makers.submission(), position=1)
    Asset.objects.filter(pk=asset.pk).delete()
    tasks.render_review(asset_id=str(asset.pk))
    tasks.render_public(submission_id=str(asset.pk))


def test_a_lost_fence_ends_the_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    submission = makers.receive(makers.campaign()).submission
    seen: list[int] = []

    def run(*_args: Any, progress: Any, **_kwargs: Any) -> mediakit.Report:
        progress(0.42)
        seen.append(Work.objects.get().progress)
        Work.objects.update(fence=None, lease_until=None, state=Work.State.FAILED)
        progress(0.43)
        raise AssertionError("the decoding went on")

    monkeypatch.setattr(processing, "TELL_EVERY", timedelta(0))
    monkeypatch.setattr(mediakit, "run_isolated", run)
    process(submission)
    assert seen == [42]
    assert Work.objects.get().last_error == ""


def test_a_video_goes_the_whole_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = media.video(tmp_path / "film.mp4", media.frames(30), sounds=1).read_bytes()
    submission = process(makers.receive(makers.campaign(), film, makers.jpeg()).submission)
    video, photo = submission.assets.all()
    assert (submission.state, video.kind, video.has_audio) == (State.AWAITING_REVIEW, "video", True)
    assert 1500 <= (video.duration_ms or 0) <= 2500
    # Nobody has said whose music it is; a photo has none.
    assert list(Release.objects.filter(kind="music").values_list("asset_id", "answer")) == [(photo.pk, "none")]
    told: list[int] = []
    monkeypatch.setattr(processing, "TELL_EVERY", timedelta(0))
    really_renew = services.renew

    def renew(**arguments: Any) -> None:
        told.append(arguments["progress"])
        really_renew(**arguments)

    monkeypatch.setattr(services, "renew", renew)
    approve(submission)
    assert told == sorted(told)
    assert told[-1] > 50
    best = queries.best_rendition(video, "video-720")
    assert best is not None
    assert (best.stage, best.spec, best.content_type) == ("public", "video-720", "video/mp4")
