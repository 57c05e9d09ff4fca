"""Taking back single choices of a permission: what is left out of the list of kept ones ends, nothing ever begins."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from rights import chain, permissions, queries
from rights.models import Revocation
from rights.scopes import Scope
from rights.services.withdrawals import revoke
from rights.uses import ADDITIONS, EVERYWHERE


@transaction.atomic
def narrow(*, brand_id: UUID, submission_id: UUID, keep: Collection[str], by: Actor, at: datetime) -> list[Revocation]:
    """End every standing choice whose key is not kept; answer the facts written, none when nothing changed.

    A kept key that does not stand any more is not brought back: this only ever takes away. A place that a kept
    choice allows just as far (countries, time, changes, AI) stays allowed.
    """
    accounts_permissions.require(permissions.can_revoke(by, brand_id))
    chain.lock(brand_id)  # two narrowings at once read the same standing choices otherwise
    standing = [choice.scope for choice in queries.standing(submission_id=submission_id, at=at) if choice.live]
    kept = [scope for scope in standing if scope.key in keep]
    dropped = [scope for scope in standing if scope.key not in keep]
    take_back = partial(revoke, brand_id=brand_id, submission_id=submission_id, by=by, at=at)
    facts = []
    if channels := _channels(dropped, kept):
        facts.append(take_back(channels=channels))
    if additions := _additions(dropped, kept):
        facts.append(take_back(additions=additions))
    return facts


def _channels(dropped: Sequence[Scope], kept: Sequence[Scope]) -> set[str]:
    """Places of which no kept choice allows as much. Where one allows less, the place ends whole: rather too much."""
    ending = _additions(dropped, kept) | _own_additions(kept, with_places=False)
    return {
        channel
        for scope in dropped
        for channel in scope.channels
        if not any(channel in other.channels and _as_far(other, scope, ending) for other in kept)
    }


def _as_far(kept: Scope, dropped: Scope, settled: Collection[str]) -> bool:
    """Whether a kept choice reaches as far; additions that end everywhere, or are kept for all places, are settled."""
    everywhere = EVERYWHERE in kept.territories or set(dropped.territories) <= set(kept.territories)
    as_long = kept.months is None or (dropped.months is not None and dropped.months <= kept.months)
    added = all(not getattr(dropped, name) or getattr(kept, name) or name in settled for name in ADDITIONS)
    return everywhere and as_long and added


def _additions(dropped: Sequence[Scope], kept: Sequence[Scope]) -> set[str]:
    """Changes and AI training that end everywhere: choices of their own, or parts of one that no kept choice has."""
    own = _own_additions(dropped, with_places=False) - _own_additions(kept, with_places=False)
    held = _own_additions(kept, with_places=True) | _own_additions(kept, with_places=False)
    return own | (_own_additions(dropped, with_places=True) - held)


def _own_additions(scopes: Iterable[Scope], *, with_places: bool) -> set[str]:
    return {
        name for name in ADDITIONS for scope in scopes if bool(scope.channels) is with_places and getattr(scope, name)
    }
