"""Emptying a submission: the row, its moves and its ledger stay, all words and files of a person go.

Words go in the caller's transaction. Files go afterwards, one by one, as often as it takes.
"""

import uuid
from datetime import datetime

from django.db import transaction

from accounts import permissions as accounts_permissions
from accounts.actors import SYSTEM, Actor
from core import multipart, storage
from core.faults import faultpoint
from submissions import captured, permissions
from submissions.lifecycle import Move, State
from submissions.models import Asset, AssetState, Rendition, Submission, Upload, Work
from submissions.services import assets as assets_services, moves

ERASED_CODE = "erased"


@transaction.atomic
def erase(*, submission: Submission, by: Actor, at: datetime) -> Submission:
    """Take it back if it was still given, empty its words and measures, and call it erased. Twice is fine.

    Its files are still there: `erase_files` removes them. Raises Denied.
    """
    accounts_permissions.require(permissions.can_withdraw(by, submission))
    held = moves.locked(submission.pk)
    if held.state == State.ERASED:
        return held
    held = assets_services.withdraw(submission=held, by=by, at=at)
    Submission.objects.filter(pk=held.pk).update(caption="", credit="", answers={}, permalink="", form_key=None)
    _empty_assets(held)
    Upload.objects.filter(submission=held).update(filename="", sha256="", sender="")
    Work.objects.filter(asset__submission=held).update(last_error="")
    return moves.move(submission=held, move=Move.ERASE, by=SYSTEM, at=at)


def _empty_assets(submission: Submission) -> None:
    """What is left of an asset says that there was one, of which kind and size, and nothing of what it showed."""
    Asset.objects.filter(submission=submission).update(
        state=AssetState.UNUSABLE,
        failure_code=ERASED_CODE,
        failure_detail="",
        filename="",
        alt_text="",
        original_sha256="",
        **captured.NOTHING,
        unheard_sound="",
        camera_model="",
        fingerprint="",
        fingerprint_quality=None,
        fingerprint_bands=[],
        placeholder="",
        dominant_colour="",
    )


def erase_files(*, asset_id: uuid.UUID) -> int:
    """Remove every object of an erased asset from the store, whether a row names it or not; how many there were.

    The rows forget a key only after its object is gone, so dying anywhere here loses no file. Raises
    storage.Unavailable.
    """
    asset = Asset.objects.get(pk=asset_id, submission__state=State.ERASED)
    keys = {stored.key for stored in multipart.listing(under=f"{asset.brand_id}/{asset.pk}")}
    keys |= {asset.original_key} if asset.original_key else set()
    keys |= set(asset.renditions.values_list("key", flat=True))
    for key in sorted(keys):
        storage.delete(key)
        faultpoint("after_erased_object")
    Rendition.objects.filter(asset=asset, key__in=keys).delete()
    Asset.objects.filter(pk=asset.pk, original_key__in=keys).update(original_key="", original_bytes=0)
    return len(keys)
