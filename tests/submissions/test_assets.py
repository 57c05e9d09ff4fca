"""Taking back, setting aside and fetching single assets."""

import uuid
from collections.abc import Collection
from typing import Any

import pytest
from django.core.files.base import ContentFile

from accounts.actors import SYSTEM, VISITOR
from accounts.models import AuditEntry
from accounts.permissions import Denied
from accounts.roles import Role
from core import storage
from rights.models import Revocation
from submissions import services
from submissions.lifecycle import MoveRefused, State
from submissions.models import AssetState, Submission, Work
from tests.submissions import makers
from tests.submissions.conftest import Nudged
from tests.submissions.makers import AT

pytestmark = pytest.mark.django_db
READY, UNUSABLE, EXCLUDED = AssetState.READY, AssetState.UNUSABLE, AssetState.EXCLUDED


def withdraw(submission: Submission, assets: Collection[uuid.UUID] | None = None) -> Submission:
    return services.withdraw(submission=submission, by=makers.fan(submission), at=AT, assets=assets)


@pytest.mark.parametrize(
    "state", [State.RECEIVING, State.PROCESSING, State.AWAITING_REVIEW, State.APPROVED, State.REJECTED, State.UNUSABLE]
)
def test_withdrawing_revokes_and_moves_from_anywhere(
    state: State, nudged: Nudged, django_capture_on_commit_callbacks: Any
) -> None:
    submission = makers.submission(state)
    makers.work(submission.assets.get(), state="running", fence=uuid.uuid4(), lease_until=AT)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(submission)
    submission.refresh_from_db()
    revocation = Revocation.objects.get()
    assert (submission.state, submission.assets.get().withdrawn_at) == (State.WITHDRAWN, AT)
    assert (revocation.submission_id, revocation.asset_id, revocation.channels) == (submission.pk, None, None)
    assert Work.objects.get().state == "failed"
    assert ("galleries.tasks.take_down", "default", {"submission_id": str(submission.pk)}) in nudged


def test_withdrawing_one_asset_leaves_the_others() -> None:
    submission = makers.submission(State.APPROVED, [READY, READY])
    first, second = submission.assets.all()
    withdraw(submission, [first.pk])
    submission.refresh_from_db()
    assert (submission.state, submission.version) == (State.APPROVED, 2)
    assert list(submission.assets.values_list("withdrawn_at", flat=True)) == [AT, None]
    assert list(Revocation.objects.values_list("asset_id", flat=True)) == [first.pk]
    withdraw(submission, [first.pk])
    assert Revocation.objects.count() == 1
    withdraw(submission, [second.pk])
    assert Submission.objects.get(pk=submission.pk).state == State.WITHDRAWN


def test_withdrawing_the_last_usable_asset_withdraws_the_whole() -> None:
    submission = makers.submission(State.APPROVED, [READY, UNUSABLE])
    withdraw(submission, [submission.assets.all()[0].pk])
    assert Submission.objects.get(pk=submission.pk).state == State.WITHDRAWN


def test_withdrawing_the_unfinished_asset_lets_the_rest_go_on() -> None:
    submission = makers.submission(State.PROCESSING, [READY, AssetState.PROCESSING])
    withdraw(submission, [submission.assets.all()[1].pk])
    assert Submission.objects.get(pk=submission.pk).state == State.AWAITING_REVIEW


def test_withdrawing_twice_is_fine_and_after_erasure_refused() -> None:
    submission = makers.submission(State.APPROVED)
    withdraw(submission)
    assert withdraw(submission).state == State.WITHDRAWN
    assert Revocation.objects.count() == 1
    with pytest.raises(MoveRefused):
        withdraw(makers.submission(State.ERASED))


def test_withdrawing_assets_of_another_submission_is_refused() -> None:
    submission, other = makers.submission(State.APPROVED), makers.submission(State.APPROVED)
    foreign = other.assets.get().pk
    with pytest.raises(services.UnknownAssets) as unknown:
        withdraw(submission, [foreign])
    assert unknown.value.ids == [foreign]
    assert not Revocation.objects.exists()


def test_only_who_gave_may_take_back() -> None:
    submission = makers.submission(State.APPROVED)
    for by in (SYSTEM, VISITOR, makers.member(submission.brand, Role.OWNER), makers.fan(makers.submission())):
        with pytest.raises(Denied):
            services.withdraw(submission=submission, by=by, at=AT)


