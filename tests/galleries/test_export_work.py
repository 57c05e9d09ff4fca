"""An export as a unit of work: leases, fences, attempts, progress, and what a vanished maker leaves behind."""

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

import mediakit
from core import storage
from galleries import exporting, services
from galleries.exporting import delivery
from galleries.exporting.heartbeat import kept_alive
from galleries.models import Export, ExportItem, Placement
from galleries.services import export_work
from tests.galleries import media, stage
from tests.galleries.stage import AT, later
from tests.submissions import makers

pytestmark = pytest.mark.django_db
State = Export.State


def requested(assets: int = 1) -> Export:
    return media.request(media.with_original(stage.approved(assets=assets)))


def test_only_one_maker_holds_an_export() -> None:
    export = requested()
    first = export_work.claim(export_id=export.pk, at=AT)
    assert first
    assert (first.state, first.attempts, first.lease_until) == ("running", 1, AT + export_work.LEASE)
    assert export_work.claim(export_id=export.pk, at=later(seconds=59)) is None
    second = export_work.claim(export_id=export.pk, at=later(seconds=60))
    assert second
    assert second.fence != first.fence
    with pytest.raises(export_work.FenceLost):
        export_work.renew(export=first, at=later(seconds=61))
    with pytest.raises(export_work.FenceLost):
        export_work.publish(
            export=first, items=[], made=export_work.Made(key="a/b", bytes=1, sha256="0" * 64), at=later(seconds=61)
        )
    export_work.fail(export=first, error="late", at=later(seconds=61))
    export.refresh_from_db()
    assert (export.state, export.fence, export.last_error) == ("running", second.fence, "")


def test_a_claim_waits_until_it_is_due() -> None:
    export = requested()
    Export.objects.update(due_at=later(minutes=1))
    assert export_work.claim(export_id=export.pk, at=AT) is None
    assert export_work.claim(export_id=export.pk, at=later(minutes=1))


def test_running_a_finished_export_again_changes_nothing() -> None:
    export = media.run(requested())
    before = Export.objects.values().get()
    exporting.run_export(export_id=export.pk, at=later(hours=1), clock=lambda: later(hours=1))
    assert Export.objects.values().get() == before
    assert (ExportItem.objects.count(), Placement.objects.count()) == (1, 1)


