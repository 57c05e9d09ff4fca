"""When a permission ends: places, exports, open tasks, and the sweep that repairs what a lost nudge left."""

import uuid
from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.permissions import Denied
from accounts.roles import Role
from galleries import queries, services, validators
from galleries.models import Export, ExportItem, Gallery, Placement, TakeDown
from galleries.services import export_work, placements
from moderation import services as moderation_services
from rights import queries as rights_queries, services as rights_services
from rights.uses import Use
from submissions import queries as submissions_queries
from submissions.models import Submission
from tests.galleries import stage
from tests.galleries.stage import AT, later
from tests.submissions import makers

pytestmark = pytest.mark.django_db

ADS = Use(channel="paid_ads")


def ready_export(submission: Submission, *, downloaded_at: datetime | None = None, use: Use = ADS) -> Export:
    """An export as if it had been made, with one file."""
    export = Export.objects.create(
        brand=submission.brand,
        filter={"campaign": submission.campaign.slug},
        use=use.as_dict(),
        state="ready",
        key=f"{submission.brand_id}/x/export-1-{submission.pk}.zip",
        sha256="1" * 64,
        bytes=10,
        due_at=AT,
        created_at=AT,
        ready_at=AT,
        downloaded_at=downloaded_at,
    )
    for asset in submission.assets.annotate(words=submissions_queries.public_words()):
        ExportItem.objects.create(
            brand=submission.brand,
            export=export,
            submission=submission,
            asset=asset,
            file=f"files/{asset.pk}.jpg",
            words=asset.words,
        )
        head = rights_queries.head(submission.brand_id)
        Placement.objects.create(
            key=placements.new_key(),
            brand=submission.brand,
            kind="export",
            export=export,
            asset=asset,
            use=use.as_dict(),
            ledger_sequence=head[0],
            ledger_hash=head[1],
            created_at=AT,
        )
    return export


def in_gallery(submission: Submission) -> Gallery:
    by = stage.marketer(submission.brand)
    made = services.create(brand=submission.brand, title="Wall", by=by, at=AT)
    services.set_items(gallery=made, submissions=[submission.pk], by=by, at=AT)
    services.publish(gallery=made, by=by, at=AT)
    services.place(submission_id=submission.pk, at=AT)
    return made


def test_withdrawal_ends_every_page_place_and_keeps_the_rows() -> None:
    submission = stage.approved()
    in_gallery(submission)
    stage.withdraw(submission, at=later(hours=1))

    assert services.take_down(submission_id=submission.pk, at=later(hours=1)) == 2
    assert services.take_down(submission_id=submission.pk, at=later(hours=2)) == 0

    assert {place.ended_at for place in Placement.objects.all()} == {later(hours=1)}


def test_withdrawing_one_asset_ends_only_its_places() -> None:
    submission = stage.approved(assets=2)
    in_gallery(submission)
    gone, stays = submission.assets.all()
    stage.withdraw(submission, at=later(hours=1), assets=[gone.pk])
    services.take_down(submission_id=submission.pk, at=later(hours=1))
    assert set(Placement.objects.filter(ended_at=None).values_list("asset", flat=True)) == {stays.pk}


def test_a_revoked_channel_ends_only_what_stands_on_it() -> None:
    submission = stage.approved()
    in_gallery(submission)
    export = ready_export(submission)
    rights_services.revoke(
        brand_id=submission.brand_id,
        submission_id=submission.pk,
        channels=["paid_ads"],
        by=makers.fan(submission),
        at=later(hours=1),
    )
    services.take_down(submission_id=submission.pk, at=later(hours=1))
    assert Placement.objects.filter(kind="gallery", ended_at=None).exists()
    assert Export.objects.get(pk=export.pk).state == "void"


