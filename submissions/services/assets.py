"""What happens to single assets: set aside by a moderator, taken back by their contributor, fetched as sent."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import permissions as accounts_permissions, services as accounts_services
from accounts.actors import Actor
from core import storage
from core.faults import faultpoint
from core.nudge import nudge
from rights import services as rights_services
from submissions import permissions
from submissions.lifecycle import Move, MoveRefused, State
from submissions.models import Asset, AssetState, Submission
from submissions.services import moves, notices, public_work, watch_work
from submissions.services.progress import advance_locked
from submissions.services.work import nudge_work

# What is left to use when all others are taken back: not what was damaged, nor what a moderator set aside.
_USELESS = frozenset({AssetState.UNUSABLE, AssetState.EXCLUDED})


class UnknownAssets(Exception):
    """Some of the assets named are not in this submission; `ids` says which."""

    def __init__(self, ids: Collection[uuid.UUID]) -> None:
        self.ids = sorted(ids, key=str)
        super().__init__(_("Some of these files are not part of this submission."))


class NothingLeft(Exception):
    """Setting all of them aside would leave nothing to approve."""


class ReasonMissing(Exception):
    """An original is only handed out for a reason that is written down."""


@transaction.atomic
def withdraw(
    *, submission: Submission, by: Actor, at: datetime, assets: Collection[uuid.UUID] | None = None
) -> Submission:
    """Take back the whole submission, or some of its assets: revoke and move in one transaction.

    Taking back the last usable asset takes back the whole. Doing it twice is fine.
    Raises Denied, UnknownAssets, or MoveRefused when the submission was erased.
    """
    accounts_permissions.require(permissions.can_withdraw(by, submission))
    held = moves.locked(submission.pk)
    if held.state == State.WITHDRAWN:
        return held
    if held.state == State.ERASED:
        raise MoveRefused(_("This submission was erased."))
    staying = {asset.pk: asset for asset in held.assets.filter(withdrawn_at=None)}
    leaving = set(staying) if assets is None else known(held, assets) & set(staying)
    useful = {pk for pk, asset in staying.items() if asset.state not in _USELESS}
    whole = assets is None or (bool(leaving) and useful <= leaving)
    if whole:
        return _withdraw_whole(held, list(staying), by, at)
    return _withdraw_some(held, sorted(leaving, key=str), by, at)


def _withdraw_whole(submission: Submission, assets: list[uuid.UUID], by: Actor, at: datetime) -> Submission:
    rights_services.revoke(brand_id=submission.brand_id, submission_id=submission.pk, by=by, at=at)
    faultpoint("inside_withdrawal")
    _mark(assets, at)
    moved = moves.move(submission=submission, move=Move.WITHDRAW, by=by, at=at)
    _tell(moved, at)
    return moved


def _withdraw_some(submission: Submission, assets: list[uuid.UUID], by: Actor, at: datetime) -> Submission:
    for asset_id in assets:
        rights_services.revoke(
            brand_id=submission.brand_id, submission_id=submission.pk, asset_id=asset_id, by=by, at=at
        )
    if assets:
        _mark(assets, at)
        moves.touch(submission)
        nudge("galleries.tasks.take_down", submission_id=submission.pk)
        _tell(submission, at)
    return advance_locked(submission, at=at)


def _tell(submission: Submission, at: datetime) -> None:
    key = f"withdrawn:{submission.pk}:{submission.version}"
    notices.queue(submission=submission, kind="withdrawn", key=key, at=at)


def _mark(assets: list[uuid.UUID], at: datetime) -> None:
    Asset.objects.filter(pk__in=assets).update(withdrawn_at=at)
    public_work.drop(assets=assets, at=at)


def known(submission: Submission, assets: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """The ids that were named, all of them this submission's own. Raises UnknownAssets."""
    wanted = set(assets)
    if unknown := wanted - set(submission.assets.values_list("pk", flat=True)):
        raise UnknownAssets(unknown)
    return wanted


@transaction.atomic
def exclude_assets(
    *,
    submission: Submission,
    assets: Collection[uuid.UUID],
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Submission:
    """Set single assets aside. Raises Denied, moves.Stale, UnknownAssets, NothingLeft."""
    held = _held_for_review(submission, by, expected_version)
    wanted = known(held, assets)
    ready = set(held.assets.filter(state=AssetState.READY, withdrawn_at=None).values_list("pk", flat=True))
    if ready <= wanted:
        raise NothingLeft(_("At least one file must stay. To refuse all of them, reject the submission."))
    if leaving := sorted(ready & wanted, key=str):
        Asset.objects.filter(pk__in=leaving).update(state=AssetState.EXCLUDED)
        public_work.drop(assets=leaving, at=at)
        moves.touch(held)
        nudge("galleries.tasks.take_down", submission_id=held.pk)
    return held


@transaction.atomic
def include_assets(
    *,
    submission: Submission,
    by: Actor,
    at: datetime,
    assets: Collection[uuid.UUID] | None = None,
    expected_version: int | None = None,
) -> Submission:
    """Take excluded assets back in, all of them if none is named. Raises Denied, moves.Stale, UnknownAssets."""
    held = _held_for_review(submission, by, expected_version)
    excluded = held.assets.filter(state=AssetState.EXCLUDED)
    if assets is not None:
        excluded = excluded.filter(pk__in=known(held, assets))
    coming = list(excluded.values_list("pk", flat=True))
    if Asset.objects.filter(pk__in=coming).update(state=AssetState.READY):
        moves.touch(held)
        for work in watch_work.again(assets=coming, at=at):
            nudge_work(work)
        if held.state == State.APPROVED:
            public_work.add(submission_id=held.pk, at=at, anew=True)
            nudge("submissions.tasks.render_public", submission_id=held.pk)
    return held


def _held_for_review(submission: Submission, by: Actor, expected_version: int | None) -> Submission:
    accounts_permissions.require(permissions.can_exclude(by, submission))
    held = moves.locked(submission.pk)
    if expected_version not in (None, held.version):
        raise moves.Stale(held)
    return held


def fetch_original(*, asset: Asset, reason: str, by: Actor, at: datetime) -> IO[bytes]:
    """Open the file as it was sent, for a member who may and says why; the log line is written first.

    Raises Denied, ReasonMissing, storage.Missing, storage.Unavailable.
    """
    submission = asset.submission
    accounts_permissions.require(permissions.can_fetch_original(by, submission))
    if len(reason.strip()) < 3:
        raise ReasonMissing(_("Please write down what the original is needed for."))
    if asset.withdrawn_at is not None or submission.state in (State.WITHDRAWN, State.ERASED):
        raise storage.Missing(asset.original_key)
    accounts_services.record(
        brand=submission.brand,
        by=by,
        action="original.fetch",
        subject=f"asset:{asset.pk}",
        at=at,
        words=reason.replace("\x00", "").strip()[:500],
    )
    return storage.open(asset.original_key)