def test_an_outage_of_the_store_is_tried_again_and_then_works(nudged: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    export = requested()
    with monkeypatch.context() as patch:
        patch.setattr(storage, "put", away)
        media.run(export)
    assert (export.state, export.attempts, export.due_at) == ("waiting", 0, later(seconds=30))
    assert export.last_error == "Our storage does not answer just now; this goes on by itself."
    assert nudged[-1] == ("galleries.tasks.make_export", {"export_id": str(export.pk)})
    media.run(export, at=later(seconds=30))
    assert (export.state, export.attempts, export.last_error) == ("ready", 1, "")


def test_a_store_that_refuses_is_not_asked_every_half_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    export = requested()

    def refusing(*_args: object) -> None:
        raise storage.Refused("AccessDenied", "AccessDenied")

    monkeypatch.setattr(storage, "put", refusing)
    media.run(export)
    assert (export.state, export.attempts, export.due_at) == ("waiting", 0, later(minutes=5))
    assert export.last_error == "Our storage has to be repaired first; then this goes on by itself."


def away(*_args: object) -> None:
    raise storage.Unavailable("away")


def broken(*_args: object) -> None:
    raise RuntimeError("a fault of ours")


def test_after_three_attempts_it_fails_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    export = requested()
    monkeypatch.setattr(storage, "put", broken)
    at = AT
    for _ in range(4):
        media.run(export, at=at)
        at += timedelta(minutes=10)
    assert (export.state, export.attempts) == ("failed", 3)
    assert export.last_error
    assert not Placement.objects.exists()
    with pytest.raises(services.NotDownloadable, match="could not be made"):
        services.downloadable(export=export, by=stage.marketer(export.brand), at=at)


def test_one_file_that_never_works_does_not_keep_the_others_away(monkeypatch: pytest.MonkeyPatch) -> None:
    submission = media.with_original(stage.approved(assets=2))
    stubborn = submission.assets.all()[0]
    really_run = mediakit.run_isolated

    def sometimes(source: Any, recipe: Any, out: Any, **more: Any) -> Any:
        if storage.size(stubborn.original_key) == source.stat().st_size:
            raise mediakit.Temporary("slow")
        return really_run(source, recipe, out, **more)

    media.put_original(stubborn, media.camera_jpeg((100, 100)))
    monkeypatch.setattr(mediakit, "run_isolated", sometimes)
    export = media.request(submission)
    at = AT
    for _ in range(3):
        media.run(export, at=at)
        at += timedelta(minutes=10)
    assert (export.state, export.attempts) == ("ready", 3)
    found = media.manifest(export)
    assert len(found["rows"]) == 1
    assert [row["asset_id"] for row in found["refused"]] == [str(stubborn.pk)]


def test_progress_is_written_while_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    export = requested(assets=3)
    seen: list[tuple[int, int]] = []
    really_make = delivery.make

    def watch(*args: Any, **more: Any) -> Any:
        seen.append(Export.objects.values_list("done", "total").get())
        return really_make(*args, **more)

    monkeypatch.setattr(delivery, "make", watch)
    media.run(export)
    assert seen == [(0, 3), (1, 3), (2, 3)]
    assert (export.done, export.total) == (3, 3)


def test_permissions_that_keep_changing_end_the_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    export = requested()
    monkeypatch.setattr("galleries.exporting.records.check_again", changed)
    media.run(export)
    assert (export.state, export.attempts) == ("waiting", 1)
    assert "kept changing" in export.last_error


def changed(*_args: object, **_more: object) -> None:
    raise export_work.Changed("again")


def test_a_maker_that_lost_its_fence_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    export = requested()
    really_put, put = storage.put, []

    def stolen(key: str, file: Any, content_type: str) -> None:
        really_put(key, file, content_type)
        put.append(key)
        Export.objects.update(lease_until=AT)
        assert export_work.claim(export_id=export.pk, at=later(minutes=2))

    monkeypatch.setattr(storage, "put", stolen)
    media.run(export)
    assert (export.state, export.attempts) == ("running", 2)
    assert [storage.exists(key) for key in put] == [False]
    assert not Placement.objects.exists()


def test_the_sweep_nudges_what_nobody_makes(nudged: Any) -> None:
    export = requested()
    nudged.clear()
    assert services.sweep(at=later(seconds=44))["exports_nudged"] == 0
    assert services.sweep(at=later(seconds=45))["exports_nudged"] == 1
    assert nudged == [("galleries.tasks.make_export", {"export_id": str(export.pk)})]


def test_the_sweep_brings_back_a_vanished_makers_export_and_gives_up_at_last(nudged: Any) -> None:
    export = requested()
    at = AT
    for attempt in range(1, 4):
        assert export_work.claim(export_id=export.pk, at=at)
        at += timedelta(minutes=2)
        assert services.sweep(at=at)["exports_nudged"] == 1
        export.refresh_from_db()
        assert (export.state, export.attempts) == ("failed" if attempt == 3 else "running", attempt)
    assert "vanished" in export.last_error
    assert services.sweep(at=at)["exports_nudged"] == 0


@pytest.mark.django_db(transaction=True)
def test_the_lease_is_renewed_while_one_file_takes_long(nobody_comes: None, monkeypatch: pytest.MonkeyPatch) -> None:
    submission = makers.submission()
    made = Export.objects.create(
        brand=submission.brand, filter={"campaign": "x"}, use=media.PAGE.as_dict(), due_at=AT, created_at=AT
    )
    held = export_work.claim(export_id=made.pk, at=AT)
    assert held
    with kept_alive(held, clock=lambda: later(minutes=5), every=0.05):
        time.sleep(0.4)
    assert Export.objects.get().lease_until == later(minutes=5) + export_work.LEASE
    assert "export-lease" not in {thread.name for thread in threading.enumerate()}


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_and_a_publication_at_once_never_leave_a_withdrawn_file(nobody_comes: None) -> None:
    """Whoever is first: the file is not handed out, and its places are found by the take-down."""
    submission = media.with_original(stage.approved())
    export = media.request(submission)

    def withdraw() -> None:
        try:
            stage.withdraw(submission, at=later(seconds=1))
            services.take_down(submission_id=submission.pk, at=later(seconds=1))
        finally:
            connection.close()

    beside = threading.Thread(target=withdraw)
    beside.start()
    media.run(export, at=later(seconds=1))
    beside.join()
    services.take_down(submission_id=submission.pk, at=later(seconds=2))

    export.refresh_from_db()
    assert not Placement.objects.filter(kind="export", ended_at=None).exists()
    if export.state == State.READY:
        assert media.manifest(export)["rows"] == []
    else:
        assert export.state in (State.VOID, State.WAITING)