def test_opening_again_keeps_the_address_for_later() -> None:
    submission = stage.approved()
    made = in_gallery(submission)
    key = Placement.objects.get(gallery=made).key
    by = stage.moderator(submission.brand)
    opened = moderation_services.reopen(submission=submission, version=submission.version, by=by, at=later(hours=1))
    services.take_down(submission_id=submission.pk, at=later(hours=1))
    assert queries.shown(made, at=later(hours=1)) == []
    moderation_services.approve(submission=opened, version=opened.version, by=by, at=later(hours=2))
    assert [row.placement_key for row in queries.shown(made, at=later(hours=2))] == [key]


def test_an_export_nobody_fetched_becomes_void(nudged: list[Any]) -> None:
    submission = stage.approved()
    export = ready_export(submission)
    stage.withdraw(submission, at=later(hours=1))
    services.take_down(submission_id=submission.pk, at=later(hours=1))

    export.refresh_from_db()
    assert (export.state, TakeDown.objects.count()) == ("void", 0)
    assert Placement.objects.get().ended_at == later(hours=1)
    assert ("galleries.tasks.discard_export", {"export_id": str(export.pk)}) in nudged
    with pytest.raises(services.NotDownloadable, match="withdrawn"):
        services.downloadable(export=export, by=stage.marketer(submission.brand), at=later(hours=2))


def test_a_delivered_copy_becomes_an_open_task_until_somebody_closes_it() -> None:
    submission = stage.approved(assets=2)
    export = ready_export(submission, downloaded_at=AT)
    stage.withdraw(submission, at=later(hours=1))
    for hour in (1, 2):
        services.take_down(submission_id=submission.pk, at=later(hours=hour))

    assert TakeDown.objects.get().places.count() == 2
    assert Export.objects.get(pk=export.pk).state == "void"
    assert [row.kind for row in queries.where_used([submission.pk], at=AT)[submission.pk]] == ["export"]

    by = stage.marketer(submission.brand)
    task = queries.take_downs(by)[0]
    closed = services.close_take_down(take_down=task, by=by, at=later(hours=3), note=" Gone from the shop \x00")
    again = services.close_take_down(take_down=task, by=by, at=later(hours=4), note="Other")

    assert (closed.closed_at, closed.note, closed.closed_by_id) == (later(hours=3), "Gone from the shop", by.user_id)
    assert (again.closed_at, again.note) == (closed.closed_at, closed.note)
    assert set(Placement.objects.values_list("ended_at", flat=True)) == {later(hours=3)}
    assert [row.closed_at for row in queries.take_downs(by)] == [later(hours=3)]


def test_a_note_has_its_limit_and_one_letter_more_is_refused() -> None:
    submission = stage.approved()
    ready_export(submission, downloaded_at=AT)
    stage.withdraw(submission, at=later(hours=1))
    services.take_down(submission_id=submission.pk, at=later(hours=1))
    by, task = stage.marketer(submission.brand), TakeDown.objects.get()
    most = "n" * validators.NOTE_LENGTH
    with pytest.raises(ValidationError):
        services.close_take_down(take_down=task, by=by, at=AT, note=most + "n")
    assert TakeDown.objects.get().closed_at is None
    assert services.close_take_down(take_down=task, by=by, at=AT, note=most).note == most


def test_only_the_brands_exporters_close_a_task() -> None:
    submission = stage.approved()
    ready_export(submission, downloaded_at=AT)
    stage.withdraw(submission, at=later(hours=1))
    services.take_down(submission_id=submission.pk, at=later(hours=1))
    task = TakeDown.objects.get()
    for by in (makers.member(submission.brand, Role.MODERATOR), stage.marketer(makers.brand())):
        with pytest.raises(Denied):
            services.close_take_down(take_down=task, by=by, at=AT)
    assert not queries.take_downs(stage.marketer(makers.brand())).exists()


