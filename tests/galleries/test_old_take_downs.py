"""What the migration makes of tasks from before: one for each cause, as far as the cause can still be told."""

import importlib

import pytest
from django.db import connection

from galleries.models import Placement, TakeDown, TakeDownPlace
from tests.galleries import stage
from tests.galleries.endings import (
    disagreed,
    excluded,
    expired,
    narrowed,
    one_withdrawn,
    rejected,
    withdrawn,
)
from tests.galleries.stage import AT, later
from tests.galleries.test_take_downs import ready_export

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_as_table_owner", "nobody_comes")]
ENDINGS = {
    "withdrawn": (withdrawn, {("withdrawn", 2)}),
    "one_withdrawn": (one_withdrawn, {("withdrawn", 1), ("uncovered", 1)}),
    "narrowed": (narrowed, {("narrowed", 2)}),
    "rejected": (rejected, {("rejected", 2)}),
    "excluded": (excluded, {("excluded", 1), ("uncovered", 1)}),
    "disagreed": (disagreed, {("uncovered", 2)}),
    "expired": (expired, {("uncovered", 2)}),
}


def as_before() -> None:
    """One open task for each placement, in a table that still names it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("DROP INDEX take_down_open_once")
        cursor.execute("ALTER TABLE galleries_takedown ADD COLUMN placement_id varchar(60)")
        for place in Placement.objects.order_by("pk"):
            task = TakeDown.objects.create(
                brand=place.brand, submission=place.asset.submission, cause="uncovered", opened_at=AT
            )
            cursor.execute("UPDATE galleries_takedown SET placement_id = %s WHERE id = %s", [place.pk, task.pk])


@pytest.mark.parametrize("name", ENDINGS)
def test_an_old_task_is_called_what_it_was(name: str) -> None:
    end, told = ENDINGS[name]
    submission = stage.approved(assets=2)
    ready_export(submission, downloaded_at=later(minutes=1))
    end(submission)
    TakeDownPlace.objects.all().delete()
    TakeDown.objects.all().delete()
    as_before()
    fill = importlib.import_module("galleries.migrations.0003_take_down_places").FILL
    with connection.cursor() as cursor:
        cursor.execute(fill)
    assert {(task.cause, task.places.count()) for task in TakeDown.objects.all()} == told
