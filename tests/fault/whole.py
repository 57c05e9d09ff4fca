"""What must hold after every accident: nothing lost, nothing doubled, no row without its object."""

import hashlib

from core import storage
from submissions.lifecycle import State
from submissions.models import Asset, AssetState, Rendition, Submission, Work

WORKING = (State.RECEIVING, State.PROCESSING)


def unfinished() -> int:
    return Submission.objects.filter(state__in=WORKING).count()


def check() -> None:
    """Every submission waits for review, once moved, with one set of files that are really there."""
    for submission in Submission.objects.all():
        moves = list(submission.state_changes.values_list("move", flat=True))
        assert (submission.state, moves[:2]) == (State.AWAITING_REVIEW, ["start", "ready"]), submission.pk
        assert submission.version == 1 + len(moves)
    assert set(Asset.objects.values_list("state", flat=True)) == {AssetState.READY}
    assert set(Work.objects.values_list("state", "fence")) == {("done", None)}
    sets = {tuple(sorted(made.spec for made in asset.renditions.all())) for asset in Asset.objects.all()}
    assert len(sets) == 1
    for asset in Asset.objects.all():
        assert digest(asset.original_key) == asset.original_sha256
    for made in Rendition.objects.all():
        assert digest(made.key) == made.sha256


def digest(key: str) -> str:
    with storage.open(key) as file:
        return hashlib.sha256(file.read()).hexdigest()
