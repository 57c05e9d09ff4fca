"""Who may ask for an export and fetch it, when, and what a withdrawal does to one that is being made or was fetched."""

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.actors import VISITOR
from accounts.models import AuditEntry
from accounts.permissions import Denied
from accounts.roles import Role
from core import storage
from galleries import exporting, queries, services
from galleries.models import Export, ExportItem, TakeDown
from submissions.models import Submission
from tests.galleries import media, stage
from tests.galleries.stage import AT, later
from tests.submissions import makers

pytestmark = pytest.mark.django_db


def test_download_is_checked_logged_and_remembered() -> None:
    submission = media.with_original(stage.approved())
    export = media.run(media.request(submission))
    by = stage.marketer(submission.brand)

    handed = services.downloadable(export=export, by=by, at=later(hours=1))
    services.downloadable(export=export, by=by, at=later(hours=2))

    assert (handed.key, handed.bytes, handed.sha256) == (export.key, export.bytes, export.sha256)
    assert handed.filename == f"{submission.brand.slug}-{submission.campaign.slug}-brand-page-2026-11-22.zip"
    export.refresh_from_db()
    assert export.downloaded_at == later(hours=1)
    assert AuditEntry.objects.filter(action="export.downloaded", subject=f"export:{export.pk}").count() == 2


def test_a_withdrawal_after_it_was_ready_stops_the_download_before_any_task_ran() -> None:
    campaign = makers.campaign()
    stays, leaves = (media.with_original(stage.approved(campaign)) for _ in range(2))
    export = media.run(media.request(stays))
    stage.withdraw(leaves, at=later(hours=1))
    by = stage.marketer(campaign.brand)
    with pytest.raises(services.NotDownloadable, match="may not be used any more"):
        services.downloadable(export=export, by=by, at=later(hours=1))
    export.refresh_from_db()
    assert export.downloaded_at is None

    again = media.run(media.request(stays, at=later(hours=2)), at=later(hours=2))
    assert [row["submission_id"] for row in media.manifest(again)["rows"]] == [str(stays.pk)]
    assert services.downloadable(export=again, by=by, at=later(hours=2)).key == again.key


def test_a_withdrawal_while_it_is_made_is_never_in_the_zip(monkeypatch: pytest.MonkeyPatch) -> None:
    campaign = makers.campaign()
    stays, leaves = (media.with_original(stage.approved(campaign)) for _ in range(2))
    export = media.request(stays)
    really_put = storage.put
    put: list[str] = []

    def withdraw_first(key: str, file: Any, content_type: str) -> None:
        """The last moment before publication: the ZIP is finished, its object is being stored."""
        if not put:
            stage.withdraw(Submission.objects.get(pk=leaves.pk), at=AT)
        put.append(key)
        really_put(key, file, content_type)

    monkeypatch.setattr(storage, "put", withdraw_first)
    media.run(export)

    found = media.manifest(export)
    assert [row["submission_id"] for row in found["rows"]] == [str(stays.pk)]
    assert export.attempts == 1
    assert len(put) == 2
    assert not storage.exists(put[0])
    assert storage.exists(put[1])


def test_control_without_the_checks_a_withdrawn_work_would_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same story with the guards off: it shows that the stories above would notice."""
    submission = media.with_original(stage.approved())
    export = media.request(submission)
    really_put = storage.put

    def withdraw_first(key: str, file: Any, content_type: str) -> None:
        stage.withdraw(Submission.objects.get(), at=AT)
        really_put(key, file, content_type)

    monkeypatch.setattr(storage, "put", withdraw_first)
    monkeypatch.setattr("galleries.services.export_work.forbidden", lambda *_assets, **_question: set())
    media.run(export)
    assert len(media.manifest(export)["rows"]) == 1
    assert services.downloadable(export=export, by=stage.marketer(submission.brand), at=AT).key == export.key


def test_a_withdrawal_after_delivery_opens_a_task_and_removes_the_file(nudged: Any) -> None:
    submission = media.with_original(stage.approved())
    export = media.run(media.request(submission))
    services.downloadable(export=export, by=stage.marketer(submission.brand), at=later(hours=1))
    stage.withdraw(submission, at=later(hours=2))
    services.take_down(submission_id=submission.pk, at=later(hours=2))
    key, digest = export.key, export.sha256
    exporting.discard(export_id=export.pk)
    exporting.discard(export_id=export.pk)

    assert TakeDown.objects.filter(closed_at=None).count() == 1
    assert not storage.exists(key)
    export.refresh_from_db()
    assert (export.state, export.key, export.sha256) == ("void", "", digest)
    assert ExportItem.objects.exclude(file="").exists()


@pytest.mark.parametrize("state", ["waiting", "running", "failed", "void"])
def test_only_a_ready_export_is_handed_out(state: str) -> None:
    submission = stage.approved()
    export = media.request(submission)
    Export.objects.filter(pk=export.pk).update(state=state, fence=uuid.uuid4(), lease_until=AT)
    with pytest.raises(services.NotDownloadable) as refused:
        services.downloadable(export=export, by=stage.marketer(submission.brand), at=AT)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.VIEWER, None])
def test_who_may_not_export(role: Role | None) -> None:
    submission = stage.approved()
    export = media.request(submission)
    by = makers.member(submission.brand, role) if role else stage.marketer(makers.brand())
    with pytest.raises(Denied):
        services.request_export(
            brand=submission.brand, use=media.PAGE, by=by, at=AT, filter={"campaign": submission.campaign.slug}
        )
    with pytest.raises(Denied):
        services.downloadable(export=export, by=by, at=AT)
    assert queries.export(stage.marketer(makers.brand()), export.pk) is None
    assert not queries.exports(VISITOR).exists()


def test_what_cannot_be_asked_for() -> None:
    submission, foreign = stage.approved(), stage.approved()
    brand, by = submission.brand, stage.marketer(submission.brand)
    wrong: list[dict[str, Any]] = [
        {},
        {"filter": {"campaign": foreign.campaign.slug}},
        {"filter": {"campaign": "no-such"}},
        {"filter": {"campaign": "\x00"}},
        {"filter": {"state": "approved"}},
        {"gallery": media.gallery_of(foreign)},
        {"gallery": media.gallery_of(submission), "filter": {"campaign": submission.campaign.slug}},
    ]
    for source in wrong:
        with pytest.raises(ValidationError):
            services.request_export(brand=brand, use=media.PAGE, by=by, at=AT, **source)
    assert not Export.objects.exists()


def test_too_many_at_once_are_refused() -> None:
    submission = stage.approved()
    for _ in range(5):
        media.request(submission)
    with pytest.raises(services.TooMany):
        media.request(submission)


def test_lists_of_exports_count_what_is_inside_and_left_out(django_assert_num_queries: Any) -> None:
    campaign = makers.campaign()
    fine = media.with_original(stage.approved(campaign, assets=2))
    stage.approved(campaign, scopes=("pages",))
    for _ in range(3):
        media.run(media.request(fine, media.ADS))
    actor = makers.member(campaign.brand, Role.VIEWER)
    with django_assert_num_queries(1):
        found = [(row.included_count, row.refused_count, row.brand.name) for row in queries.exports(actor)]
    assert found == [(2, 1, campaign.brand.name)] * 3
