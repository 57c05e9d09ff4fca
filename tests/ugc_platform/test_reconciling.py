"""Leftovers in the store: every planted one is found, and nothing that a row names is ever removed."""

import io
import json
import os
import threading
import time
import uuid
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models
from django.utils import timezone

from core import multipart, storage
from submissions import processing
from submissions.models import Asset, Rendition, Upload
from submissions.uploads import services
from tests.core.conftest import bucket, client, folder, s3_server, store
from tests.submissions import makers
from ugc_platform import reconciling

__all__ = ["bucket", "client", "folder", "s3_server", "store"]
PLANTED = 50
DAY = timedelta(hours=25)


def later() -> datetime:
    return timezone.now() + DAY


def begun(content: bytes) -> Upload:
    return services.begin(
        campaign=makers.campaign(),
        filename="a.jpg",
        size=len(content),
        content_type="image/jpeg",
        sender="someone",
        at=later() - timedelta(minutes=1),
    )


@pytest.fixture
def alive(db: None, store: str, nobody_comes: None) -> set[str]:
    """Things that are in use: an original with its renditions, an upload on its way, one that is complete."""
    asset = makers.receive(makers.campaign(), at=timezone.now()).submission.assets.get()
    processing.render(asset_id=asset.pk, stage="review", clock=timezone.now)
    begun(makers.jpeg())
    complete = begun(makers.jpeg())
    storage.put(complete.object_key, io.BytesIO(makers.jpeg()), "image/jpeg")
    multipart.abort(complete.object_key, complete.multipart_id)
    Upload.objects.filter(pk=complete.pk).update(
        state="completed", digest="0" * 64, kind="photo", completed_at=timezone.now()
    )
    named = {*Asset.objects.values_list("original_key", flat=True), *Rendition.objects.values_list("key", flat=True)}
    assert len(named) > 1
    return named | {complete.object_key}


def plant() -> set[str]:
    keys = {f"{uuid.uuid4()}/{uuid.uuid4()}/original-{number}" for number in range(PLANTED)}
    for key in keys:
        storage.put(key, io.BytesIO(key.encode()), "image/jpeg")
    return keys


def test_planted_leftovers_are_found_and_nothing_else(alive: set[str]) -> None:
    keys = plant()
    handles = {multipart.begin(f"brand/{number}/upload-1", "image/jpeg") for number in range(PLANTED)}
    found = reconciling.reconcile(at=later())
    assert (set(found.orphans), set(found.uploads), found.missing, found.removed) == (keys, handles, [], 0)
    assert {stored.key for stored in multipart.listing()} == alive | keys


def test_removing_takes_the_leftovers_and_no_more(alive: set[str]) -> None:
    plant()
    multipart.begin("brand/x/upload-1", "image/jpeg")
    going = Upload.objects.get(state="open").multipart_id
    assert reconciling.reconcile(at=later(), remove=True).removed == PLANTED + 1
    assert {stored.key for stored in multipart.listing()} == alive
    assert [open_.handle for open_ in multipart.unfinished() if open_.handle == going] == [going]
    assert reconciling.reconcile(at=later(), remove=True) == reconciling.Found(objects=len(alive))


def test_young_objects_are_on_their_way(alive: set[str]) -> None:
    plant()
    assert reconciling.reconcile(at=timezone.now(), remove=True).orphans == []


def test_a_row_that_comes_while_we_look_saves_its_object(alive: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    key = next(iter(plant()))
    asset = Asset.objects.get()
    looked = reconciling._forgotten

    def slowly(before: datetime) -> object:
        makers.asset(asset.submission, position=7, original_key=key)
        return looked(before)

    monkeypatch.setattr(reconciling, "_forgotten", slowly)
    assert reconciling.reconcile(at=later(), remove=True).removed == PLANTED - 1
    assert storage.exists(key)


def test_missing_objects_are_named(alive: set[str]) -> None:
    key = Asset.objects.get().original_key
    storage.delete(key)
    assert reconciling.reconcile(at=later()).missing == [key]


@pytest.mark.usefixtures("db")
def test_an_object_that_is_written_again_while_we_look_is_kept(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its row comes a moment later than our last question for it: what saves it is its age at that moment."""
    key, forgotten = "a/b/logo-1", "a/b/logo-2"
    for each in (key, forgotten):
        storage.put(each, io.BytesIO(each.encode()), "image/jpeg")
    asked = reconciling._named
    named: list[str] = []

    def question(keys: list[str], *, needed: bool = False) -> set[str]:
        answer = asked(keys, needed=needed)
        if keys == [key] and not named:
            time.sleep(1.1 if store == "bucket" else 0.01)  # a bucket counts in seconds
            storage.put(key, io.BytesIO(key.encode()), "image/jpeg")
            named.append(key)
        return answer

    monkeypatch.setattr(reconciling, "_named", question)
    found = reconciling.reconcile(at=timezone.now() + timedelta(hours=1), remove=True, grace=timedelta(hours=1))
    assert (named, found.removed, storage.exists(key)) == ([key], 1, True)


def test_writing_and_removing_at_once_never_loses_what_was_written(folder: Path) -> None:
    key, stop = "a/b/logo-1", threading.Event()
    storage.put(key, io.BytesIO(b"logo"), "image/png")

    def collect() -> None:
        while not stop.is_set():
            multipart.discard(key, timezone.now() - timedelta(minutes=1))

    collector = threading.Thread(target=collect)
    collector.start()
    try:
        for _round in range(60):
            with suppress(FileNotFoundError):
                os.utime(folder / key, (0, 0))
            storage.put(key, io.BytesIO(b"logo"), "image/png")
            # For an instant it may lie aside, to be looked at.
            assert any(storage.exists(key) for _look in range(200_000))
    finally:
        stop.set()
        collector.join()


def test_an_uploads_copy_made_again_is_young_again(db: None, folder: Path) -> None:
    """Who repeats a form after a crash gets its copy renewed, so that it is not removed under their hands."""
    storage.put("a/b/upload-1", io.BytesIO(b"bytes"), "image/jpeg")
    multipart.copy("a/b/upload-1", "a/c/original-1", "image/jpeg")
    long_ago = time.time() - 100_000
    os.utime(folder / "a/c/original-1", (long_ago, long_ago))
    assert reconciling.reconcile(at=timezone.now()).orphans != []
    multipart.copy("a/b/upload-1", "a/c/original-1", "image/jpeg")
    assert reconciling.reconcile(at=timezone.now()).orphans == []


def test_command_speaks_json_and_fails_when_something_is_missing(
    db: None, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("reconcile", "--json")
    expected = {"objects": 0, "orphans": [], "uploads": [], "missing": [], "removed": 0}
    assert json.loads(capsys.readouterr().out) == expected
    makers.asset(makers.submission(assets=()))
    with pytest.raises(CommandError, match="missing"):
        call_command("reconcile")
    with pytest.raises(CommandError, match="hour"):
        call_command("reconcile", "--grace-hours", "0")


def test_every_column_with_a_key_is_asked() -> None:
    """A new table that names objects must be added to COLUMNS, or its objects would look like leftovers."""
    ours = {config.label for config in apps.get_app_configs() if not config.name.startswith(("django", "allauth"))}
    found = {
        (model._meta.label, column.name)
        for model in apps.get_models()
        if model._meta.app_label in ours
        for column in model._meta.get_fields()
        if isinstance(column, models.CharField) and column.name.endswith("key") and column.max_length == 200
    }
    assert found - {("outbox.Mail", "key")} == set(reconciling.COLUMNS)  # that one names a notice, no object
