"""The ways in for workers: ids as text, one call, harmless when repeated."""

import uuid

import pytest

from core import storage
from galleries import tasks
from galleries.models import Export, Placement
from galleries.services import export_work, voiding
from submissions import lifecycle
from tests.galleries import media, stage

pytestmark = pytest.mark.django_db


def test_place_and_take_down() -> None:
    submission = stage.approved()
    for _ in range(2):
        tasks.place(submission_id=str(submission.pk))
    assert Placement.objects.filter(ended_at=None).count() == 1
    stage.withdraw(submission, at=stage.AT)
    for _ in range(2):
        tasks.take_down(submission_id=str(submission.pk))
    assert not Placement.objects.filter(ended_at=None).exists()


def test_make_and_discard_an_export() -> None:
    submission = media.with_original(stage.approved())
    export = media.request(submission)
    for _ in range(2):
        tasks.make_export(export_id=str(export.pk))
    export.refresh_from_db()
    assert (export.state, export.attempts) == ("ready", 1)

    tasks.discard_export(export_id=str(export.pk))
    assert storage.exists(export.key)
    Export.objects.update(state="void")
    tasks.discard_export(export_id=str(export.pk))
    assert not storage.exists(export.key)


def test_ids_that_are_gone_are_harmless() -> None:
    gone = str(uuid.uuid4())
    tasks.place(submission_id=gone)
    tasks.take_down(submission_id=gone)
    tasks.make_export(export_id=gone)
    tasks.discard_export(export_id=gone)


def test_the_names_are_those_that_are_nudged() -> None:
    ours = {task.name for task in (tasks.place, tasks.take_down, tasks.make_export, tasks.discard_export)}
    nudged = {name for row in lifecycle.TABLE for name in row.nudges if name.startswith("galleries.")}
    assert nudged <= ours
    assert {voiding.DISCARD, export_work.MAKE} <= ours