def test_the_sweep_makes_missing_places_and_is_calm_afterwards(nudged: list[Any]) -> None:
    campaign = makers.campaign()
    submission = stage.approved(campaign, assets=2)
    by = stage.marketer(campaign.brand)
    made = services.create(brand=campaign.brand, title="Wall", by=by, at=AT)
    waiting = stage.waiting(campaign)
    services.set_items(gallery=made, submissions=[submission.pk, waiting.pk], by=by, at=AT)
    Placement.objects.all().delete()

    assert services.sweep(at=AT)["placed"] == 4
    assert services.sweep(at=AT) == {"placed": 0, "taken_down": 0, "exports_nudged": 0, "exports_discarded": 0}
    assert Placement.objects.filter(gallery=made).count() == 2
    assert not Placement.objects.filter(asset__submission=waiting).exists()


def test_the_sweep_finds_forgotten_withdrawals(nudged: list[Any]) -> None:
    whole, part, expired, fine = (stage.approved(assets=2) for _ in range(4))
    for row in (whole, part, expired, fine):
        services.place(submission_id=row.pk, at=AT)
    stage.withdraw(whole, at=later(hours=1))
    stage.withdraw(part, at=later(hours=1), assets=[part.assets.all()[0].pk])
    rights_services.revoke(
        brand_id=expired.brand_id, submission_id=expired.pk, by=makers.fan(expired), at=later(hours=1)
    )
    nudged.clear()

    assert services.sweep(at=later(hours=2))["taken_down"] == 3

    asked = {uuid.UUID(kwargs["submission_id"]) for task, kwargs in nudged if task == "galleries.tasks.take_down"}
    assert asked == {whole.pk, part.pk, expired.pk}
    for submission_id in asked:
        services.take_down(submission_id=submission_id, at=later(hours=2))
    assert services.sweep(at=later(hours=3))["taken_down"] == 0


def test_the_sweep_leaves_open_tasks_alone(nudged: list[Any]) -> None:
    submission = stage.approved()
    ready_export(submission, downloaded_at=AT)
    stage.withdraw(submission, at=later(hours=1))
    services.take_down(submission_id=submission.pk, at=later(hours=1))
    assert services.sweep(at=later(hours=2))["taken_down"] == 0


def test_the_sweep_voids_old_files(nudged: list[Any]) -> None:
    export = ready_export(stage.approved())
    assert services.sweep(at=AT + export_work.KEPT_FOR / 2)["exports_discarded"] == 0
    assert services.sweep(at=AT + export_work.KEPT_FOR)["exports_discarded"] == 1
    export.refresh_from_db()
    assert export.state == "void"
    assert nudged[-1] == ("galleries.tasks.discard_export", {"export_id": str(export.pk)})


def test_only_places_of_files_that_nobody_fetched_end_with_them() -> None:
    never, fetched = stage.approved(), stage.approved()
    ready_export(never)
    ready_export(fetched, downloaded_at=AT)
    services.sweep(at=AT + export_work.KEPT_FOR)
    exported = Placement.objects.filter(kind=Placement.Kind.EXPORT, ended_at=None)
    assert {place.asset.submission_id for place in exported} == {fetched.pk}


def test_placing_twice_makes_one_place() -> None:
    submission = stage.approved()
    assert services.place(submission_id=submission.pk, at=AT) == 1
    assert services.place(submission_id=submission.pk, at=AT) == 0
    assert Placement.objects.count() == 1


def test_nothing_is_placed_that_may_not_show() -> None:
    for submission in (stage.waiting(), stage.approved(people="child_guardian")):
        assert services.place(submission_id=submission.pk, at=AT) == 0
    assert not Placement.objects.exists()


def test_a_place_is_not_made_under_a_ledger_that_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    submission = stage.approved()
    heads = iter(range(100))
    monkeypatch.setattr("galleries.services.placements.rights_queries.head", lambda _brand: (next(heads), "0" * 64))
    assert services.place(submission_id=submission.pk, at=AT) == 0
    assert not Placement.objects.exists()