def test_taking_back_all_but_what_was_set_aside_takes_back_the_whole() -> None:
    submission = makers.submission(State.APPROVED, [READY, EXCLUDED, UNUSABLE])
    first, *_rest = submission.assets.all()
    withdraw(submission, [first.pk])
    assert Submission.objects.get(pk=submission.pk).state == State.WITHDRAWN
    assert set(submission.assets.values_list("withdrawn_at", flat=True)) == {AT}
    kept = makers.submission(State.APPROVED, [READY, EXCLUDED])
    withdraw(kept, [kept.assets.all()[1].pk])
    assert Submission.objects.get(pk=kept.pk).state == State.APPROVED


def test_excluding_and_including_assets() -> None:
    submission = makers.submission(State.APPROVED, [READY, READY])
    first, _second = submission.assets.all()
    makers.work(first, "public")
    moderator = makers.member(submission.brand)
    held = services.exclude_assets(submission=submission, assets=[first.pk], by=moderator, at=AT, expected_version=1)
    assert held.version == 2
    assert list(submission.assets.values_list("state", flat=True)) == [EXCLUDED, READY]
    assert Work.objects.get().state == "failed"
    held = services.include_assets(submission=held, by=moderator, at=AT)
    assert held.version == 3
    assert list(submission.assets.values_list("state", flat=True)) == [READY, READY]
    assert set(Work.objects.values_list("stage", "state")) == {("public", "waiting")}


def test_excluding_everything_is_refused() -> None:
    submission = makers.submission(assets=[READY, UNUSABLE])
    with pytest.raises(services.NothingLeft):
        services.exclude_assets(
            submission=submission,
            assets=[asset.pk for asset in submission.assets.all()],
            by=makers.member(submission.brand),
            at=AT,
        )


def test_excluding_from_another_version_is_stale() -> None:
    submission = makers.submission(assets=[READY, READY], version=4)
    with pytest.raises(services.Stale) as stale:
        services.exclude_assets(
            submission=submission,
            assets=[submission.assets.all()[0].pk],
            by=makers.member(submission.brand),
            at=AT,
            expected_version=3,
        )
    assert stale.value.current == 4


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MARKETER])
def test_excluding_is_for_moderators(role: Role) -> None:
    submission = makers.submission(assets=[READY, READY])
    for act in (services.exclude_assets, services.include_assets):
        with pytest.raises(Denied):
            act(submission=submission, assets=[], by=makers.member(submission.brand, role), at=AT)


def test_an_original_is_handed_out_for_a_reason_with_a_line_in_the_log() -> None:
    submission = makers.submission(State.APPROVED)
    asset = submission.assets.get()
    storage.put(asset.original_key, ContentFile(b"as sent"), "image/jpeg")
    marketer = makers.member(submission.brand, Role.MARKETER)
    with services.fetch_original(asset=asset, reason="Printing a poster", by=marketer, at=AT) as file:
        assert file.read() == b"as sent"
    line = AuditEntry.objects.get(action="original.fetch")
    assert (line.subject, line.actor, line.at) == (f"asset:{asset.pk}", marketer.reference, AT)
    assert (line.detail, line.words.text) == ({}, "Printing a poster")


def test_an_original_is_not_handed_out_otherwise() -> None:
    submission = makers.submission(State.APPROVED)
    asset = submission.assets.get()
    storage.put(asset.original_key, ContentFile(b"as sent"), "image/jpeg")
    for by in (
        SYSTEM,
        VISITOR,
        makers.fan(submission),
        makers.member(submission.brand, Role.MODERATOR),
        makers.member(makers.brand(), Role.OWNER),
    ):
        with pytest.raises(Denied):
            services.fetch_original(asset=asset, reason="Printing a poster", by=by, at=AT)
    owner = makers.member(submission.brand, Role.OWNER)
    with pytest.raises(services.ReasonMissing):
        services.fetch_original(asset=asset, reason="  ", by=owner, at=AT)
    withdraw(submission)
    asset.refresh_from_db()
    with pytest.raises(storage.Missing):
        services.fetch_original(asset=asset, reason="Printing a poster", by=owner, at=AT)
    assert not AuditEntry.objects.filter(action="original.fetch").exists()
